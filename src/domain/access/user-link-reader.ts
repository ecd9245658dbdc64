import type { UserLinkRepository } from '../../persistence/repositories/user-link.repository';

export type { UserLinkRow } from '../../persistence/repositories/user-link.repository';

/** How links are read with their roles and counts. */
export type UserLinkReader = Pick<UserLinkRepository, 'list'>;
