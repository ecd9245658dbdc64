import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant } from './column-types';

/** A postal address of an account; a contract's bill-to location is one. */
@Entity('locations')
export class LocationEntity {
  @PrimaryColumn(id) id: number;

  @Index('locations_by_account')
  @Column(id)
  accountId: number;

  @Column({ type: 'varchar', length: 200, nullable: true }) name: string | null;
  @Column({ type: 'varchar', length: 200 }) address1: string;
  @Column({ type: 'varchar', length: 200, nullable: true }) address2: string | null;
  @Column({ type: 'varchar', length: 100 }) city: string;
  @Column({ type: 'varchar', length: 100 }) region: string;
  @Column({ type: 'varchar', length: 20 }) postalCode: string;

  /** ISO 3166-1 alpha-2. */
  @Column({ type: 'char', length: 2, charset: 'ascii', collation: 'ascii_bin' })
  countryCode: string;

  /** Zero or more addresses, separated by commas. */
  @Column({ type: 'varchar', length: 2000, nullable: true })
  emails: string | null;

  @Column(instant) syncedAt: Date;
}
