import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { BankAccountMode, SiteRow } from '../../../domain/sites/site.service';
import { formatCents } from '../../../kernel/money';
import { Decimal } from '../../shared/scalars';
import { SiteType } from '../../types/sites/site.type';
import { BankAccountModeEnum } from './site-payment.input';

/** What a site says about payments, for staff. */
@Resolver(() => SiteType)
export class SitePaymentResolver {
  @FieldResolver(() => Boolean, {
    description:
      'Whether people can pay, manage bank accounts and see their payments here. `paymentSettings.paymentsAreOn` must hold as well.',
  })
  paymentsAreOn(@Root() site: SiteRow): boolean {
    return site.paymentsAreOn;
  }

  @FieldResolver(() => BankAccountModeEnum, { description: 'Which bank accounts may be paid from.' })
  bankAccountMode(@Root() site: SiteRow): BankAccountMode {
    return site.bankAccountMode;
  }

  @FieldResolver(() => Boolean, { description: "Whether a payment may be more than the contract's open charges." })
  allowsPrepayment(@Root() site: SiteRow): boolean {
    return site.allowsPrepayment;
  }

  @FieldResolver(() => Boolean, {
    description: "Whether debits of companies' accounts are handed over as `CCD`; otherwise everything is `WEB`.",
  })
  secCodeByHolderType(@Root() site: SiteRow): boolean {
    return site.secCodeByHolderType;
  }

  @FieldResolver(() => Decimal, { nullable: true, description: 'The most that one payment may be, in US dollars; null for no limit.' })
  maximumPayment(@Root() site: SiteRow): string | null {
    return site.maximumPaymentCents === null ? null : formatCents(site.maximumPaymentCents);
  }

  @FieldResolver(() => Decimal, {
    nullable: true,
    description: 'The most that one user may pay within 24 hours, in US dollars; null for no limit.',
  })
  maximumDay(@Root() site: SiteRow): string | null {
    return site.maximumDayCents === null ? null : formatCents(site.maximumDayCents);
  }
}
