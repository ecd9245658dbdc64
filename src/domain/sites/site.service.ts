import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { notFound } from '../../kernel/fault';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { AuditRepository } from '../../persistence/repositories/audit.repository';
import type { SiteLabelRepository } from '../../persistence/repositories/site-label.repository';
import type { BankAccountMode } from '../../persistence/entities/site.entity';
import type { LockedSite, NewSite, SiteRepository } from '../../persistence/repositories/site.repository';
import type { AuditLog } from '../audit/audit-log';
import { changedMeanwhile, differenceOf } from '../audit/changed-meanwhile';

export type { NewSite, SiteRow } from '../../persistence/repositories/site.repository';
export type { BankAccountMode } from '../../persistence/entities/site.entity';
export type { KnownLabelRow } from '../../persistence/repositories/site-label.repository';

/** How sites are read. */
export type SiteReader = Pick<SiteRepository, 'list' | 'count' | 'findByIds' | 'findByKey' | 'findFirstId' | 'listTakers'>;

/** How the private labels of the book are read. */
export type SiteLabelReader = Pick<SiteLabelRepository, 'listKnown' | 'countKnown'>;

/** What holds where a site says nothing else. */
const DEFAULTS = {
  sessionIdleMinutes: 30,
  sessionAbsoluteMinutes: 720,
  mfaIsOn: false,
  selfEnrolment: true,
  supportEmail: null,
  buttonColor: null,
  paymentsAreOn: true,
  bankAccountMode: 'ALLOW_ANY',
  allowsPrepayment: false,
  secCodeByHolderType: false,
  maximumPaymentCents: null,
  maximumDayCents: null,
} as const satisfies Partial<NewSite>;

/** A site to open. Left out, `takesUnlabelled` is true for the first site and false for any later one, and log-ins last 30 minutes unused, 12 hours in all. */
export type SiteToCreate = Pick<NewSite, 'siteKey' | 'name' | 'url' | 'privateLabels'> & Omit<SiteEdit, 'name' | 'url' | 'privateLabels'>;

/** New values of a site; what is undefined stays. */
export interface SiteEdit {
  name?: string | undefined;
  url?: string | undefined;
  takesUnlabelled?: boolean | undefined;
  /** Null takes it away; so with the next. */
  supportEmail?: string | null | undefined;
  buttonColor?: string | null | undefined;
  mfaIsOn?: boolean | undefined;
  selfEnrolment?: boolean | undefined;
  paymentsAreOn?: boolean | undefined;
  bankAccountMode?: BankAccountMode | undefined;
  allowsPrepayment?: boolean | undefined;
  secCodeByHolderType?: boolean | undefined;
  /** Cents; null takes the limit away; so with the next. */
  maximumPaymentCents?: number | null | undefined;
  maximumDayCents?: number | null | undefined;
  privateLabels?: readonly string[] | undefined;
  sessionIdleMinutes?: number | undefined;
  sessionAbsoluteMinutes?: number | undefined;
}

/** The portal sites of the finance company. */
export class SiteService {
  constructor(
    private readonly database: Database,
    private readonly sites: SiteRepository,
    private readonly audit: AuditLog,
    private readonly entries: AuditRepository,
    private readonly clock: Clock,
  ) {}

  /** Opens a site. Refused: `SITE_KEY_TAKEN` when the key is in use, `SESSION_LIFETIMES_CROSSED`. */
  async create(actor: Actor, site: SiteToCreate): Promise<Outcome<{ siteId: number }>> {
    const lifetimes = lifetimesOf(DEFAULTS, site);
    if (areCrossed(lifetimes)) return refused(LIFETIMES_CROSSED);
    return this.database.transaction(async (transaction) => {
      const isFirst = await this.sites.lockFirst(transaction);
      const given = Object.fromEntries(Object.entries(site).filter(([, value]) => value !== undefined)) as typeof site;
      const created: NewSite = { ...DEFAULTS, takesUnlabelled: isFirst, ...given, ...lifetimes } as NewSite;
      const siteId = await this.sites.saveNew(transaction, created, this.clock.now());
      if (siteId === undefined) return refused({ code: 'SITE_KEY_TAKEN', message: 'Another site has this key.', field: 'siteKey' });
      const summary = `Opened the site ${site.name}.`;
      await this.audit.record(transaction, actor, {
        action: 'SITE_CREATE',
        subjectType: 'SITE',
        subjectId: siteId,
        summary,
        after: { ...created, version: 1 },
      });
      return done({ siteId });
    });
  }

