import type { RoleType } from '../../../domain/contracts/contract-reader';
import { describedEnum } from '../../shared/enum';

export const RoleTypeEnum = describedEnum<RoleType>('RoleType', "An account's part in a contract.", {
  CUSTOMER: 'The customer: borrower or lessee. Gives access.',
  GUARANTOR: 'A guarantor. Gives access.',
  VENDOR: 'The vendor of the equipment. Gives no access.',
  BROKER: 'The broker. Gives no access.',
  OTHER: 'Any other part. Gives no access.',
});
