import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { cents, currency, exactText, id, instant, word } from './column-types';

export type ContractScenario = 'OPERATING_LEASE' | 'CAPITAL_LEASE' | 'LOAN';
export type InterestMethod = 'STANDARD' | 'ADB';
export type PaymentFrequency = 'MONTHLY' | 'QUARTERLY' | 'SEMI_ANNUAL' | 'ANNUAL';
export type PaymentTiming = 'ADVANCE' | 'ARREARS';
export type RoleType = 'CUSTOMER' | 'GUARANTOR' | 'VENDOR' | 'BROKER' | 'OTHER';

/** A lease or loan, as last synced. Whether anybody may see it is decided in `visible-contract.ts` alone. */
@Entity('contracts')
export class ContractEntity {
  @PrimaryColumn(id) id: number;

  @Index('contracts_by_number')
  @Column({ type: 'varchar', length: 64 })
  contractNumber: string;

  @Column({ type: 'varchar', length: 400 }) description: string;
  @Column({ type: 'varchar', length: 100 }) financeProduct: string;
  @Column(word) scenario: ContractScenario;
  @Column(word) interestMethod: InterestMethod;

  @Column({ type: 'boolean' }) isBooked: boolean;
  @Column({ type: 'date', nullable: true }) bookedOn: string | null;
  @Column({ type: 'boolean' }) isTerminated: boolean;
  @Column({ type: 'date', nullable: true }) terminatedOn: string | null;

  @Index('contracts_by_private_label')
  @Column({ ...exactText, length: 100, nullable: true })
  privateLabel: string | null;

  @Column(currency) currencyCode: string;
  @Column({ type: 'date' }) commencedOn: string;
  @Column({ type: 'date' }) maturesOn: string;

  /** Number of payments. */
  @Column({ type: 'int', unsigned: true })
  term: number;

  @Column(word) paymentFrequency: PaymentFrequency;
  @Column(word) paymentTiming: PaymentTiming;
  @Column(cents) paymentAmountCents: number;
  @Column(cents) amountFinancedCents: number;
  @Column(cents) equipmentCostCents: number;
  @Column(cents) residualCents: number;

  /** Yearly, as a fraction: 0.0725 is 7.25 %. */
  @Column({ type: 'decimal', precision: 12, scale: 8 })
  rate: string;

  @Column({ type: 'int', unsigned: true }) remainingPayments: number;
  @Column(cents) remainingBalanceCents: number;
  @Column({ type: 'date', nullable: true }) nextDueOn: string | null;
  @Column(cents) pastDueCents: number;
  @Column({ ...id, nullable: true }) billToLocationId: number | null;
  @Column(instant) syncedAt: Date;
}

/** contract × account × role type. Only `CUSTOMER` and `GUARANTOR` ever give access. */
@Entity('contract_roles')
@Index('contract_roles_by_account', ['accountId', 'roleType', 'contractId'])
export class ContractRoleEntity {
  @PrimaryColumn(id) contractId: number;

  @ManyToOne(() => ContractEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'contract_id', foreignKeyConstraintName: 'contract_roles_contract' })
  contract: ContractEntity;

  @PrimaryColumn(id) accountId: number;
  @PrimaryColumn(word) roleType: RoleType;
}
