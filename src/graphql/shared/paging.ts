import { ArgsType, Field, Int } from 'type-graphql';
import { describedEnum } from './enum';

export type OrderDirection = 'ASC' | 'DESC';

export const OrderDirectionEnum = describedEnum<OrderDirection>('OrderDirection', 'Which end of a list comes first.', {
  ASC: 'Lowest, earliest or first in the alphabet first.',
  DESC: 'Highest, latest or last in the alphabet first.',
});

/** Relay's paging arguments. */
@ArgsType()
export class PagingArguments {
  @Field(() => Int, {
    nullable: true,
    description:
      'How many to read from the start, or after `after`. 20 when neither `first` nor `last` is given; at most 100, more is cut to 100.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Read on after the edge with this cursor. Goes with `first`.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many to read from the end, or before `before`. At most 100.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Read backwards from the edge with this cursor. Goes with `last`.' })
  before?: string | null;
}
