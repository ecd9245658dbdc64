import { Field, ObjectType } from 'type-graphql';
import { formatCents } from '../../kernel/money';
import { Decimal } from './scalars';

@ObjectType('Money', { description: 'An amount of money in one currency.', simpleResolvers: true })
export class MoneyType {
  @Field(() => Decimal, { description: 'The amount with two decimals, for example "1234.50"; negative for a credit.' })
  amount: string;

  @Field(() => String, { description: 'ISO 4217 currency code, for example "USD".' })
  currencyCode: string;
}

/** Integer cents as the API shows them. */
export function toMoney(cents: number, currencyCode: string): MoneyType {
  return { amount: formatCents(cents), currencyCode };
}
