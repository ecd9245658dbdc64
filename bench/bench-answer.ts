/** What a bench asks one of its processes. */
export interface Question {
  id: number;
  name: string;
  details: unknown;
}

/** What it hears from it. */
export type Reply = { id: number; value?: unknown; failure?: string } | { progress: string };

/** In a process of a bench: answers the bench's questions, and ends with the bench. */
export function answerBench(handlers: Readonly<Record<string, (details: never) => unknown>>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', ({ id, name, details }: Question) => {
    void (async () => {
      try {
        reply({ id, value: await handlers[name]?.(details as never) });
      } catch (error) {
        reply({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    })();
  });
}

/** In a process of a bench: has the bench print a line. */
export function tellBench(progress: string): void {
  reply({ progress });
}

function reply(message: Reply): void {
  process.send?.(message);
}
