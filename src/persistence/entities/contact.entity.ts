import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant } from './column-types';

/** A person of an account; need not be on any contract. */
@Entity('contacts')
export class ContactEntity {
  @PrimaryColumn(id) id: number;

  @Index('contacts_by_account')
  @Column(id)
  accountId: number;

  @Column({ type: 'varchar', length: 100 }) firstName: string;
  @Column({ type: 'varchar', length: 100 }) lastName: string;

  @Column({ type: 'varchar', length: 100, nullable: true })
  title: string | null;

  /** Zero or more addresses, separated by commas. */
  @Column({ type: 'varchar', length: 2000, nullable: true })
  emails: string | null;

  @Column({ type: 'varchar', length: 40, nullable: true })
  phone: string | null;

  @Column(instant) syncedAt: Date;
}
