import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { cents, currency, id, instant } from './column-types';

/** A piece of equipment, financed by a contract or by none. */
@Entity('assets')
@Index('assets_by_contract', ['contractId', 'id'])
export class AssetEntity {
  @PrimaryColumn(id) id: number;
  @Column({ ...id, nullable: true }) contractId: number | null;
  @Column({ type: 'varchar', length: 400 }) description: string;

  @Index('assets_by_serial_number')
  @Column({ type: 'varchar', length: 100, nullable: true })
  serialNumber: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true }) make: string | null;
  @Column({ type: 'varchar', length: 100, nullable: true }) model: string | null;
  @Column({ type: 'int', unsigned: true, nullable: true }) modelYear: number | null;

  /** Where it stands. */
  @Column({ ...id, nullable: true })
  locationId: number | null;

  @Column(cents) costCents: number;
  @Column(currency) currencyCode: string;
  @Column(instant) syncedAt: Date;
}
