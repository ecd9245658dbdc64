import { MaxLength } from 'class-validator';
import { Args, ArgsType, Field, InputType, Query, Resolver } from 'type-graphql';
import type { PaymentFindingReader } from '../../../domain/payments/payment-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { PagingArguments } from '../../shared/paging';
import { PaymentFindingConnection, toPaymentFinding, type PaymentFindingType } from './payment-finding.type';

const ORDERING = 'payment findings';

@InputType('PaymentFindingFilter', { description: 'Which findings to list. Conditions given together must all hold.' })
class PaymentFindingFilterInput {
  @Field(() => Boolean, { nullable: true, description: 'Only open ones, or only closed ones.' })
  isOpen?: boolean | null;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Only findings of this kind.' })
  code?: string | null;
}

@ArgsType()
class PaymentFindingListArguments extends PagingArguments {
  @Field(() => PaymentFindingFilterInput, { nullable: true, description: 'All when left out.' })
  filter?: PaymentFindingFilterInput | null;
}

/** What staff must look at about payments. */
@Resolver()
export class PaymentFindingResolver {
  constructor(private readonly findings: PaymentFindingReader) {}

  @Query(() => PaymentFindingConnection, { nullable: true, description: 'What staff must look at about payments, found last first.' })
  async paymentFindings(@Args() args: PaymentFindingListArguments): Promise<ConnectionOf<PaymentFindingType>> {
    const page = resolvePage(args, ORDERING);
    const filter = { isOpen: args.filter?.isOpen ?? undefined, code: args.filter?.code ?? undefined };
    return connect(await this.findings.list(filter, page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.id, id: row.id }),
      toNode: toPaymentFinding,
      count: () => this.findings.count(filter),
    });
  }

  async findFinding(key: number): Promise<PaymentFindingType | null> {
    const [row] = await this.findings.findByIds([key]);
    return row ? toPaymentFinding(row) : null;
  }
}
