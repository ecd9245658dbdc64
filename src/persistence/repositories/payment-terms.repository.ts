import type { Database, Transaction } from '../database';
import type { SiteEntity } from '../entities/site.entity';
import { rowsFrom } from './sql';

/** What a site says of payments, and how it presents itself. */
export interface PaymentTerms extends Pick<
  SiteEntity,
  'name' | 'url' | 'supportEmail' | 'buttonColor' | 'allowsPrepayment' | 'secCodeByHolderType' | 'maximumPaymentCents' | 'maximumDayCents'
> {
  /** Switched on for all sites and for this one. */
  areOn: boolean;
}

type Flag = 'areOn' | 'allowsPrepayment' | 'secCodeByHolderType';
type TermsRow = Omit<PaymentTerms, Flag> & Record<Flag, number>;

/** On which terms people of a site pay. */
export class PaymentTermsRepository {
  constructor(private readonly database: Database) {}

  /** In one statement; undefined for an unknown site. */
  async find(siteId: number, within: Database | Transaction = this.database): Promise<PaymentTerms | undefined> {
    const [row] = await rowsFrom<TermsRow>(
      within,
      `SELECT site.name, site.url, site.support_email AS supportEmail, site.button_color AS buttonColor,
         site.payments_are_on = 1 AND NOT EXISTS (SELECT 1 FROM payment_settings settings WHERE settings.payments_are_on = 0) AS areOn,
         site.allows_prepayment AS allowsPrepayment, site.sec_code_by_holder_type AS secCodeByHolderType,
         site.maximum_payment_cents AS maximumPaymentCents, site.maximum_day_cents AS maximumDayCents
       FROM sites site WHERE site.id = ?`,
      [siteId],
    );
    if (!row) return undefined;
    const { areOn, allowsPrepayment, secCodeByHolderType, maximumPaymentCents, maximumDayCents, ...site } = row;
    return {
      ...site,
      areOn: Number(areOn) === 1,
      allowsPrepayment: Number(allowsPrepayment) === 1,
      secCodeByHolderType: Number(secCodeByHolderType) === 1,
      maximumPaymentCents: numberOf(maximumPaymentCents),
      maximumDayCents: numberOf(maximumDayCents),
    };
  }
}

function numberOf(cents: number | string | null): number | null {
  return cents === null ? null : Number(cents);
}
