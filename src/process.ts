import { constants, setPriority } from 'node:os';
import { ConfigurationError } from './config';
import { Fault } from './kernel/fault';

/** What a person at the command line can put right; printed as its message alone. */
export class OperatorError extends Error {}

/** Lets other processes of the machine go first: what works in the background must not keep people waiting who read beside it. */
export function giveWay(): void {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

/**
 * Runs a process of ours: `start` returns how to stop it; SIGTERM and SIGINT stop it in good order, a second one at once.
 * What cannot start says why in plain words and exits 1.
 */
export async function runProcess(start: () => Promise<() => Promise<void>>): Promise<void> {
  try {
    const stop = await start();
    let stopping = false;
    const onSignal = (): void => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  } catch (error) {
    fail(error);
  }
}

/** Says why and exits 1: what a person can put right as a sentence, with its cause; anything else with its stack. */
export function fail(error: unknown): never {
  process.stderr.write(`${wordsOf(error)}\n`);
  process.exit(1);
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isForPeople = [OperatorError, ConfigurationError, Fault].some((type) => error instanceof type);
  if (!isForPeople && (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error.stack ?? error.message;
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
