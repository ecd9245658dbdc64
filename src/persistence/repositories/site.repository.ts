import type { PageRequest } from '../../kernel/page';
import type { Database, Transaction } from '../database';
import { type BankAccountMode, SiteEntity, SiteLabelEntity } from '../entities/site.entity';
import { allOf, generatedId, insertUnlessDuplicate, isOneOf, keyset, type Keyset } from './sql';

/** A portal site with the private labels it takes. */
export interface SiteRow {
  id: number;
  siteKey: string;
  name: string;
  url: string;
  takesUnlabelled: boolean;
  /** Where the site's people may turn to. */
  supportEmail: string | null;
  /** `#rrggbb`; null for the default. */
  buttonColor: string | null;
  /** Multi-factor authentication for the site's users. */
  mfaIsOn: boolean;
  /** Whether visitors of the site may register on their own. */
  selfEnrolment: boolean;
  /** Whether people can pay here, manage bank accounts and see their payments. */
  paymentsAreOn: boolean;
  bankAccountMode: BankAccountMode;
  /** Whether a payment may be more than a contract's open charges. */
  allowsPrepayment: boolean;
  /** Debits of companies' accounts are `CCD`; off, everything is `WEB`. */
  secCodeByHolderType: boolean;
  /** Of one payment; null for no limit but the file's. */
  maximumPaymentCents: number | null;
  /** Of one user's payments within 24 hours; null for none. */
  maximumDayCents: number | null;
  privateLabels: string[];
  sessionIdleMinutes: number;
  sessionAbsoluteMinutes: number;
  isDisabled: boolean;
  createdAt: string;
  /** Grows with each change. */
  version: number;
}

/** What can be set of a site. */
export type SiteSettings = Omit<SiteRow, 'id' | 'siteKey' | 'isDisabled' | 'createdAt' | 'version'>;

/** What may be changed of a site; what is left out stays. */
export type SiteChange = Partial<SiteSettings> & { disabledAt?: Date | null };

/** A site as it is under lock. */
export type LockedSite = SiteSettings & Pick<SiteRow, 'version'> & { disabledAt: Date | null };

export type NewSite = SiteSettings & Pick<SiteRow, 'siteKey'>;

const FLAGS = [
  'takesUnlabelled',
  'mfaIsOn',
  'selfEnrolment',
  'paymentsAreOn',
  'allowsPrepayment',
  'secCodeByHolderType',
  'isDisabled',
] as const satisfies (keyof SiteRow)[];
type Flag = (typeof FLAGS)[number];

type SiteLabelledRow = Omit<SiteRow, Flag | 'privateLabels'> & Record<Flag, 0 | 1> & { privateLabel: string | null };

const COLUMNS = `s.id, s.site_key AS siteKey, s.name, s.url, s.takes_unlabelled AS takesUnlabelled,
  s.support_email AS supportEmail, s.button_color AS buttonColor, s.mfa_is_on AS mfaIsOn, s.self_enrolment AS selfEnrolment,
  s.payments_are_on AS paymentsAreOn, s.bank_account_mode AS bankAccountMode, s.allows_prepayment AS allowsPrepayment,
  s.sec_code_by_holder_type AS secCodeByHolderType, s.maximum_payment_cents AS maximumPaymentCents, s.maximum_day_cents AS maximumDayCents,
  s.session_idle_minutes AS sessionIdleMinutes, s.session_absolute_minutes AS sessionAbsoluteMinutes,
  s.disabled_at IS NOT NULL AS isDisabled, s.created_at AS createdAt, s.version, label.private_label AS privateLabel`;

/** A cursor is a caller's text: one that isn't ASCII can't be compared with an ASCII column. */
const BY_KEY: Keyset = { column: 'CONVERT(s.site_key USING utf8mb4) COLLATE utf8mb4_bin', idColumn: 's.id', descending: false };

/** Portal sites. They are few: a finance company has one or a handful. */
export class SiteRepository {
  constructor(private readonly database: Database) {}

  async list(page: PageRequest): Promise<SiteRow[]> {
    const { beyond, orderBy, limit } = keyset(BY_KEY, page);
    const where = allOf([beyond]);
    const rows = await this.database.rows<SiteLabelledRow>(
      `SELECT ${COLUMNS} FROM (SELECT * FROM sites s WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?) s
       LEFT JOIN site_labels label ON label.site_id = s.id ORDER BY ${orderBy}, label.private_label`,
      [...where.values, limit],
    );
    return gather(rows);
  }

  async count(): Promise<number> {
    const rows = await this.database.rows<{ total: number }>('SELECT COUNT(*) AS total FROM sites');
    return rows[0]?.total ?? 0;
  }

