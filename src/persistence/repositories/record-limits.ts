import { getMetadataArgsStorage } from 'typeorm';
import { AccountEntity } from '../entities/account.entity';
import { AssetEntity } from '../entities/asset.entity';
import { ContactEntity } from '../entities/contact.entity';
import { ContractEntity } from '../entities/contract.entity';
import { InvoiceEntity, InvoiceLineEntity } from '../entities/invoice.entity';
import { LineOfCreditEntity } from '../entities/line-of-credit.entity';
import { LocationEntity } from '../entities/location.entity';
import { ReceivedPaymentEntity } from '../entities/received-payment.entity';

/** The text columns of an entity with the number of characters each holds. */
export type TextLimits<Entity> = {
  readonly [
    Property in keyof Entity as string extends Entity[Property]
      ? Property
      : Extract<Entity[Property], string> extends never
        ? never
        : Property
  ]: number;
};

function limitsOf<Entity>(entity: new () => Entity): TextLimits<Entity> {
  const columns = getMetadataArgsStorage().columns.filter((column) => column.target === entity && column.options.length !== undefined);
  return Object.fromEntries(columns.map((column) => [column.propertyName, Number(column.options.length)])) as TextLimits<Entity>;
}

/** How many characters the columns of the synced copy hold: longer text is refused at the edge rather than cut. */
export const recordLimits = {
  account: limitsOf(AccountEntity),
  contact: limitsOf(ContactEntity),
  location: limitsOf(LocationEntity),
  contract: limitsOf(ContractEntity),
  invoice: limitsOf(InvoiceEntity),
  invoiceLine: limitsOf(InvoiceLineEntity),
  payment: limitsOf(ReceivedPaymentEntity),
  asset: limitsOf(AssetEntity),
  lineOfCredit: limitsOf(LineOfCreditEntity),
};
