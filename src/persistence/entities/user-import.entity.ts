import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { instant, word } from './column-types';

/** `REFUSED`: something in the file is wrong. `FAILED`: something on our side was. Either way nothing was imported. */
export type UserImportState = 'RUNNING' | 'DONE' | 'REFUSED' | 'FAILED' | 'BROKEN_OFF';

/** Something that is wrong in a file of users. */
export interface UserImportProblem {
  /** Counts from 1, the header included. */
  row: number;
  /** Counts from 1; null where the whole row is to blame. */
  column: number | null;
  code: string;
  message: string;
}

/** A file of users that was checked or imported. */
@Entity('user_imports')
@Index('user_imports_by_start', ['startedAt'])
export class UserImportEntity {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true }) id: number;
  @Column(word) state: UserImportState;
  @Column({ type: 'boolean' }) isDryRun: boolean;

  /** The e-mail or name at the time. */
  @Column({ type: 'varchar', length: 254 })
  startedBy: string;

  @Column(instant) startedAt: Date;

  /** Moves while the process that does the work lives. */
  @Column(instant)
  heartbeatAt: Date;

  @Column({ ...instant, nullable: true }) finishedAt: Date | null;
  @Column({ type: 'int', unsigned: true }) rowsTotal: number;
  @Column({ type: 'int', unsigned: true }) rowsDone: number;
  @Column({ type: 'int', unsigned: true }) usersCreated: number;

  /** Users who were here before and got links. */
  @Column({ type: 'int', unsigned: true })
  usersExtended: number;

  @Column({ type: 'int', unsigned: true }) linksCreated: number;
  @Column({ type: 'json', nullable: true }) problems: UserImportProblem[] | null;
}
