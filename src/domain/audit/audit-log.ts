import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import type { Transaction } from '../../persistence/database';
import type { AuditEntryEntity } from '../../persistence/entities/audit.entity';
import type { AuditRepository } from '../../persistence/repositories/audit.repository';

export type { AuditEntryRow, AuditFilter } from '../../persistence/repositories/audit.repository';

/** How the audit log is read. */
export type AuditReader = Pick<AuditRepository, 'list' | 'count' | 'findByIds'>;

/** What is worth an entry, with what it means for whoever reads the log. */
export const AUDIT_ACTIONS = {
  LOG_IN: 'Somebody logged in.',
  LOG_IN_FAILED: 'A log-in was refused; the reason is here, the caller was told nothing.',
  LOG_OUT: 'Somebody logged out.',
  SESSION_REVOKE: 'Somebody ended sessions of their own, on this or another device.',
  PASSWORD_FORGOT: 'Somebody asked for a link to set a password; what came of it is here, the caller was told nothing.',
  PASSWORD_RESET: 'Somebody set a password with the link from a letter; running sessions ended.',
  PASSWORD_CHANGE: 'Somebody changed the own password; all other sessions ended.',
  PASSWORD_CHANGE_FAILED: 'Somebody who was logged in gave a wrong current password.',
  PASSWORD_LINK_SEND: 'Staff had a link to set a password sent to somebody.',
  SITE_CREATE: 'A site was opened.',
  SITE_UPDATE: "A site's name, address, labels, look or rules of logging in were changed.",
  SITE_DISABLE: 'A site was switched off.',
  SITE_ENABLE: 'A site was switched on again.',
  USER_CREATE: 'An end user was created.',
  USER_ENROL: 'An end user registered on their own.',
  USER_UPDATE: "A user's name or e-mail was changed.",
  USER_DISABLE: 'A user was switched off; running sessions ended.',
  USER_ENABLE: 'A user was switched on again.',
  USER_LINK: 'An account was linked to an end user.',
  USER_UNLINK: 'A link was taken away.',
  PLATFORM_USER_CREATE: 'A platform user was created.',
  PLATFORM_USER_UPDATE: "A platform user's name or role was changed.",
  PLATFORM_USER_DISABLE: 'A platform user was switched off; running sessions ended.',
  PLATFORM_USER_ENABLE: 'A platform user was switched on again.',
  PLATFORM_USER_PASSWORD: 'The operator set the password of a platform user; running sessions ended.',
  AUDIT_EXPORT: 'Entries of this log were handed out as CSV.',
  VIEW_AS_START: 'A platform user began to look at the portal as an end user, for the reason given.',
  VIEW_AS_END: 'A platform user ceased to look at the portal as an end user.',
  USER_SESSIONS_END: 'Staff ended the sessions of an end user.',
  USERS_IMPORT: 'A file of users was imported.',
  USERS_EXPORT: "A site's users were exported.",
  MFA_SETTINGS_UPDATE: 'The switches of multi-factor authentication were changed.',
  CHALLENGE_SENT: 'A password was right, and a second factor was asked for.',
  CHALLENGE_FAILED: 'A second factor was wrong.',
  STEP_UP: 'Somebody confirmed with a factor that it is them.',
  APP_ENROL: 'An authenticator app was enrolled.',
  APP_REMOVE: 'An authenticator app was removed.',
  APP_REQUIRE: 'Somebody was told to enrol an authenticator app, or no longer is.',
  RECOVERY_CODES_RENEW: 'New recovery codes were made.',
  RECOVERY_CODE_USE: 'A recovery code was used.',
  BANK_ACCOUNT_ADD: 'A user added a bank account to pay from.',
  BANK_ACCOUNT_UPDATE: 'A user renamed a bank account, made it the default one or confirmed what the bank had corrected.',
  BANK_ACCOUNT_REMOVE: 'A user removed a bank account.',
  BANK_ACCOUNT_CHECK: 'A bank account was looked up among those of the customer in ASPIRE.',
  BANK_ACCOUNT_STOP: 'A return stopped a bank account: nothing is drawn from it any more.',
  BANK_ACCOUNT_REOPEN: 'Staff lifted the stop of a bank account.',
  BANK_ACCOUNT_CORRECT: 'The bank of an account said that some of its data should read otherwise.',
  PAYMENT_SUBMIT: 'A payer submitted a payment, or one of each contract with open charges.',
  PAYMENT_CANCEL: 'Somebody cancelled a payment; whether in time shows later.',
  PAYMENT_RETRY: 'Staff had a payment handed to ASPIRE again at once.',
  PAYMENT_FINDING_CLOSE: 'Staff closed by hand something that was found about payments.',
  PAYMENT_SETTINGS_UPDATE: 'Payments were switched on or off for all sites.',
  KEYS_ROTATE: 'What is encrypted was sealed anew under the newest key.',
  MAIL_RETRY: 'Staff had a mail tried again that had been given up.',
  SYNC_START: 'A sync was started by hand.',
  SYNC_SCHEDULE_CHANGE: 'The regular sync of a kind was switched on or off.',
  SET_ASIDE_RETRY: 'Records that could not be read were tried again by hand.',
  CUSTOMER_SYNC_START: 'A sync of one customer was asked for by hand.',
} as const;
export type AuditAction = keyof typeof AUDIT_ACTIONS;

