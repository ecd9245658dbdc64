import type { Database, Transaction } from '../database';
import { PlatformUserEntity } from '../entities/platform-user.entity';
import type { Realm } from '../entities/second-factor.entity';
import { UserEntity } from '../entities/user.entity';

/** Somebody who may log in, with what their site says of log-ins. */
export interface PersonRow {
  id: number;
  siteId: number | null;
  email: string;
  name: string;
  passwordHash: string | null;
  mustEnrolApp: 0 | 1;
  mfaIsOn: 0 | 1;
  siteName: string | null;
  siteUrl: string | null;
  supportEmail: string | null;
  buttonColor: string | null;
}

const QUERY: Record<Realm, string> = {
  PORTAL: `SELECT u.id, u.site_id AS siteId, u.email, CONCAT(u.first_name, ' ', u.last_name) AS name, u.password_hash AS passwordHash,
      u.must_enrol_app AS mustEnrolApp, (s.mfa_is_on OR COALESCE(settings.mfa_on_all_sites, 0)) AS mfaIsOn,
      s.name AS siteName, s.url AS siteUrl, s.support_email AS supportEmail, s.button_color AS buttonColor
    FROM users u JOIN sites s ON s.id = u.site_id LEFT JOIN identity_settings settings ON settings.id = 1
    WHERE u.id = ? AND u.disabled_at IS NULL AND s.disabled_at IS NULL`,
  PLATFORM: `SELECT u.id, NULL AS siteId, u.email, u.name, u.password_hash AS passwordHash, u.must_enrol_app AS mustEnrolApp,
      COALESCE(settings.mfa_on_platform, 0) AS mfaIsOn, NULL AS siteName, NULL AS siteUrl, NULL AS supportEmail, NULL AS buttonColor
    FROM platform_users u LEFT JOIN identity_settings settings ON settings.id = 1 WHERE u.id = ? AND u.disabled_at IS NULL`,
};

/** People of both realms, as far as logging in concerns them. */
export class PersonRepository {
  constructor(private readonly database: Database) {}

  /** Undefined for somebody who is unknown or switched off, or whose site is. */
  async find(realm: Realm, id: number): Promise<PersonRow | undefined> {
    const [row] = await this.database.rows<PersonRow>(QUERY[realm], [id]);
    return row;
  }

  /** Saves whether that person must enrol an app; hands back the e-mail, undefined for an unknown person. */
  async saveAppDuty(transaction: Transaction, realm: Realm, id: number, mustEnrolApp: boolean): Promise<string | undefined> {
    const entity = realm === 'PORTAL' ? UserEntity : PlatformUserEntity;
    await transaction.update(entity, { id }, { mustEnrolApp });
    const person = await transaction.findOne(entity, { where: { id }, select: { id: true, email: true } });
    return person?.email;
  }
}
