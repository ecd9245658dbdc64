import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ContractReader } from '../../../domain/contracts/contract-reader';
import type { PayerBankAccountReader } from '../../../domain/payments/payment-reader';
import type { ReceivedPaymentReader } from '../../../domain/payments/received-payment-reader';
import { byId, sightOf, type PortalContext } from '../../shared/context';
import { BankAccountType, toBankAccount } from '../../types/bank-accounts/bank-account.type';
import { loadContract } from '../../types/contracts/contract-loader';
import { ContractType } from '../../types/contracts/contract.type';
import { PaymentType } from '../../types/payments/payment.type';
import { ReceivedPaymentType, toReceivedPayment } from '../../types/payments/received-payment.type';

/** Payment → what the viewer is shown around it. */
@Resolver(() => PaymentType)
export class PaymentLinksResolver {
  constructor(
    private readonly contractReader: ContractReader,
    private readonly receivedPaymentReader: ReceivedPaymentReader,
    private readonly bankAccounts: PayerBankAccountReader,
  ) {}

  @FieldResolver(() => ContractType, { nullable: true, description: 'The contract paid on.' })
  contract(@Root() { row }: PaymentType, @Ctx() context: PortalContext): Promise<ContractType | null> {
    return loadContract(this.contractReader, sightOf(context), row.contractId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer submitted it. Only own payments can be cancelled.' })
  isOwn(@Root() { row }: PaymentType, @Ctx() { viewer }: PortalContext): boolean {
    return row.userId === viewer.user.id;
  }

  @FieldResolver(() => BankAccountType, {
    nullable: true,
    description: 'The bank account it is drawn from, removed since or not; null unless the viewer submitted it.',
  })
  async bankAccount(@Root() { row }: PaymentType, @Ctx() { viewer, loaders }: PortalContext): Promise<BankAccountType | null> {
    const { id } = viewer.user;
    if (row.userId !== id) return null;
    const loader = loaders.byKey('bank accounts paid from', async (ids) => byId(await this.bankAccounts.findByIds(id, ids)));
    const account = await loader.load(row.bankAccountId);
    return account && toBankAccount(account);
  }

  @FieldResolver(() => ReceivedPaymentType, {
    nullable: true,
    description: 'The money received that it became, as the servicing system posted it; null until that is known.',
  })
  async receivedPayment(@Root() { row }: PaymentType, @Ctx() context: PortalContext): Promise<ReceivedPaymentType | null> {
    if (row.receivedPaymentId === null) return null;
    const sight = sightOf(context);
    const loader = sight.loaders.byKey('received payments', async (ids) =>
      byId(await this.receivedPaymentReader.findByIds(sight.scope, ids)),
    );
    const received = await loader.load(row.receivedPaymentId);
    return received && toReceivedPayment(received, sight);
  }
}