/** What an act can be about. */
export const AUDIT_SUBJECTS = {
  SITE: 'A portal site.',
  USER: 'An end user.',
  PLATFORM_USER: "A member of the finance company's staff.",
  MFA_SETTINGS: 'The switches of multi-factor authentication.',
  BANK_ACCOUNT: 'A bank account that a user pays from.',
  PAYMENT: 'A payment made through the portal.',
  PAYMENT_FINDING: 'Something found about payments that is about no single one.',
  PAYMENT_SETTINGS: 'The switch of payments for all sites.',
  ENCRYPTION_KEYS: 'The keys that seal what the database must not show.',
  USER_IMPORT: 'A file of users.',
  MAIL: 'A mail.',
  ACCOUNT: 'A customer or guarantor.',
  SYNC: 'The sync with the servicing system.',
  AUDIT_LOG: 'This log itself.',
} as const;
export type AuditSubject = keyof typeof AUDIT_SUBJECTS;

/** One act, as it will be read later. */
export interface Act {
  action: AuditAction;
  subjectType: AuditSubject;
  subjectId: number | null;
  /** A sentence that can be read without looking anything up. */
  summary: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  reason?: string;
}

const ENTRIES_AT_ONCE = 500;
/** A code is a secret, but for the one that tells what kind of debit something is. */
const SECRET = /password|token|secret|hash|(?<!sec)code|seed|routing|accountNumber/i;

/** Writes acts down, in the transaction that does them: either both happen or neither. */
export class AuditLog {
  constructor(
    private readonly entries: AuditRepository,
    private readonly clock: Clock,
  ) {}

  async record(transaction: Transaction, actor: Actor, act: Act): Promise<void> {
    await this.entries.save(transaction, this.entryOf(actor, act));
  }

  /** Many acts of one actor, in few statements. */
  async recordAll(transaction: Transaction, actor: Actor, acts: readonly Act[]): Promise<void> {
    for (let from = 0; from < acts.length; from += ENTRIES_AT_ONCE) {
      const entries = acts.slice(from, from + ENTRIES_AT_ONCE).map((act) => this.entryOf(actor, act));
      await this.entries.saveAll(transaction, entries);
    }
  }

  private entryOf(actor: Actor, act: Act): Omit<AuditEntryEntity, 'id'> {
    return {
      at: this.clock.now(),
      realm: actor.realm,
      actorId: actor.id,
      actorName: actor.name.slice(0, 254),
      action: act.action,
      subjectType: act.subjectType,
      subjectId: act.subjectId,
      summary: act.summary.slice(0, 500),
      stateBefore: act.before ? masked(act.before) : null,
      stateAfter: act.after ? masked(act.after) : null,
      reason: act.reason?.slice(0, 500) ?? null,
      requestId: actor.requestId,
      address: actor.address,
    };
  }
}

/** The same values with everything that is named like a secret left out, at any depth. */
export function masked(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, SECRET.test(name) ? '•••' : maskedWithin(value)]));
}

function maskedWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskedWithin);
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? masked(value as Record<string, unknown>) : value;
}
