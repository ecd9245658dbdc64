import { unavailable } from '../../kernel/fault';

/**
 * What the servicing system answers, unless it takes too long: then whoever asked is told so, and the question is taken back.
 * @throws Fault UPSTREAM_UNAVAILABLE after so many milliseconds; before, whatever `ask` throws.
 */
export async function inTime<Answer>(timeoutMs: number, ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const fault = unavailable('servicing system', new Error(`No answer within ${timeoutMs} ms.`));
      reject(fault);
      over.abort(fault);
    }, timeoutMs);
  });
  return Promise.race([ask(over.signal), late]).finally(() => clearTimeout(timer));
}
