import {
  type AlternateEft,
  type AlternateEftInstruction,
  type EftBatch,
  InstructionRefusedError,
  type ServicingSystem,
  type ServicingSystemDescription,
} from '../../src/domain/sync/servicing-system';
import { Fault, unavailable } from '../../src/kernel/fault';
import { alternateEftBody, parseAlternateEft } from '../../src/servicing/alternate-eft-parser';
import { noServicingSystem } from '../../src/servicing/no-servicing-system';
import type { AlternateEftRecord } from '../../src/simulator/alternate-eft-store';
import { HttpFailure } from '../../src/simulator/http-failure';
import type { EftWorld } from './eft-world';

/** What becomes of calls: they arrive and are answered, arrive without an answer coming back, or do not arrive. */
export type Line = 'GOOD' | 'ANSWERS_LOST' | 'DOWN';

/** The simulator's side of payments behind the servicing port, without HTTP between them: for tests that make thousands of calls. */
export class InProcessAspire implements ServicingSystem {
  line: Line = 'GOOD';

  readChanges = noServicingSystem.readChanges.bind(noServicingSystem);
  readCustomer = noServicingSystem.readCustomer.bind(noServicingSystem);
  findBankAccount = noServicingSystem.findBankAccount.bind(noServicingSystem);
  readEnrolmentFacts = noServicingSystem.readEnrolmentFacts.bind(noServicingSystem);

  constructor(private readonly world: EftWorld) {}

  describe(): Promise<ServicingSystemDescription> {
    const { epoch, latestSequence } = this.world.book;
    const system = { product: 'ASPIRE', version: '5.20.17', minimumVersion: '5.20.17', isSupported: true, hosting: 'HOSTED' } as const;
    return this.call(() => ({ ...system, epoch, latestSequence }));
  }

  putAlternateEft(paymentId: string, instruction: AlternateEftInstruction): Promise<AlternateEft> {
    return this.call(() => read(paymentId, this.world.records.put(paymentId, alternateEftBody(instruction)).record));
  }

  cancelAlternateEft(paymentId: string): Promise<AlternateEft | undefined> {
    return this.call(() => orNothing(() => read(paymentId, this.world.records.cancel(paymentId))));
  }

  findAlternateEft(paymentId: string): Promise<AlternateEft | undefined> {
    return this.call(() => orNothing(() => read(paymentId, this.world.records.get(paymentId))));
  }

  listEftBatches(): Promise<EftBatch[] | undefined> {
    return this.call(() => undefined);
  }

  private async call<Answer>(work: () => Answer): Promise<Answer> {
    // As over a network: nothing is answered in the same turn.
    await Promise.resolve();
    if (this.line === 'DOWN') throw unavailable('servicing system');
    const answer = answered(work);
    if (this.line === 'ANSWERS_LOST') throw unavailable('servicing system');
    return answer;
  }
}

function read(paymentId: string, record: AlternateEftRecord): AlternateEft {
  return parseAlternateEft(paymentId, { ...record });
}

function orNothing<Answer>(work: () => Answer): Answer | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof HttpFailure && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

function answered<Answer>(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    if (error.code === 'CONFLICT') throw new Fault('CONFLICT', error.message);
    throw new InstructionRefusedError(error.message);
  }
}
