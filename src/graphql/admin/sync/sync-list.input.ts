import { ArgsType, Field } from 'type-graphql';
import { PagingArguments } from '../../shared/paging';
import { SyncKindEnum, type SyncKindWord } from '../../types/sync/sync-kind-enum';

/** A page, of one kind or all. */
@ArgsType()
export class SyncListArguments extends PagingArguments {
  @Field(() => SyncKindEnum, { nullable: true, description: 'Only this kind.' })
  kind?: SyncKindWord | null;
}
