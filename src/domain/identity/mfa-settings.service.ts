import type { Actor } from '../../kernel/actor';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { AuditRepository } from '../../persistence/repositories/audit.repository';
import type { IdentitySettings, SecondFactorRepository } from '../../persistence/repositories/second-factor.repository';
import type { AuditLog } from '../audit/audit-log';
import { changedMeanwhile, differenceOf } from '../audit/changed-meanwhile';

export type { IdentitySettings } from '../../persistence/repositories/second-factor.repository';

/** New values of the switches; what is undefined stays. */
export interface MfaEdit {
  mfaOnAllSites?: boolean | undefined;
  mfaOnPlatform?: boolean | undefined;
}

const SUBJECT = { subjectType: 'MFA_SETTINGS', subjectId: 1 } as const;

/** The switches of multi-factor authentication for all sites at once and for platform log-ins; a site's own is the site's. Acts at the next log-in. */
export class MfaSettingsService {
  constructor(
    private readonly database: Database,
    private readonly factors: SecondFactorRepository,
    private readonly audit: AuditLog,
    private readonly entries: AuditRepository,
  ) {}

  find(): Promise<IdentitySettings> {
    return this.factors.findSettings();
  }

  /** Changes the switches as they were at `version`. Refused: `CHANGED_MEANWHILE`. */
  async update(actor: Actor, version: number, edit: MfaEdit): Promise<Outcome<IdentitySettings>> {
    return this.database.transaction(async (transaction) => {
      const { mfaOnAllSites, mfaOnPlatform, version: current } = await this.factors.lockSettings(transaction);
      if (current !== version) return refused(await changedMeanwhile(this.entries, transaction, { ...SUBJECT, seen: version }));
      const before = { mfaOnAllSites, mfaOnPlatform };
      const difference = differenceOf(before, { ...edit });
      if (!difference) return done({ ...before, version });
      const after = { ...before, ...difference.after, version: version + 1 };
      await this.factors.saveSettings(transaction, after);
      await this.audit.record(transaction, actor, {
        ...SUBJECT,
        action: 'MFA_SETTINGS_UPDATE',
        summary: `Changed multi-factor authentication: ${difference.words}.`,
        before: difference.before,
        after: { ...difference.after, version: version + 1 },
      });
      return done(after);
    });
  }
}
