import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigurationError, readConfig, variableNames } from '../../src/config';

const exampleFile = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
const example = new Map([...exampleFile.matchAll(/^# (PORTAL_\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));

function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

const complete = {
  NODE_ENV: 'production',
  PORTAL_DATABASE_URL: 'mariadb://portal:pw@db/portal',
  PORTAL_ENCRYPTION_KEYS: `k1:${'A'.repeat(43)}=`,
  PORTAL_PUBLIC_URL: 'https://portal.example.com',
  PORTAL_ASPIRE_URL: 'https://connector.example.com/',
  PORTAL_ASPIRE_TOKEN: 't0ken',
  PORTAL_SMTP_URL: 'smtps://portal:pw@mail.example.com',
  PORTAL_MAIL_FROM: 'portal@example.com',
};

describe('.env.example', () => {
  it('lists exactly the variables the parser knows, once each', () => {
    expect([...example.keys()].sort()).toEqual([...variableNames].sort());
    expect(exampleFile.match(/^#? ?PORTAL_\w+=/gm)).toHaveLength(variableNames.length);
  });

  it('shows the defaults that are in force', () => {
    const withoutDefault = [
      'DATABASE_URL',
      'ENCRYPTION_KEYS',
      'TRUSTED_PROXIES',
      'PUBLIC_URL',
      'METRICS_TOKEN',
      'ASPIRE_URL',
      'ASPIRE_TOKEN',
      'EXTRACT_FOLDER',
      'SMTP_URL',
      'MAIL_FROM',
      'BANK_DIRECTORY',
      'WORKER_PORT',
    ];
    const shown = Object.fromEntries([...example].filter(([name]) => !withoutDefault.includes(name.replace('PORTAL_', ''))));
    expect(readConfig(shown)).toEqual(readConfig({}));
  });

  it('is a usable configuration as a whole', () => {
    const config = readConfig(Object.fromEntries(example));
    expect(config.http.trustedProxies).toEqual(['10.0.0.0/8', '192.168.1.7']);
    expect(config.aspire).toEqual({ url: 'https://connector.example.com', token: 'change-me', timeoutMs: 15_000 });
    expect(config.mail).toEqual({
      url: 'smtps://portal:secret@mail.example.com:465',
      from: { name: 'Customer portal', address: 'portal@example.com' },
    });
  });
});

describe('encryption keys', () => {
  const key = Buffer.alloc(32, 1).toString('base64');

  it('come newest first', () => {
    const { encryptionKeys } = readConfig({ PORTAL_ENCRYPTION_KEYS: `k2:${key}, k1:${key}` });
    expect(encryptionKeys?.map(({ id, key: { length } }) => [id, length])).toEqual([
      ['k2', 32],
      ['k1', 32],
    ]);
  });

  it.each(['k1', `:${key}`, `k1:${key.slice(4)}`, `k1:${key},k1:${key}`, `K 1:${key}`, 'k1:%%%'])('%s is refused, unseen', (given) => {
    const [fault = ''] = faultsOf({ PORTAL_ENCRYPTION_KEYS: given });
    expect(fault).toMatch(/^PORTAL_ENCRYPTION_KEYS \(value not shown\) is not valid; expected name:key/);
    expect(fault).not.toContain(key);
  });
});

describe('readConfig', () => {
  it('needs nothing outside production', () => {
    const config = readConfig({});
    expect(config.database).toEqual({ url: undefined, poolSize: 10 });
    expect(config.aspire).toBeUndefined();
    expect(config.graphql).toEqual({ explorer: true, introspection: true, compiledExecution: true });
    expect(config.http).toMatchObject({ host: '127.0.0.1', port: 4000, trustedProxies: [] });
  });

  it('keeps explorer and introspection shut in production unless asked', () => {
    expect(readConfig(complete).graphql).toEqual({ explorer: false, introspection: false, compiledExecution: true });
    expect(readConfig({ ...complete, PORTAL_EXPLORER: '1' }).graphql.explorer).toBe(true);
    expect(readConfig(complete).aspire?.url).toBe('https://connector.example.com');
  });

  it('counts a variable set to nothing as not set', () => {
    expect(readConfig({ PORTAL_PORT: '', PORTAL_TIME_ZONE: ' ', PORTAL_ASPIRE_URL: '' })).toEqual(readConfig({}));
    expect(faultsOf({ ...complete, PORTAL_DATABASE_URL: '' })).toHaveLength(1);
  });

  it('reports every fault at once, with what is expected', () => {
    const faults = faultsOf({
      NODE_ENV: 'production',
      PORTAL_PORT: 'http',
      PORTAL_SYNC_PAGE_SIZE: '5001',
      PORTAL_TIME_ZONE: 'Mars/Olympus',
    });
    expect(faults).toEqual([
      expect.stringMatching(/^PORTAL_DATABASE_URL is missing \(required in production\); expected a URL such as mysql:/),
      expect.stringMatching(/^PORTAL_ENCRYPTION_KEYS is missing/),
      expect.stringMatching(/^PORTAL_PUBLIC_URL is missing/),
      expect.stringMatching(/^PORTAL_ASPIRE_URL is missing/),
      expect.stringMatching(/^PORTAL_ASPIRE_TOKEN is missing/),
      expect.stringMatching(/^PORTAL_SMTP_URL is missing/),
      expect.stringMatching(/^PORTAL_MAIL_FROM is missing/),
      'PORTAL_PORT=http is not valid; expected a whole number from 0 to 65535.',
      'PORTAL_TIME_ZONE=Mars/Olympus is not valid; expected an IANA time zone, such as America/Chicago.',
      'PORTAL_SYNC_PAGE_SIZE=5001 is not valid; expected a whole number from 1 to 5000.',
    ]);
  });

  it('wants URL and token of the connector together', () => {
    expect(faultsOf({ PORTAL_ASPIRE_URL: 'http://a' })).toEqual([expect.stringMatching(/^PORTAL_ASPIRE_TOKEN is missing/)]);
    expect(faultsOf({ PORTAL_ASPIRE_TOKEN: 'a' })).toEqual([expect.stringMatching(/^PORTAL_ASPIRE_URL is missing/)]);
  });

  it('needs no connector in production where extracts are delivered, but never half of one', () => {
    const { PORTAL_ASPIRE_URL: _url, PORTAL_ASPIRE_TOKEN: _token, ...rest } = complete;
    const extracts = { ...rest, PORTAL_EXTRACT_FOLDER: '/var/lib/portal/extracts' };
    expect(readConfig(extracts)).toMatchObject({ extractFolder: '/var/lib/portal/extracts', aspire: undefined });
    expect(faultsOf({ ...extracts, PORTAL_ASPIRE_URL: 'https://a' })).toEqual([expect.stringMatching(/^PORTAL_ASPIRE_TOKEN is missing/)]);
    expect(faultsOf(rest)).toHaveLength(2);
  });

  it('wants mail server and sender together', () => {
    expect(faultsOf({ PORTAL_SMTP_URL: 'smtp://a' })).toEqual([expect.stringMatching(/^PORTAL_MAIL_FROM is missing/)]);
    expect(faultsOf({ PORTAL_MAIL_FROM: 'a@b.example' })).toEqual([expect.stringMatching(/^PORTAL_SMTP_URL is missing/)]);
    expect(readConfig({}).mail).toBeUndefined();
  });

  const senders: [string, { name: string; address: string }][] = [
    ['a@b.example', { name: '', address: 'a@b.example' }],
    ['<a@b.example>', { name: '', address: 'a@b.example' }],
    ['Harbor, Light & Co. <a@b.example>', { name: 'Harbor, Light & Co.', address: 'a@b.example' }],
    ['"Harbor" <a@b.example>', { name: 'Harbor', address: 'a@b.example' }],
  ];
  it.each(senders)('takes PORTAL_MAIL_FROM=%s', (value, expected) => {
    expect(readConfig({ PORTAL_SMTP_URL: 'smtp://a', PORTAL_MAIL_FROM: value }).mail?.from).toEqual(expected);
  });

  it.each(['portal', 'a@b.example, c@d.example', 'X <a@b.example> <c@d.example>', 'X <a b@c.example>', 'X\r\nBcc: y <a@b.example>'])(
    'refuses PORTAL_MAIL_FROM=%j',
    (value) => {
      expect(faultsOf({ PORTAL_SMTP_URL: 'smtp://a', PORTAL_MAIL_FROM: value })).toEqual([expect.stringContaining('PORTAL_MAIL_FROM')]);
    },
  );

  it('never repeats a secret', () => {
    const env = {
      PORTAL_DATABASE_URL: 'postgres://portal:hunter2@db/portal',
      PORTAL_ASPIRE_URL: 'ftp://user:hunter2@host',
      PORTAL_ASPIRE_TOKEN: 'hunter2 with spaces',
      PORTAL_METRICS_TOKEN: 'hunter2',
      PORTAL_SMTP_URL: 'http://user:hunter2@host',
      PORTAL_MAIL_FROM: 'a@b.example',
    };
    const faults = faultsOf(env);
    expect(faults).toHaveLength(5);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('names variables it does not know', () => {
    expect(readConfig({ PORTAL_DATBASE_URL: 'x', HOME: '/' }).unknownVariables).toEqual(['PORTAL_DATBASE_URL']);
  });

  const refused: [string, string][] = [
    ['PORTAL_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['PORTAL_TRUSTED_PROXIES', '10.0.0.1, proxy.local'],
    ['PORTAL_TRUSTED_PROXIES', 'true'],
    ['PORTAL_TRUSTED_PROXIES', '0'],
    ['PORTAL_SYNC_EVERY_MINUTES', '*/15'],
    ['PORTAL_SYNC_DAILY_AT', '4:00'],
    ['PORTAL_SYNC_DAILY_AT', '24:00'],
    ['PORTAL_PORT', '-1'],
    ['PORTAL_PORT', '4e3'],
    ['PORTAL_LOG_LEVEL', 'verbose'],
    ['PORTAL_EXPLORER', 'yes please'],
    ['PORTAL_PUBLIC_URL', 'portal.example.com'],
    ['PORTAL_DATABASE_URL', 'mysql:'],
  ];
  it.each(refused)('refuses %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringContaining(name)]);
  });

  const proxies: [string, Config['http']['trustedProxies']][] = [
    ['2', 2],
    ['::1', ['::1']],
    ['10.0.0.0/8 , fd00::/8', ['10.0.0.0/8', 'fd00::/8']],
  ];
  it.each(proxies)('takes PORTAL_TRUSTED_PROXIES=%s', (value, expected) => {
    expect(readConfig({ PORTAL_TRUSTED_PROXIES: value }).http.trustedProxies).toEqual(expected);
  });
});