  /** Changes a site as it was at `version`. Refused: `CHANGED_MEANWHILE`, `SESSION_LIFETIMES_CROSSED`. @throws Fault NOT_FOUND for an unknown site. */
  async update(actor: Actor, siteId: number, version: number, edit: SiteEdit): Promise<Outcome<{ siteId: number }>> {
    return this.database.transaction(async (transaction) => {
      const site = await this.locked(transaction, siteId);
      if (site.version !== version) {
        return refused(await changedMeanwhile(this.entries, transaction, { subjectType: 'SITE', subjectId: siteId, seen: version }));
      }
      if (areCrossed(lifetimesOf(site, edit))) return refused(LIFETIMES_CROSSED);
      const { privateLabels, ...others } = edit;
      const wanted = { ...others, privateLabels: privateLabels && [...privateLabels].sort() };
      const difference = differenceOf({ ...site }, wanted);
      if (!difference) return done({ siteId });
      await this.sites.saveChange(transaction, siteId, version + 1, difference.after);
      await this.audit.record(transaction, actor, {
        action: 'SITE_UPDATE',
        subjectType: 'SITE',
        subjectId: siteId,
        summary: `Changed the site ${site.name}: ${difference.words}.`,
        before: difference.before,
        after: { ...difference.after, version: version + 1 },
      });
      return done({ siteId });
    });
  }

  /** Switches a site off: nobody can log in there and running sessions end at once. Switching off what is off changes nothing. */
  disable(actor: Actor, siteId: number): Promise<{ siteId: number }> {
    return this.switch(actor, siteId, this.clock.now());
  }

  /** Switches a site on again; everybody logs in anew. */
  enable(actor: Actor, siteId: number): Promise<{ siteId: number }> {
    return this.switch(actor, siteId, null);
  }

  private async switch(actor: Actor, siteId: number, disabledAt: Date | null): Promise<{ siteId: number }> {
    return this.database.transaction(async (transaction) => {
      const site = await this.locked(transaction, siteId);
      const isDisabled = disabledAt !== null;
      if ((site.disabledAt !== null) === isDisabled) return { siteId };
      const version = site.version + 1;
      await this.sites.saveChange(transaction, siteId, version, { disabledAt });
      // Both ways: a log-in that raced with the switch must not come back to life with it.
      await this.sites.removeSessions(transaction, siteId);
      await this.audit.record(transaction, actor, {
        action: isDisabled ? 'SITE_DISABLE' : 'SITE_ENABLE',
        subjectType: 'SITE',
        subjectId: siteId,
        summary: `Switched the site ${site.name} ${isDisabled ? 'off' : 'on'}.`,
        before: { isDisabled: !isDisabled },
        after: { isDisabled, version },
      });
      return { siteId };
    });
  }

  private async locked(transaction: Transaction, siteId: number): Promise<LockedSite> {
    const site = await this.sites.lock(transaction, siteId);
    if (!site) throw notFound();
    return site;
  }
}

type SessionLifetimes = Pick<NewSite, 'sessionIdleMinutes' | 'sessionAbsoluteMinutes'>;

const LIFETIMES_CROSSED = {
  code: 'SESSION_LIFETIMES_CROSSED',
  message: 'A log-in cannot last shorter in all than it may be left unused.',
  field: 'sessionAbsoluteMinutes',
} as const;

function lifetimesOf(current: SessionLifetimes, edit: SiteEdit | SiteToCreate): SessionLifetimes {
  return {
    sessionIdleMinutes: edit.sessionIdleMinutes ?? current.sessionIdleMinutes,
    sessionAbsoluteMinutes: edit.sessionAbsoluteMinutes ?? current.sessionAbsoluteMinutes,
  };
}

function areCrossed({ sessionIdleMinutes, sessionAbsoluteMinutes }: SessionLifetimes): boolean {
  return sessionAbsoluteMinutes < sessionIdleMinutes;
}
