import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { StaffPaymentReader } from '../../../domain/payments/payment-reader';
import type { SiteReader } from '../../../domain/sites/site.service';
import type { UserReader } from '../../../domain/users/user-reader';
import type { ConnectionOf } from '../../shared/connection';
import { byId, type AdminContext } from '../../shared/context';
import { PagingArguments } from '../../shared/paging';
import { PaymentConnection, PaymentType, toPayment } from '../../types/payments/payment.type';
import { SiteType, toSite } from '../../types/sites/site.type';
import { toUser, UserType } from '../../types/users/user.type';
import { PaymentAuthorizationType, toPaymentAuthorization } from './payment-authorization.type';
import { PaymentFindingType } from './payment-finding.type';
import { listStaffPayments } from './staff-payment-list';

/** Payment → what only staff are shown of it. */
@Resolver(() => PaymentType)
export class StaffPaymentLinksResolver {
  constructor(
    private readonly reader: StaffPaymentReader,
    private readonly users: UserReader,
    private readonly sites: SiteReader,
  ) {}

  @FieldResolver(() => UserType, { nullable: true, description: 'The user who made it.' })
  async user(@Root() { row }: PaymentType, @Ctx() { loaders }: AdminContext): Promise<UserType | null> {
    const user = await loaders.byKey('users', async (ids) => byId(await this.users.findByIds(ids))).load(row.userId);
    return user && toUser(user);
  }

  @FieldResolver(() => SiteType, { nullable: true, description: 'The site it was made on.' })
  async site(@Root() { row }: PaymentType, @Ctx() { loaders }: AdminContext): Promise<SiteType | null> {
    const site = await loaders.byKey('sites', async (ids) => byId(await this.sites.findByIds(ids))).load(row.siteId);
    return site && toSite(site);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The number of the contract paid on; null once the contract is gone: see `contractNumberShown`.',
  })
  async contractNumber(@Root() { row }: PaymentType, @Ctx() { loaders }: AdminContext): Promise<string | null> {
    const loader = loaders.byKey('contracts paid on', async (ids) => byId(await this.reader.listContractNumbers(ids)));
    return (await loader.load(row.contractId))?.contractNumber ?? null;
  }

  @FieldResolver(() => String, { description: 'The UUID by which ASPIRE knows it, the same however often it was handed over.' })
  paymentKey(@Root() { row }: PaymentType): string {
    return row.paymentKey;
  }

  @FieldResolver(() => PaymentAuthorizationType, { nullable: true, description: 'The evidence that the payer authorised it.' })
  async authorization(@Root() { row }: PaymentType, @Ctx() { loaders }: AdminContext): Promise<PaymentAuthorizationType | null> {
    const loader = loaders.byKey('authorizations', async (ids) => byId(await this.reader.listAuthorizations(ids)));
    const authorization = await loader.load(row.id);
    return authorization && toPaymentAuthorization(authorization);
  }
}

/** User → the payments that the user made. */
@Resolver(() => UserType)
export class UserPaymentsResolver {
  constructor(private readonly reader: StaffPaymentReader) {}

  @FieldResolver(() => PaymentConnection, {
    description: 'The payments that the user made, submitted last first: also those on contracts that the user no longer sees.',
  })
  payments(@Root() user: UserType, @Args() args: PagingArguments): Promise<ConnectionOf<PaymentType>> {
    return listStaffPayments(this.reader, args, { filter: { userId: user.key }, sort: 'CREATED_AT', descending: true });
  }
}

/** Finding → the payment it is about. */
@Resolver(() => PaymentFindingType)
export class PaymentFindingPaymentResolver {
  constructor(private readonly reader: StaffPaymentReader) {}

  @FieldResolver(() => PaymentType, {
    nullable: true,
    description: 'The payment it is about; null where it is about none, or about several.',
  })
  async payment(@Root() { paymentKey }: PaymentFindingType, @Ctx() { loaders }: AdminContext): Promise<PaymentType | null> {
    if (paymentKey === null) return null;
    const row = await loaders.byKey('payments', async (ids) => byId(await this.reader.findByIds(ids))).load(paymentKey);
    return row && toPayment(row);
  }
}
