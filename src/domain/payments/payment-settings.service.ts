import type { Actor } from '../../kernel/actor';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { AuditRepository } from '../../persistence/repositories/audit.repository';
import type { PaymentSettings, PaymentSettingsRepository } from '../../persistence/repositories/payment-settings.repository';
import type { AuditLog } from '../audit/audit-log';
import { changedMeanwhile, differenceOf } from '../audit/changed-meanwhile';

export type { PaymentSettings } from '../../persistence/repositories/payment-settings.repository';

const SUBJECT = { subjectType: 'PAYMENT_SETTINGS', subjectId: 1 } as const;

/** The switch of payments for all sites at once; a site's own is the site's. Acts at the next request; payments already made keep flowing. */
export class PaymentSettingsService {
  constructor(
    private readonly database: Database,
    private readonly settings: PaymentSettingsRepository,
    private readonly audit: AuditLog,
    private readonly entries: AuditRepository,
  ) {}

  find(): Promise<PaymentSettings> {
    return this.settings.find();
  }

  /** Turns the switch as it was at `version`; undefined leaves it. Refused: `CHANGED_MEANWHILE`. */
  async update(actor: Actor, version: number, paymentsAreOn: boolean | undefined): Promise<Outcome<PaymentSettings>> {
    return this.database.transaction(async (transaction) => {
      const current = await this.settings.lock(transaction);
      if (current.version !== version) return refused(await changedMeanwhile(this.entries, transaction, { ...SUBJECT, seen: version }));
      const difference = differenceOf({ paymentsAreOn: current.paymentsAreOn }, { paymentsAreOn });
      if (!difference || paymentsAreOn === undefined) return done({ paymentsAreOn: current.paymentsAreOn, version });
      const after = { paymentsAreOn, version: version + 1 };
      await this.settings.save(transaction, after);
      await this.audit.record(transaction, actor, {
        ...SUBJECT,
        action: 'PAYMENT_SETTINGS_UPDATE',
        summary: `Switched payments ${paymentsAreOn ? 'on' : 'off'} for all sites.`,
        before: difference.before,
        after,
      });
      return done(after);
    });
  }
}
