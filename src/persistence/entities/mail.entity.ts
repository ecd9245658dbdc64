import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Realm } from '../../kernel/actor';
import { id, instant, word } from './column-types';

/** `DEAD`: given up, refused for good, or no longer of use; staff see why. */
export type MailState = 'QUEUED' | 'SENT' | 'DEAD';

/** A mail of ours to one person. Whose it is and what it says belongs to features that this table knows nothing of. */
@Entity('mails')
@Index('mails_due', ['state', 'nextAttemptAt'])
@Index('mails_by_state', ['state', 'id'])
@Index('mails_by_person', ['realm', 'personId', 'id'])
@Index('mails_by_site', ['siteId', 'id'])
@Index('mails_message_id', ['messageId'], { unique: true })
export class MailEntity {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true }) id: number;
  @Column({ ...word, length: 40 }) kind: string;
  @Column(word) realm: Realm;

  /** The user or platform user, by realm. */
  @Column(id)
  personId: number;

  @Column({ ...id, nullable: true }) siteId: number | null;
  @Column({ type: 'varchar', length: 254 }) toAddress: string;
  @Column({ type: 'varchar', length: 200 }) subject: string;

  /** Text, HTML and names, encrypted; null once sent, and once a dead one can no longer be sent again. */
  @Column({ type: 'mediumtext', charset: 'ascii', collation: 'ascii_bin', nullable: true })
  sealedBody: string | null;

  /** The same at every attempt. */
  @Column({ ...word, length: 320 })
  messageId: string;

  @Column(word) state: MailState;

  /** Since it was last queued. */
  @Column({ type: 'int', unsigned: true, default: 0 })
  attempts: number;

  /** Null unless queued. */
  @Column({ ...instant, nullable: true })
  nextAttemptAt: Date | null;

  /** When it stops being of use to whoever gets it; null for never. */
  @Column({ ...instant, nullable: true })
  usefulUntil: Date | null;

  /** After that, an attempt that fails was the last. */
  @Column(instant)
  giveUpAt: Date;

  /** Whoever has this token is sending it, until `claimedUntil` by the database's clock. */
  @Column({ ...word, length: 36, nullable: true })
  claimToken: string | null;

  @Column({ ...instant, nullable: true }) claimedUntil: Date | null;

  /** What the mail server said when it took it. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  serverAnswer: string | null;

  /** Why the last attempt failed, or why it is dead. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  lastError: string | null;

  @Column(instant) createdAt: Date;
  @Column({ ...instant, nullable: true }) sentAt: Date | null;
  @Column({ ...instant, nullable: true }) diedAt: Date | null;
}
