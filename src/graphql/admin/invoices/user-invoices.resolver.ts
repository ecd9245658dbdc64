import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { InvoiceReader } from '../../../domain/invoices/invoice-reader';
import type { ScopeReader } from '../../../domain/identity/view-as.service';
import type { ConnectionOf } from '../../shared/connection';
import type { AdminContext } from '../../shared/context';
import { sightOfUser } from '../../shared/user-sight';
import { listInvoices } from '../../types/invoices/invoice-list';
import { InvoiceListArguments } from '../../types/invoices/invoice-list.input';
import { InvoiceConnection, type InvoiceType } from '../../types/invoices/invoice.type';
import { UserType } from '../../types/users/user.type';

/** User → invoices, through the user's own eyes. */
@Resolver(() => UserType)
export class UserInvoicesResolver {
  constructor(
    private readonly invoiceReader: InvoiceReader,
    private readonly scopes: ScopeReader,
  ) {}

  @FieldResolver(() => InvoiceConnection, {
    description:
      'The invoices as the user sees them when logged in, with the amounts the user sees. Whether the user is switched off is not asked.',
  })
  async invoices(
    @Root() user: UserType,
    @Args() args: InvoiceListArguments,
    @Ctx() context: AdminContext,
  ): Promise<ConnectionOf<InvoiceType>> {
    return listInvoices(this.invoiceReader, await sightOfUser(this.scopes, context, user.key), args);
  }
}
