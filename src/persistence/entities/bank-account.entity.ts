import { Column, Entity, Generated, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { digest, id, instant, word } from './column-types';
import { UserEntity } from './user.entity';

export type BankAccountType = 'CHECKING' | 'SAVINGS';

/** Whose account it is decides what the rules of the ACH network make of a debit: a person is a consumer. */
export type HolderType = 'PERSON' | 'COMPANY';

/** What the servicing system said of the account: `NOT_ASKED` where the site takes any, `UNANSWERED` while it could not be reached. */
export type BankAccountCheck = 'NOT_ASKED' | 'FOUND' | 'NOT_FOUND' | 'UNANSWERED';

/** A bank account that a user pays from. Its numbers are sealed; nobody is ever shown more than the last four digits. */
@Entity('bank_accounts')
@Index('bank_accounts_of_user', ['userId', 'fingerprint', 'isKept'], { unique: true })
@Index('bank_accounts_by_fingerprint', ['fingerprint'])
@Index('bank_accounts_default', ['defaultOf'], { unique: true })
export class BankAccountEntity {
  @PrimaryColumn(id) @Generated('increment') id: number;
  @Column(id) userId: number;

  @ManyToOne(() => UserEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'bank_accounts_user' })
  user: UserEntity;

  /** What the user calls it. */
  @Column({ type: 'varchar', length: 60 })
  name: string;

  @Column({ type: 'varchar', length: 100 }) holderName: string;
  @Column(word) holderType: HolderType;
  @Column(word) accountType: BankAccountType;

  /** Routing and account number. */
  @Column({ type: 'varchar', length: 255, charset: 'ascii', collation: 'ascii_bin' })
  sealedNumbers: string;

  /** Tells whether two accounts are the same without opening either. */
  @Column(digest)
  fingerprint: Buffer;

  @Column({ type: 'varchar', length: 4, charset: 'ascii', collation: 'ascii_bin' }) lastFour: string;

  /** Null where the routing number is not known to us. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  bankName: string | null;

  @Column(word) checkResult: BankAccountCheck;
  @Column({ ...instant, nullable: true }) checkedAt: Date | null;

  /** A return stopped it: nothing is drawn from it any more. */
  @Column({ ...instant, nullable: true })
  stoppedAt: Date | null;

  /** Nacha return reason code that stopped it. */
  @Column({ ...word, length: 3, nullable: true })
  stopReasonCode: string | null;

  /** Nacha change code of the last correction that the bank sent. */
  @Column({ ...word, length: 3, nullable: true })
  correctionCode: string | null;

  /** Whether the user must look at what the bank said is wrong; nothing is drawn before. */
  @Column({ type: 'boolean', default: false })
  needsConfirmation: boolean;

  /** The user's number on the user's default account, null on all others: the unique key allows one. */
  @Column({ ...id, nullable: true })
  defaultOf: number | null;

  /** True, or null once removed: a removed account stands in nobody's way. */
  @Column({ type: 'boolean', nullable: true })
  isKept: true | null;

  @Column(instant) createdAt: Date;
  @Column({ ...instant, nullable: true }) removedAt: Date | null;
}

/** A correction of the bank's that was taken into account: the same one, seen again, changes nothing. */
@Entity('bank_account_corrections')
export class BankAccountCorrectionEntity {
  @PrimaryColumn(id) bankAccountId: number;

  @ManyToOne(() => BankAccountEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'bank_account_id', foreignKeyConstraintName: 'bank_account_corrections_account' })
  bankAccount: BankAccountEntity;

  /** Keyed: it stands for account numbers. */
  @PrimaryColumn(digest)
  digest: Buffer;

  @Column(instant) takenAt: Date;
}

/** A key that the database keeps sealed under the keys outside it, so that it outlives their rotation. */
@Entity('sealed_keys')
export class SealedKeyEntity {
  @PrimaryColumn({ ...word, length: 40 }) name: string;
  @Column({ type: 'varchar', length: 255, charset: 'ascii', collation: 'ascii_bin' }) sealedKey: string;
}
