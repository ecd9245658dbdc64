import { instantOf } from '../../kernel/instant';
import type { MailRepository } from '../../persistence/repositories/mail.repository';
import type { UserRepository } from '../../persistence/repositories/user.repository';
import type { PostedLetter, PostedLetters } from './enrolment-ports';

/** Looks up in the outbox what became of letters. */
export class OutboxLetters implements PostedLetters {
  constructor(
    private readonly users: UserRepository,
    private readonly mails: MailRepository,
  ) {}

  async lastMailTo(siteId: number, emailKey: string, kind: 'REGISTRATION'): Promise<PostedLetter | undefined> {
    const user = await this.users.findOnSite(siteId, emailKey);
    const mail = user && (await this.mails.findLast({ realm: 'PORTAL', personId: user.id, kind }));
    if (!mail) return undefined;
    return {
      writtenAt: instantOf(mail.createdAt),
      handedOverAt: mail.sentAt === null ? null : instantOf(mail.sentAt),
      answer: mail.serverAnswer ?? mail.lastError,
      isGivenUp: mail.state === 'DEAD',
    };
  }
}
