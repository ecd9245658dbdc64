import type { Realm } from '../../kernel/actor';
import type { Database, SqlValue, Transaction } from '../database';

/** Somebody with a password, of either realm. */
export interface Person {
  realm: Realm;
  id: number;
  /** Null on the platform. */
  siteId: number | null;
  email: string;
  name: string;
  /** Null until the person has set a password. */
  passwordHash: string | null;
  isDisabled: boolean;
  /** Never on the platform. */
  isSiteDisabled: boolean;
  /** A session is good for nothing but enrolling an authenticator app until there is one. */
  mustEnrolApp: boolean;
  /** Whether a code is e-mailed at the person's log-in. */
  mfaIsOn: boolean;
}

interface PersonRow {
  id: number | string;
  siteId: number | string | null;
  email: string;
  name: string;
  passwordHash: string | null;
  isDisabled: number | string;
  isSiteDisabled: number | string;
  mustEnrolApp: number | string;
  mfaIsOn: number | string;
}

/** What differs between the realms. */
interface RealmTables {
  people: string;
  /** Everything of a `PersonRow`, up to WHERE; the person is `p`. */
  select: string;
  sessions: string;
  personColumn: string;
}

const TABLES: Readonly<Record<Realm, RealmTables>> = {
  PORTAL: {
    people: 'users',
    select: `SELECT p.id, p.site_id AS siteId, p.email, CONCAT(p.first_name, ' ', p.last_name) AS name, p.password_hash AS passwordHash,
      p.disabled_at IS NOT NULL AS isDisabled, site.disabled_at IS NOT NULL AS isSiteDisabled, p.must_enrol_app AS mustEnrolApp,
      (site.mfa_is_on OR COALESCE(settings.mfa_on_all_sites, 0)) AS mfaIsOn
      FROM users p JOIN sites site ON site.id = p.site_id LEFT JOIN identity_settings settings ON settings.id = 1`,
    sessions: 'user_sessions',
    personColumn: 'user_id',
  },
  PLATFORM: {
    people: 'platform_users',
    select: `SELECT p.id, NULL AS siteId, p.email, p.name, p.password_hash AS passwordHash, p.disabled_at IS NOT NULL AS isDisabled,
      0 AS isSiteDisabled, p.must_enrol_app AS mustEnrolApp, COALESCE(settings.mfa_on_platform, 0) AS mfaIsOn
      FROM platform_users p LEFT JOIN identity_settings settings ON settings.id = 1`,
    sessions: 'platform_sessions',
    personColumn: 'platform_user_id',
  },
};

/** End users and platform users alike, as people with a password and sessions. */
export class PersonRepository {
  constructor(private readonly database: Database) {}

  async find(realm: Realm, id: number): Promise<Person | undefined> {
    return this.findWhere(realm, 'p.id = ?', [id]);
  }

  /** The same; undefined for somebody who may not log in: switched off, or of a site that is. */
  async findInForce(realm: Realm, id: number): Promise<Person | undefined> {
    const person = await this.find(realm, id);
    return person && isInForce(person) ? person : undefined;
  }

  /** The user with that e-mail key on the site; without a site the platform user. */
  async findByEmail(siteId: number | null, emailKey: string): Promise<Person | undefined> {
    if (siteId === null) return this.findWhere('PLATFORM', 'p.email_key = ?', [emailKey]);
    return this.findWhere('PORTAL', 'p.site_id = ? AND p.email_key = ?', [siteId, emailKey]);
  }

  /** Locks the person's row until the transaction ends and tells how it is now. Comes first in its transaction. */
  async lock(transaction: Transaction, realm: Realm, id: number): Promise<Person | undefined> {
    const { people, select } = TABLES[realm];
    // In two steps: a lock over the join would hold up everybody of the site.
    await transaction.query(`SELECT id FROM ${people} WHERE id = ? FOR UPDATE`, [id]);
    const [row] = await transaction.query<PersonRow[]>(`${select} WHERE p.id = ?`, [id]);
    return row && toPerson(realm, row);
  }

  async savePasswordHash(transaction: Transaction, { realm, id }: Pick<Person, 'realm' | 'id'>, passwordHash: string): Promise<void> {
    await transaction.query(`UPDATE ${TABLES[realm].people} SET password_hash = ? WHERE id = ?`, [passwordHash, id]);
  }

  /** Puts another hash in the place of that very one: a password set meanwhile stays. */
  async replacePasswordHash(
    transaction: Transaction,
    { realm, id }: Pick<Person, 'realm' | 'id'>,
    from: string,
    to: string,
  ): Promise<void> {
    await transaction.query(`UPDATE ${TABLES[realm].people} SET password_hash = ? WHERE id = ? AND password_hash = ?`, [to, id, from]);
  }

  /** Ends the person's sessions, those in which staff look as the person among them; all but the one with that hash, if one is given. */
  async removeSessions(transaction: Transaction, { realm, id }: Pick<Person, 'realm' | 'id'>, exceptTokenHash?: Buffer): Promise<void> {
    const { sessions, personColumn } = TABLES[realm];
    const [but, values] = exceptTokenHash ? [' AND token_hash <> ?', [id, exceptTokenHash]] : ['', [id]];
    await transaction.query(`DELETE FROM ${sessions} WHERE ${personColumn} = ?${but}`, values);
  }

  /** Saves whether that person must enrol an app. */
  async saveAppDuty(transaction: Transaction, { realm, id }: Pick<Person, 'realm' | 'id'>, mustEnrolApp: boolean): Promise<void> {
    await transaction.query(`UPDATE ${TABLES[realm].people} SET must_enrol_app = ? WHERE id = ?`, [mustEnrolApp, id]);
  }

  private async findWhere(realm: Realm, condition: string, values: readonly SqlValue[]): Promise<Person | undefined> {
    const [row] = await this.database.rows<PersonRow>(`${TABLES[realm].select} WHERE ${condition}`, values);
    return row && toPerson(realm, row);
  }
}

/** Whether somebody may log in: they and their site are switched on. */
export function isInForce({ isDisabled, isSiteDisabled }: Pick<Person, 'isDisabled' | 'isSiteDisabled'>): boolean {
  return !isDisabled && !isSiteDisabled;
}

/** A transaction hands big integers over as text. */
function toPerson(realm: Realm, row: PersonRow): Person {
  const { id, siteId, email, name, passwordHash } = row;
  return {
    ...{ realm, id: Number(id), siteId: siteId === null ? null : Number(siteId), email, name, passwordHash },
    isDisabled: Number(row.isDisabled) === 1,
    isSiteDisabled: Number(row.isSiteDisabled) === 1,
    mustEnrolApp: Number(row.mustEnrolApp) === 1,
    mfaIsOn: Number(row.mfaIsOn) === 1,
  };
}
