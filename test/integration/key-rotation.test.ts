import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AuditLog } from '../../src/domain/audit/audit-log';
import { BankAccountNumbers } from '../../src/domain/bank-accounts/bank-account-numbers';
import { KeyRotation, SEALED_KINDS } from '../../src/domain/bank-accounts/key-rotation';
import { appSeal } from '../../src/domain/identity/challenge.service';
import { openBody } from '../../src/domain/mail/mail-body';
import { systemActor } from '../../src/kernel/actor';
import { Keyring, type NamedKey } from '../../src/kernel/keyring';
import { keyStatusLines, rotateKeys } from '../../src/keys-command';
import { AuditRepository } from '../../src/persistence/repositories/audit.repository';
import { SealedKeyRepository } from '../../src/persistence/repositories/sealed-key.repository';
import { SealedValueRepository } from '../../src/persistence/repositories/sealed-value.repository';
import { FactorClient } from '../support/factor-client';
import { PaymentStory } from '../support/payment-story';
import { KEYRING, startPortal, type TestPortal } from '../support/portal';

const PROJECT = join(__dirname, '../..');
const OPERATOR = systemActor('a test');
const OLD: NamedKey = { id: 'test', key: Buffer.alloc(32, 7) };
const NEW: NamedKey = { id: 'new', key: Buffer.alloc(32, 9) };
const ACCOUNTS = 250;