  async findByIds(ids: readonly number[]): Promise<SiteRow[]> {
    const where = isOneOf('s.id', ids);
    return gather(
      await this.database.rows<SiteLabelledRow>(
        `SELECT ${COLUMNS} FROM sites s LEFT JOIN site_labels label ON label.site_id = s.id WHERE ${where.text} ORDER BY s.id, label.private_label`,
        where.values,
      ),
    );
  }

  async findByKey(siteKey: string): Promise<SiteRow | undefined> {
    const rows = await this.database.rows<SiteLabelledRow>(
      `SELECT ${COLUMNS} FROM sites s LEFT JOIN site_labels label ON label.site_id = s.id WHERE s.site_key = CONVERT(? USING ascii)`,
      [siteKey],
    );
    return gather(rows)[0];
  }

  /** Saves a site with its labels; returns the id, or undefined when the key is taken. */
  async saveNew(transaction: Transaction, site: NewSite, createdAt: Date): Promise<number | undefined> {
    const { privateLabels, ...columns } = site;
    const inserted = await insertUnlessDuplicate(() => transaction.insert(SiteEntity, { ...columns, disabledAt: null, createdAt }));
    if (!inserted) return undefined;
    const siteId = generatedId(inserted);
    if (privateLabels.length > 0) {
      await transaction.insert(
        SiteLabelEntity,
        privateLabels.map((privateLabel) => ({ siteId, privateLabel })),
      );
    }
    return siteId;
  }

  /** Whether there is no site yet; locks, so that of two created at once one is the first. */
  async lockFirst(transaction: Transaction): Promise<boolean> {
    const [first] = await transaction.query<object[]>('SELECT id FROM sites ORDER BY id LIMIT 1 FOR UPDATE');
    return first === undefined;
  }

  /** The oldest site, which is the default one. */
  async findFirstId(): Promise<number | undefined> {
    const [first] = await this.database.rows<{ id: number }>('SELECT MIN(id) AS id FROM sites');
    return first?.id ?? undefined;
  }

  /** Locks the site's row until the transaction ends and tells how it is now; undefined for an unknown site. */
  async lock(transaction: Transaction, siteId: number): Promise<LockedSite | undefined> {
    const site = await transaction.findOne(SiteEntity, { where: { id: siteId }, lock: { mode: 'pessimistic_write' } });
    if (!site) return undefined;
    const labels = await transaction.find(SiteLabelEntity, { where: { siteId }, lock: { mode: 'pessimistic_write' } });
    const { id: _id, siteKey: _siteKey, createdAt: _createdAt, ...columns } = site;
    return { ...columns, privateLabels: labels.map((label) => label.privateLabel).sort() };
  }

  /** Saves a change of a site that is locked, as its next version. */
  async saveChange(transaction: Transaction, siteId: number, version: number, change: SiteChange): Promise<void> {
    const { privateLabels, ...columns } = change;
    await transaction.update(SiteEntity, { id: siteId }, { ...columns, version });
    if (!privateLabels) return;
    await transaction.delete(SiteLabelEntity, { siteId });
    if (privateLabels.length > 0) {
      await transaction.insert(
        SiteLabelEntity,
        privateLabels.map((privateLabel) => ({ siteId, privateLabel })),
      );
    }
  }

  /** Ends every running session of the site's users. */
  async removeSessions(transaction: Transaction, siteId: number): Promise<void> {
    await transaction.query('DELETE s FROM user_sessions s JOIN users u ON u.id = s.user_id WHERE u.site_id = ?', [siteId]);
  }

  /** Which sites take each of the labels. */
  listTakers(privateLabels: readonly string[]): Promise<{ privateLabel: string; siteId: number }[]> {
    const where = isOneOf('private_label', privateLabels);
    return this.database.rows(
      `SELECT private_label AS privateLabel, site_id AS siteId FROM site_labels WHERE ${where.text} ORDER BY private_label, site_id`,
      where.values,
    );
  }
}

/** One row per label, or one without, into one site each; the order stays. */
function gather(rows: readonly SiteLabelledRow[]): SiteRow[] {
  const sites = new Map<number, SiteRow>();
  for (const { privateLabel, ...row } of rows) {
    const flags = Object.fromEntries(FLAGS.map((flag) => [flag, row[flag] === 1])) as Record<Flag, boolean>;
    const known = sites.get(row.id) ?? { ...row, ...flags, privateLabels: [] };
    if (privateLabel !== null) known.privateLabels.push(privateLabel);
    sites.set(row.id, known);
  }
  return [...sites.values()];
}
