import type { MailRepository } from '../../persistence/repositories/mail.repository';

export type { MailFilter, MailRow } from '../../persistence/repositories/mail.repository';
export type { MailState } from '../../persistence/entities/mail.entity';

/** How staff read what was mailed; never a body. */
export type MailReader = Pick<MailRepository, 'list' | 'count' | 'findByIds'>;
