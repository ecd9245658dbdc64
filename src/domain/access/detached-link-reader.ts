import type { DetachedLinkRepository } from '../../persistence/repositories/detached-link.repository';

export type { DetachedLinkRow } from '../../persistence/repositories/detached-link.repository';

/** How links are read that outlived their account. */
export type DetachedLinkReader = Pick<DetachedLinkRepository, 'list' | 'count'>;
