import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Realm } from '../../kernel/actor';
import { digest, id, instant, word } from './column-types';

/** To choose the first password, or another one. */
export type LinkPurpose = 'REGISTRATION' | 'RESET';

/**
 * The link with which a person may set a password: one at most, because a newer one takes the older one's row. The token itself is never stored.
 * No foreign key: it would have to lead to two tables.
 */
@Entity('password_links')
@Index('password_links_person', ['realm', 'personId'], { unique: true })
@Index('password_links_by_expiry', ['expiresAt'])
export class PasswordLinkEntity {
  @PrimaryColumn(digest) tokenHash: Buffer;
  @Column(word) realm: Realm;

  /** The user or platform user, by realm. */
  @Column(id)
  personId: number;

  @Column(word) purpose: LinkPurpose;
  @Column(instant) createdAt: Date;

  /** The link is dead from here on. */
  @Column(instant)
  expiresAt: Date;

  /** A link is good for one password. */
  @Column({ ...instant, nullable: true })
  usedAt: Date | null;
}
