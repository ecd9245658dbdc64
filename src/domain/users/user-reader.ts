import type { UserRepository } from '../../persistence/repositories/user.repository';

export type { UserFilter, UserRow } from '../../persistence/repositories/user.repository';
export type { EnrolmentSource } from '../../persistence/entities/user.entity';

/** How end users and their links are read. */
export type UserReader = Pick<UserRepository, 'list' | 'count' | 'findByIds' | 'listLinks'>;
