import type { Actor } from '../../kernel/actor';
import type { Transaction } from '../../persistence/database';
import type { PersonRepository } from '../../persistence/repositories/person.repository';
import type { AuditAction, AuditLog } from '../audit/audit-log';
import type { PersonLetters } from '../identity/person-letters';

/** A bank account as it may be spoken of. */
export interface NamedBankAccount {
  id: number;
  userId: number;
  name: string;
  lastFour: string;
}

/** What was done to a bank account, in words that hold no more of its number than the last four. */
export interface BankAccountNews {
  action: Extract<AuditAction, `BANK_ACCOUNT_${string}`>;
  /** For the audit log, after the account's name. */
  summary: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  /** Why, where staff did it. */
  reason?: string;
  /** A sentence for the owner's letter; undefined for none. */
  letter?: string;
}

/** Writes down what is done to bank accounts and tells their owners, in the transaction that does it. */
export class BankAccountNotices {
  constructor(
    private readonly people: Pick<PersonRepository, 'find'>,
    private readonly letters: PersonLetters,
    private readonly audit: AuditLog,
  ) {}

  async tell(transaction: Transaction, actor: Actor, account: NamedBankAccount, news: BankAccountNews): Promise<void> {
    const { action, summary, before, after, reason, letter } = news;
    await this.audit.record(transaction, actor, {
      action,
      subjectType: 'BANK_ACCOUNT',
      // The database hands generated ids over as text.
      subjectId: account.id,
      summary: `${called(account)} of user ${account.userId}: ${summary}`,
      ...(before && { before }),
      ...(after && { after }),
      ...(reason !== undefined && { reason }),
    });
    const person = letter === undefined ? undefined : await this.people.find('PORTAL', account.userId);
    if (letter === undefined || !person) return;
    await this.letters.post(transaction, [{ person, content: () => ({ kind: 'BANK_ACCOUNT_CHANGED', what: letter }) }]);
  }
}

/** How a bank account is spoken of: its name, with the last four of its number where the name does not end in them. */
export function called({ name, lastFour }: Pick<NamedBankAccount, 'name' | 'lastFour'>): string {
  const ending = `…${lastFour}`;
  return name.endsWith(ending) ? `"${name}"` : `"${name}" (${ending})`;
}
