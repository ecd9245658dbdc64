import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, word } from './column-types';

export type EntityType = 'COMPANY' | 'PERSON';

/** A customer or guarantor of the finance company, as last synced. */
@Entity('accounts')
export class AccountEntity {
  @PrimaryColumn(id) id: number;

  @Index('accounts_by_number')
  @Column({ type: 'varchar', length: 64 })
  accountNumber: string;

  @Index('accounts_by_name')
  @Index('accounts_name_words', { fulltext: true })
  @Column({ type: 'varchar', length: 200 })
  name: string;

  @Column(word) entityType: EntityType;

  /** Zero or more addresses, separated by commas. */
  @Column({ type: 'varchar', length: 2000, nullable: true })
  emails: string | null;

  @Column({ type: 'varchar', length: 40, nullable: true })
  phone: string | null;

  @Column(instant) syncedAt: Date;
}
