import { type Bindings, type ChildLoggerOptions, type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

const DEEPEST = 8;
const REDACTED = '[redacted]';

/** Compared without case, dashes and underscores. `variables` are GraphQL's: they hold passwords and account numbers. */
const secretKeys = new Set([
  'accountnumber',
  'apikey',
  'authorization',
  'bearer',
  'code',
  'cookie',
  'encryptionkey',
  'encryptionkeys',
  'otp',
  'recoverycodes',
  'routingnumber',
  'setcookie',
  'variables',
]);
const secretEndings = /(password|passphrase|token|secret|privatekey)$/;

function isSecret(key: string): boolean {
  const plain = key.replace(/[-_]/g, '').toLowerCase();
  return secretKeys.has(plain) || secretEndings.test(plain);
}

/** The same value with every secret field, at any depth, replaced. Dates and errors are left to their own serializers. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Error) return value;
  if (depth === DEEPEST) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, isSecret(key) ? REDACTED : redact(item, depth + 1)]));
}

/** Of an error only what cannot carry a statement's parameters: drivers hang the whole SQL on theirs. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return redact(error);
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    stack: error.stack,
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** One JSON object per line on standard output, secrets left out. Errors go under `err`. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redact(fields) as Record<string, unknown>,
    },
    serializers: { err: (error: unknown) => describeError(error) },
  };
  return guardChildren(destination === undefined ? pino(options) : pino(options, destination));
}

/** What a child logger is bound to passes no formatter: pino resets that one for children. */
function guardChildren(logger: Logger): Logger {
  const child = logger.child as unknown as (this: Logger, bindings: Bindings, options?: ChildLoggerOptions) => Logger;
  return Object.assign(logger, {
    child(this: Logger, bindings: Bindings, options?: ChildLoggerOptions): Logger {
      return child.call(this, redact(bindings) as Bindings, options);
    },
  });
}
