import type { Realm } from '../../kernel/actor';
import type { Database, Transaction } from '../database';
import { AuthenticatorAppEntity, IdentitySettingsEntity, RecoveryCodeEntity } from '../entities/second-factor.entity';
import { affectedBy } from './sql';

/** Somebody of either realm. */
export interface PersonKey {
  realm: Realm;
  id: number;
}

/** An authenticator app; instants as text. */
export interface AuthenticatorAppRow {
  sealedSecret: string;
  /** Null while no code of it was shown. */
  confirmedAt: string | null;
}

/** The finance company's own switches. `version` is 0 before the first change. */
export type IdentitySettings = Pick<IdentitySettingsEntity, 'mfaOnAllSites' | 'mfaOnPlatform' | 'version'>;

const NO_SETTINGS: IdentitySettings = { mfaOnAllSites: false, mfaOnPlatform: false, version: 0 };
const SETTINGS_ID = 1;

/** Authenticator apps, recovery codes, and the switches that ask for them. What is spent is spent by one conditional statement. */
export class SecondFactorRepository {
  constructor(private readonly database: Database) {}

  async findApp({ realm, id }: PersonKey): Promise<AuthenticatorAppRow | undefined> {
    const [row] = await this.database.rows<AuthenticatorAppRow>(
      'SELECT sealed_secret AS sealedSecret, confirmed_at AS confirmedAt FROM authenticator_apps WHERE realm = ? AND person_id = ?',
      [realm, id],
    );
    return row;
  }

  /** Puts an app that is not confirmed yet in the place of another such; false when a confirmed one is there. */
  async saveNewApp(transaction: Transaction, { realm, id }: PersonKey, sealedSecret: string, now: Date): Promise<boolean> {
    await transaction.query(
      `INSERT INTO authenticator_apps (realm, person_id, sealed_secret, confirmed_at, last_time_step, created_at) VALUES (?, ?, ?, NULL, 0, ?)
       ON DUPLICATE KEY UPDATE sealed_secret = IF(confirmed_at IS NULL, VALUES(sealed_secret), sealed_secret)`,
      [realm, id, sealedSecret, now],
    );
    const app = await transaction.findOneByOrFail(AuthenticatorAppEntity, { realm, personId: id });
    return app.confirmedAt === null;
  }

  /** Confirms the app whose secret that is and spends the code's time step; false when it is not waiting any more. */
  async confirmApp(transaction: Transaction, { realm, id }: PersonKey, sealedSecret: string, step: number, now: Date): Promise<boolean> {
    const confirmed = await affectedBy(
      transaction,
      `UPDATE authenticator_apps SET confirmed_at = ?, last_time_step = ?
       WHERE realm = ? AND person_id = ? AND confirmed_at IS NULL AND sealed_secret = ?`,
      [now, step, realm, id, sealedSecret],
    );
    return confirmed === 1;
  }

  /** Spends a time step and all before it; false when it was spent already. */
  async spendTimeStep(transaction: Transaction, { realm, id }: PersonKey, step: number): Promise<boolean> {
    const spent = await affectedBy(
      transaction,
      `UPDATE authenticator_apps SET last_time_step = ?
       WHERE realm = ? AND person_id = ? AND confirmed_at IS NOT NULL AND last_time_step < ?`,
      [step, realm, id, step],
    );
    return spent === 1;
  }

  /** Takes the app and its recovery codes away; false when there was none. */
  async removeApp(transaction: Transaction, { realm, id }: PersonKey): Promise<boolean> {
    await transaction.delete(RecoveryCodeEntity, { realm, personId: id });
    const removed = await transaction.delete(AuthenticatorAppEntity, { realm, personId: id });
    return (removed.affected ?? 0) > 0;
  }

  /** Puts new recovery codes in the place of all the old ones. */
  async replaceRecoveryCodes(transaction: Transaction, { realm, id }: PersonKey, hashes: readonly Buffer[], now: Date): Promise<void> {
    await transaction.delete(RecoveryCodeEntity, { realm, personId: id });
    const codes = hashes.map((codeHash) => ({ codeHash, realm, personId: id, usedAt: null, createdAt: now }));
    await transaction.insert(RecoveryCodeEntity, codes);
  }

  /** Spends a recovery code; false when that person has no such code, or used it already. */
  async spendRecoveryCode(transaction: Transaction, { realm, id }: PersonKey, codeHash: Buffer, now: Date): Promise<boolean> {
    const spent = await affectedBy(
      transaction,
      'UPDATE recovery_codes SET used_at = ? WHERE code_hash = ? AND realm = ? AND person_id = ? AND used_at IS NULL',
      [now, codeHash, realm, id],
    );
    return spent === 1;
  }

  async countRecoveryCodes({ realm, id }: PersonKey): Promise<number> {
    const [row] = await this.database.rows<{ total: number }>(
      'SELECT COUNT(*) AS total FROM recovery_codes WHERE realm = ? AND person_id = ? AND used_at IS NULL',
      [realm, id],
    );
    return row?.total ?? 0;
  }

  async findSettings(): Promise<IdentitySettings> {
    const [row] = await this.database.rows<{ mfaOnAllSites: 0 | 1; mfaOnPlatform: 0 | 1; version: number }>(
      'SELECT mfa_on_all_sites AS mfaOnAllSites, mfa_on_platform AS mfaOnPlatform, version FROM identity_settings WHERE id = ?',
      [SETTINGS_ID],
    );
    return row ? { mfaOnAllSites: row.mfaOnAllSites === 1, mfaOnPlatform: row.mfaOnPlatform === 1, version: row.version } : NO_SETTINGS;
  }

  /** Locks the switches until the transaction ends. */
  async lockSettings(transaction: Transaction): Promise<IdentitySettings> {
    await transaction.query('INSERT IGNORE INTO identity_settings (id, mfa_on_all_sites, mfa_on_platform, version) VALUES (?, 0, 0, 0)', [
      SETTINGS_ID,
    ]);
    return transaction.findOneOrFail(IdentitySettingsEntity, { where: { id: SETTINGS_ID }, lock: { mode: 'pessimistic_write' } });
  }

  async saveSettings(transaction: Transaction, settings: IdentitySettings): Promise<void> {
    await transaction.update(IdentitySettingsEntity, { id: SETTINGS_ID }, { ...settings });
  }
}