describe('rotating the keys', () => {
  let app: TestPortal;
  let numbers: BankAccountNumbers;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    numbers = numbersWith(KEYRING);
    await makeSealedValues();
  }, 60_000);
  afterAll(() => app.close());

  const numbersWith = (keyring: Keyring): BankAccountNumbers =>
    new BankAccountNumbers(app.container.database, new SealedKeyRepository(app.container.database), keyring);
  const rotationWith = (...keys: NamedKey[]): KeyRotation => {
    const { database } = app.container;
    return new KeyRotation(
      database,
      new SealedValueRepository(database),
      new Keyring(keys),
      new AuditLog(new AuditRepository(database), app.clock),
    );
  };
  const FINGERPRINTED = { routingNumber: '021000021', accountNumber: '12345678' };

  /** Of each kind at least one. */
  async function makeSealedValues(): Promise<void> {
    const story = new PaymentStory(app);
    const site = await app.story.makeSite({ mfa: true });
    const person = await app.story.makeUser({ site });
    await new FactorClient(app).begin(person);
    for (let number = 0; number < ACCOUNTS; number += 1) await story.makeBankAccount({ userId: person.id, accountNumber: `6600${number}` });
    const { id } = await story.makePayment({ userId: person.id, siteId: site.id, contractId: await app.story.makeContract() });
    const authorised = { ...FINGERPRINTED, accountType: 'CHECKING', accountHolderName: 'Harbor Light LLC' } as const;
    await app.story.change('UPDATE payment_hand_overs SET sealed_bank_account = ? WHERE payment_id = ?', [
      numbers.sealForPayment(authorised),
      id,
    ]);
    await app.story.change(
      "INSERT INTO authenticator_apps (realm, person_id, sealed_secret, last_time_step, created_at) VALUES ('PORTAL', ?, ?, 0, ?)",
      [person.id, appSeal(KEYRING).seal('a secret'), app.clock.now()],
    );
    await numbers.fingerprint(FINGERPRINTED, 'CHECKING');
  }

  const sealedWith = async (...keys: NamedKey[]): Promise<Record<string, Record<string, number>>> => {
    const counts: Record<string, Record<string, number>> = {};
    for (const { kind, keyId, total } of await rotationWith(...keys).status()) counts[kind] = { ...counts[kind], [keyId]: total };
    return counts;
  };
  const all = (keyId: string) => ({
    BANK_ACCOUNTS: { [keyId]: ACCOUNTS + 1 },
    PAYMENT_HAND_OVERS: { [keyId]: 1 },
    KEYS: { [keyId]: 1 },
    AUTHENTICATOR_APPS: { [keyId]: 1 },
    CHALLENGES: { [keyId]: 1 },
    MAILS: { [keyId]: 1 },
  });

  /** Rotates in a process of its own, which is killed after its first step. */
  async function rotateAndKill(): Promise<string | null> {
    const keys = [NEW, OLD].map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');
    const script = join(PROJECT, 'test/support/rotation-child.ts');
    const child = spawn(process.execPath, ['-r', '@swc-node/register', script, app.databaseUrl, keys], {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', () => child.kill('SIGKILL'));
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    return signal;
  }

  it('killed in the middle and run again, everything opens without the old key', async () => {
    const before = await numbers.fingerprint(FINGERPRINTED, 'CHECKING');
    expect(await sealedWith(OLD)).toEqual(all('test'));
    expect(await rotateAndKill()).toBe('SIGKILL');
    const half = (await sealedWith(NEW, OLD))['BANK_ACCOUNTS'] ?? {};
    expect([half['new'] ?? 0, half['test'] ?? 0].every((count) => count > 0)).toBe(true);
    const lines: string[] = [];
    await rotateKeys(rotationWith(NEW, OLD), OPERATOR, (line) => lines.push(line));
    expect(lines).toContain(`bank accounts: ${half['test']} sealed anew`);
    expect(await sealedWith(NEW)).toEqual(all('new'));
    expect(keyStatusLines(await rotationWith(NEW).status())[0]).toBe(`bank accounts: ${ACCOUNTS + 1} under key new`);
    await expectAllOpen(new Keyring([NEW]), before);
    const [entry] = await app.container.database.rows<{ realm: string; summary: string }>(
      "SELECT realm, summary FROM audit_entries WHERE action = 'KEYS_ROTATE'",
    );
    expect(entry?.realm).toBe('SYSTEM');
    expect((await rotationWith(NEW).rotate(OPERATOR)).map(({ kind, resealed, unopened }) => [kind, resealed, unopened])).toEqual(
      SEALED_KINDS.map((kind) => [kind, 0, 0]),
    );
  }, 60_000);

  it('what no key opens is left as it is, counted, and makes the command fail', async () => {
    const lines: string[] = [];
    const rotated = rotateKeys(rotationWith(NEW, { ...OLD, key: Buffer.alloc(32, 1) }), OPERATOR, (line) => lines.push(line));
    await expect(rotated).rejects.toThrow(`${ACCOUNTS + 6} values cannot be opened`);
    expect(lines[0]).toBe(`bank accounts: 0 sealed anew, ${ACCOUNTS + 1} could not be opened`);
    expect(await sealedWith(OLD)).toEqual(all('test'));
  });

  it('a value that is changed meanwhile stays as it was changed', async () => {
    const values = new SealedValueRepository(app.container.database);
    const [value] = await values.listOutdated('KEYS', 'new', undefined, 10);
    if (!value) throw new Error('There is a key.');
    await app.story.change("UPDATE sealed_keys SET sealed_key = 'test.other'", []);
    expect(await values.replace('KEYS', [{ ...value, resealed: 'new.one' }])).toBe(0);
    const [kept] = await app.container.database.rows<{ sealed: string }>('SELECT sealed_key AS sealed FROM sealed_keys');
    expect(kept?.sealed).toBe('test.other');
  });

  it('sent mails have nothing left to seal, queued ones do', async () => {
    await app.deliverMail();
    expect((await sealedWith(OLD))['MAILS']).toBeUndefined();
  });

  async function expectAllOpen(keyring: Keyring, fingerprint: Buffer): Promise<void> {
    const { database } = app.container;
    const column = async (sql: string): Promise<string[]> => (await database.rows<{ sealed: string }>(sql)).map(({ sealed }) => sealed);
    const fresh = numbersWith(keyring);
    const accounts = await column('SELECT sealed_numbers AS sealed FROM bank_accounts');
    expect(accounts.map((sealed) => fresh.open(sealed).routingNumber)).toEqual(accounts.map(() => '021000021'));
    const [handOver = ''] = await column(
      'SELECT sealed_bank_account AS sealed FROM payment_hand_overs WHERE sealed_bank_account IS NOT NULL',
    );
    expect(fresh.openForPayment(handOver).accountHolderName).toBe('Harbor Light LLC');
    const [secret = ''] = await column('SELECT sealed_secret AS sealed FROM authenticator_apps');
    expect(appSeal(keyring).open(secret)).toBe('a secret');
    const [code = ''] = await column('SELECT sealed_secret AS sealed FROM challenges');
    expect(keyring.open(code, 'log-in code')).not.toBe('');
    const [body = ''] = await column('SELECT sealed_body AS sealed FROM mails');
    expect(openBody(keyring, body).text).toMatch(/\d{6}/);
    expect(await fresh.fingerprint(FINGERPRINTED, 'CHECKING')).toEqual(fingerprint);
  }
});
