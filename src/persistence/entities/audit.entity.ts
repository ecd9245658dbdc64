import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Realm } from '../../kernel/actor';
import { id, instant, word } from './column-types';

export type AuditRealm = Realm | 'SYSTEM';

/** One administrative or security-relevant act. Written once: triggers refuse every change and removal. */
@Entity('audit_entries')
@Index('audit_entries_by_subject', ['subjectType', 'subjectId', 'id'])
@Index('audit_entries_by_actor', ['realm', 'actorId', 'id'])
@Index('audit_entries_by_time', ['at'])
@Index('audit_entries_by_action', ['action', 'id'])
export class AuditEntryEntity {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true }) id: number;
  @Column(instant) at: Date;

  /** The realm of whoever acted. */
  @Column(word)
  realm: AuditRealm;

  /** The user or platform user, by realm; null for the system and for somebody who could not be told. */
  @Column({ ...id, nullable: true })
  actorId: number | null;

  /** The e-mail or name at the time. */
  @Column({ type: 'varchar', length: 254 })
  actorName: string;

  @Column({ ...word, length: 40 }) action: string;
  @Column({ ...word, length: 40 }) subjectType: string;
  @Column({ ...id, nullable: true }) subjectId: number | null;

  /** In words a person can read without looking anything up; secrets never get here. */
  @Column({ type: 'varchar', length: 500 })
  summary: string;

  @Column({ type: 'json', nullable: true }) stateBefore: Record<string, unknown> | null;
  @Column({ type: 'json', nullable: true }) stateAfter: Record<string, unknown> | null;
  @Column({ type: 'varchar', length: 500, nullable: true }) reason: string | null;
  @Column({ type: 'varchar', length: 128, nullable: true }) requestId: string | null;
  @Column({ type: 'varchar', length: 45, nullable: true }) address: string | null;
}
