import { createLogger, redact } from '../../src/log';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('info', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it('leaves secrets out at any depth and in any spelling', () => {
    const input = {
      headers: { authorization: 'hunter2', 'Set-Cookie': 'hunter2', accept: 'kept' },
      users: [{ email: 'kept', new_password: 'hunter2', deep: { er: [{ sessionToken: 'hunter2', ROUTING_NUMBER: 'hunter2' }] } }],
      variables: { anything: 'hunter2' },
      code: 'hunter2',
      bankAccount: { accountNumber: 'hunter2', lastFour: 'kept' },
    };
    const text = logged((logger) => logger.child({ apiKey: 'hunter2' }).info(input, 'kept'));
    expect(text).not.toContain('hunter2');
    expect(text.match(/kept/g)).toHaveLength(4);
    expect(text.match(/\[redacted\]/g)).toHaveLength(9);
  });

  it('tells of an error what helps, not what its driver hung on it', () => {
    const cause = Object.assign(new Error('lost'), { code: 'ECONNRESET', sql: 'hunter2' });
    const error = Object.assign(new Error('failed', { cause }), { parameters: ['hunter2'], query: 'hunter2' });
    const line = JSON.parse(logged((logger) => logger.error({ err: error }, 'oops'))) as Record<string, unknown>;
    expect(JSON.stringify(line)).not.toContain('hunter2');
    expect(line).toMatchObject({
      level: 'error',
      msg: 'oops',
      err: { type: 'Error', message: 'failed', cause: { message: 'lost', code: 'ECONNRESET' } },
    });
  });

  it('survives objects that contain themselves', () => {
    const circle: Record<string, unknown> = { token: 'x' };
    circle['self'] = circle;
    expect(JSON.stringify(redact(circle))).toContain('[too deep]');
  });

  it('puts one JSON object on one line', () => {
    const text = logged((logger) => logger.warn({ address: 'a\nb' }, 'first\nsecond'));
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({ level: 'warn', msg: 'first\nsecond' });
  });
});
