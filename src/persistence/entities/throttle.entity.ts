import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { digest, instant, word } from './column-types';

/** How often something was guessed. Whose it is, is a digest: neither an e-mail nor an address is kept. */
@Entity('throttles')
@Index('throttles_by_state', ['rule', 'guesses', 'endsAt'])
export class ThrottleEntity {
  @PrimaryColumn(digest) keyHash: Buffer;
  @Column(word) rule: string;
  @Column({ type: 'int', unsigned: true }) guesses: number;

  /** When the window is over in which is counted, or the pause after the last failure. */
  @Column(instant) endsAt: Date;
}
