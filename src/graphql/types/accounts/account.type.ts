import { Field, ObjectType } from 'type-graphql';
import type { AccountRow } from '../../../domain/accounts/account-reader';
import { connectionType } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, toInstant } from '../../shared/scalars';

const AccountEntityType = describedEnum<AccountRow['entityType']>('AccountEntityType', 'What kind of party an account is.', {
  COMPANY: 'A business.',
  PERSON: 'A natural person.',
});

@ObjectType('Account', {
  implements: NodeInterface,
  description:
    'A customer or guarantor of the finance company. A viewer sees the accounts linked to them and the customers of contracts visible to them.',
  simpleResolvers: true,
})
export class AccountType extends NodeInterface {
  @Field(() => String, { description: 'The number the finance company knows the account by.' })
  accountNumber: string;

  @Field(() => String, { description: "The company's or person's name." })
  name: string;

  @Field(() => AccountEntityType, { description: 'Company or person.' })
  entityType: AccountRow['entityType'];

  @Field(() => DateTime, { description: 'When this was last read from the servicing system.' })
  syncedAt: string;
}

export const AccountConnection = connectionType('Account', AccountType, 'accounts');

export function toAccount(row: AccountRow): AccountType {
  return {
    id: encodeNodeId('Account', row.id),
    accountNumber: row.accountNumber,
    name: row.name,
    entityType: row.entityType,
    syncedAt: toInstant(row.syncedAt),
  };
}
