import type { AccountRepository } from '../../persistence/repositories/account.repository';
import type { NamesakeRepository } from '../../persistence/repositories/namesake.repository';

export type { AccountRow } from '../../persistence/repositories/account.repository';

/** How accounts are read: by a viewer's scope, or by staff. */
export type AccountReader = Pick<AccountRepository, 'listLinked' | 'countLinked' | 'findByIds' | 'findForStaff'>;

/** How accounts that may be taken for each other are read. */
export type NamesakeReader = Pick<NamesakeRepository, 'listCandidates'>;
