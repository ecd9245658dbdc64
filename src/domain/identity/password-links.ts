import type { Clock } from '../../kernel/clock';
import type { Transaction } from '../../persistence/database';
import type { LinkPurpose } from '../../persistence/entities/password-link.entity';
import type { ChallengeRepository } from '../../persistence/repositories/challenge.repository';
import type { PasswordLinkRepository } from '../../persistence/repositories/password-link.repository';
import type { LetterContent } from '../mail/letter';
import type { Invitations, InvitedUser } from '../users/invitation';
import { newToken } from './opaque-token';
import type { Addressee, PersonLetters } from './person-letters';

export type { LinkPurpose } from '../../persistence/entities/password-link.entity';

/** How long links live (docs/decisions/0011-password-links.md). */
const LIFETIME = { RESET_MINUTES: 30, REGISTRATION_HOURS: 72 } as const;

const LIFETIME_MS: Readonly<Record<LinkPurpose, number>> = {
  RESET: LIFETIME.RESET_MINUTES * 60_000,
  REGISTRATION: LIFETIME.REGISTRATION_HOURS * 3_600_000,
};

/** Sends people the link with which they set a password themselves. The token is in the letter and nowhere else. */
export class PasswordLinks implements Invitations {
  constructor(
    private readonly links: PasswordLinkRepository,
    private readonly challenges: Pick<ChallengeRepository, 'removeOfPerson'>,
    private readonly letters: PersonLetters,
    private readonly clock: Clock,
  ) {}

  /** Posts a link, which kills an earlier one of whatever purpose. */
  issue(transaction: Transaction, person: Addressee, purpose: LinkPurpose): Promise<void> {
    return this.issueAll(transaction, [person], purpose);
  }

  /** Posts each of the people a link to choose the first password. */
  invite(transaction: Transaction, users: readonly InvitedUser[]): Promise<void> {
    const recipients = users.map(({ id, siteId, email, firstName, lastName }) => {
      return { realm: 'PORTAL' as const, id, siteId, email, name: `${firstName} ${lastName}` };
    });
    return this.issueAll(transaction, recipients, 'REGISTRATION');
  }

  /** Kills the person's link, and the challenges of log-ins under way: they were begun with a password, or a mailbox, that counts no more. */
  async revoke(transaction: Transaction, { realm, id }: Pick<Addressee, 'realm' | 'id'>): Promise<void> {
    await this.links.removeOf(transaction, realm, id);
    await this.challenges.removeOfPerson(transaction, realm, id);
  }

  withdraw(transaction: Transaction, userId: number): Promise<void> {
    return this.revoke(transaction, { realm: 'PORTAL', id: userId });
  }

  private async issueAll(transaction: Transaction, people: readonly Addressee[], purpose: LinkPurpose): Promise<void> {
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS[purpose]);
    const issued = people.map((person) => ({ person, ...newToken() }));
    await this.links.saveNew(
      transaction,
      issued.map(({ person, tokenHash }) => ({ tokenHash, realm: person.realm, personId: person.id, purpose, createdAt, expiresAt })),
    );
    await this.letters.post(
      transaction,
      issued.map(({ person, token }) => ({ person, content: ({ siteUrl }) => contentOf(purpose, linkTo(siteUrl, token)) })),
    );
  }
}

/** Who has no password yet chooses the first one. */
export function purposeFor({ passwordHash }: { passwordHash: string | null }): LinkPurpose {
  return passwordHash === null ? 'REGISTRATION' : 'RESET';
}

/** In the fragment: browsers send it to nobody. */
function linkTo(siteUrl: string, token: string): string {
  return `${siteUrl.replace(/\/+$/, '')}/set-password#${token}`;
}

function contentOf(purpose: LinkPurpose, link: string): LetterContent {
  if (purpose === 'RESET') return { kind: 'PASSWORD_RESET', link, minutes: LIFETIME.RESET_MINUTES };
  return { kind: 'REGISTRATION', link, hours: LIFETIME.REGISTRATION_HOURS };
}
