import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { notFound } from '../../kernel/fault';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { EnrolmentSource } from '../../persistence/entities/user.entity';
import type { AccountRepository } from '../../persistence/repositories/account.repository';
import type { SiteRepository, SiteRow } from '../../persistence/repositories/site.repository';
import type { UserRepository } from '../../persistence/repositories/user.repository';
import type { Act, AuditAction, AuditLog } from '../audit/audit-log';
import { emailKey } from '../users/email-key';
import type { CustomerSyncRequests } from './customer-sync-requests';
import type { Invitations } from '../users/invitation';
import { linkRefusal, type LinkFacts } from './link-refusal';

export type { LinkableAccountRow } from '../../persistence/repositories/account.repository';

/** How the accounts that a site's users can be linked to are read. */
export type LinkableAccountReader = Pick<AccountRepository, 'listLinkable' | 'countLinkable' | 'listLastActivity'>;

export interface UserToCreate {
  siteId: number;
  email: string;
  firstName: string;
  lastName: string;
  accountIds: readonly number[];
  /** argon2id in PHC form; null when the user will set a password by mail. */
  passwordHash: string | null;
  enrolmentSource: EnrolmentSource;
}

/** Who is linked to which account: the links decide what a user can view and act on (domain.md §2). */
export class UserAccessService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly sites: SiteRepository,
    private readonly accounts: AccountRepository,
    private readonly facts: LinkFacts,
    private readonly audit: AuditLog,
    private readonly invitations: Invitations,
    private readonly clock: Clock,
    private readonly customerSyncs: CustomerSyncRequests,
  ) {}

  /** Creates an end user with at least one link, who is invited to choose a password unless one is given, and asks for the sync of what was linked. Refused: `NO_ACCOUNT`, `ACCOUNT_NOT_LINKABLE`, `EMAIL_TAKEN`. @throws Fault NOT_FOUND for an unknown site. */
  async createUser(actor: Actor, user: UserToCreate): Promise<Outcome<{ userId: number }>> {
    const { accountIds, ...columns } = user;
    const distinct = [...new Set(accountIds)];
    if (distinct.length === 0)
      return refused({ code: 'NO_ACCOUNT', message: 'A user is linked to at least one account.', field: 'accountIds' });
    const refusals = await this.linkRefusals(await this.site(user.siteId), distinct);
    if (refusals.length > 0) return refused(...refusals);
    const email = user.email.trim();
    return this.database.transaction(async (transaction) => {
      const userId = await this.users.saveNew(transaction, { ...columns, email, emailKey: emailKey(email) }, distinct, this.clock.now());
      if (userId === undefined)
        return refused({ code: 'EMAIL_TAKEN', message: 'This site has a user with that e-mail already.', field: 'email' });
      const { siteId, firstName, lastName, enrolmentSource } = user;
      const after = { siteId, email, firstName, lastName, enrolmentSource, accountIds: distinct };
      await this.audit.record(transaction, actor, { ...aboutUser('USER_CREATE', userId), summary: `Created the user ${email}.`, after });
      await this.customerSyncs.request(transaction, distinct, enrolmentSource === 'SELF' ? 'ENROLLED' : 'USER_CREATED');
      if (user.passwordHash === null) await this.invitations.invite(transaction, [{ id: userId, siteId, email, firstName, lastName }]);
      return done({ userId });
    });
  }

  /** Links an account to a user and asks for its sync; linking what is linked changes nothing. Refused: `ACCOUNT_NOT_LINKABLE`. @throws Fault NOT_FOUND for an unknown user. */
  async link(actor: Actor, userId: number, accountId: number): Promise<Outcome<{ userId: number }>> {
    return this.database.transaction(async (transaction) => {
      const user = await this.locked(transaction, userId);
      if (user.accountIds.includes(accountId)) return done({ userId });
      const refusals = await this.linkRefusals(await this.site(user.siteId), [accountId]);
      if (refusals.length > 0) return refused(...refusals);
      await this.users.saveLinks(transaction, userId, [accountId], this.clock.now());
      await this.audit.record(transaction, actor, {
        ...aboutUser('USER_LINK', userId),
        summary: `Linked account ${accountId}.`,
        after: { accountId },
      });
      await this.customerSyncs.request(transaction, [accountId], 'LINKED');
      return done({ userId });
    });
  }

  /** Takes a link away. Refused: `NOT_LINKED`, and `LAST_LINK` unless `allowNone`. @throws Fault NOT_FOUND for an unknown user. */
  async unlink(actor: Actor, userId: number, accountId: number, allowNone: boolean): Promise<Outcome<{ userId: number }>> {
    return this.database.transaction(async (transaction) => {
      const user = await this.locked(transaction, userId);
      if (!user.accountIds.includes(accountId)) {
        return refused({ code: 'NOT_LINKED', message: 'The account is not linked to this user.', field: 'accountId' });
      }
      if (user.accountIds.length === 1 && !allowNone) {
        return refused({
          code: 'LAST_LINK',
          message: 'This is the last link: the user would see nothing. Say allowNone to remove it all the same.',
          field: 'accountId',
        });
      }
      await this.users.removeLink(transaction, userId, accountId);
      const summary = `Took away the link to account ${accountId}.`;
      await this.audit.record(transaction, actor, { ...aboutUser('USER_UNLINK', userId), summary, before: { accountId } });
      return done({ userId });
    });
  }

  private async linkRefusals(site: SiteRow, accountIds: readonly number[]): Promise<Refusal[]> {
    const linkable = new Set(await this.accounts.findLinkableIds(site, accountIds));
    const known = new Map((await this.accounts.findForStaff(accountIds)).map((account) => [account.id, account]));
    const refusedIds = accountIds.filter((accountId) => !linkable.has(accountId));
    return Promise.all(refusedIds.map((id) => linkRefusal(this.facts, { id, name: known.get(id)?.name }, site)));
  }

  private async site(siteId: number): Promise<SiteRow> {
    const [site] = await this.sites.findByIds([siteId]);
    if (!site) throw notFound();
    return site;
  }

  private async locked(transaction: Transaction, userId: number): Promise<{ siteId: number; accountIds: number[] }> {
    const user = await this.users.lockLinks(transaction, userId);
    if (!user) throw notFound();
    return user;
  }
}

function aboutUser(action: AuditAction, userId: number): Pick<Act, 'action' | 'subjectType' | 'subjectId'> {
  return { action, subjectType: 'USER', subjectId: userId };
}
