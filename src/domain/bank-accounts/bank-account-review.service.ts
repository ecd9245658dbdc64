import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { BankAccountCheck } from '../../persistence/entities/bank-account.entity';
import type { LockedBankAccount } from '../../persistence/repositories/bank-account.repository';
import { afterCheck } from './bank-account-check';
import { holderNameRefusals, readNumbers } from './bank-account-entry';
import { NO_BANK_ACCOUNT } from './bank-account-finder';
import { answerFor, type BankAccountAnswer, type BankAccountIntakeParts } from './bank-account-intake.service';
import { called, type BankAccountNews } from './bank-account-notices';
import { lastFourOf, type AccountNumbers } from './bank-account-numbers';
import { actorOf, BANK_ACCOUNT_STOPPED, type BankAccountOwner } from './own-bank-accounts';
import { paymentsAreOff } from './payment-switch';

/** What its owner says of an account that the bank has found fault with: new values, or none where it is right as it is. */
export interface BankAccountConfirmation {
  routingNumber?: string | undefined;
  accountNumber?: string | undefined;
  holderName?: string | undefined;
}

const NOTHING_TO_CONFIRM: Refusal = { code: 'NOTHING_TO_CONFIRM', message: 'There is nothing to confirm about this bank account.' };
const CHANGED: Refusal = { code: 'BANK_ACCOUNT_CHANGED', message: 'The bank account was changed meanwhile. Please look at it again.' };

/** Looks again at bank accounts that cannot be paid from: asks the servicing system, or takes their owner's word; never within a transaction. */
export class BankAccountReviewService {
  constructor(private readonly parts: BankAccountIntakeParts) {}

  /**
   * Asks again whether it may be paid from. Refused: `PAYMENTS_OFF`, `BANK_ACCOUNT_NOT_FOUND`, `BANK_ACCOUNT_STOPPED`,
   * `BANK_ACCOUNT_CHANGED`. @throws RateLimited
   */
  async check(owner: BankAccountOwner, bankAccountId: number | undefined): Promise<Outcome<BankAccountAnswer>> {
    const { own, accounts, numbers, checks, notices, throttle, clock } = this.parts;
    if (!(await own.areOnFor(owner))) return paymentsAreOff;
    const asked = bankAccountId === undefined ? undefined : await accounts.findSealed(owner.id, bankAccountId);
    if (!asked) return refused(NO_BANK_ACCOUNT);
    if (asked.stoppedAt !== null) return refused({ ...BANK_ACCOUNT_STOPPED, field: 'bankAccountId' });
    await throttle.take([{ rule: 'BANK_ACCOUNT_CHECK', key: String(owner.id) }]);
    const { accountType, sealedNumbers } = asked;
    const answer = await checks.ask(owner.siteId, owner.accountIds, { ...numbers.open(sealedNumbers), accountType });
    const outcome = await own.change(owner, asked.id, async (transaction, account, kept) => {
      const stated = numbers.open(account.sealedNumbers);
      if (!isSame(stated, numbers.open(sealedNumbers)) || account.accountType !== accountType) return refused(CHANGED);
      const checkResult = afterCheck(account.checkResult, answer);
      await accounts.save(transaction, asked.id, { checkResult, checkedAt: clock.now() });
      await own.fillDefault(transaction, { ...account, checkResult }, kept);
      await notices.tell(transaction, actorOf(owner), account, {
        action: 'BANK_ACCOUNT_CHECK',
        summary: `checked: ${answer}.`,
        after: { checkResult },
      });
      return done(undefined);
    });
    return outcome.done ? done(await answerFor(this.parts, owner, asked.id)) : outcome;
  }

  /**
   * The owner's word on what the bank found fault with. Refused: `PAYMENTS_OFF`, `BANK_ACCOUNT_NOT_FOUND`, `BANK_ACCOUNT_STOPPED`,
   * `NOTHING_TO_CONFIRM`, `ROUTING_NUMBER_INVALID`, `ACCOUNT_NUMBER_INVALID`, `HOLDER_NAME_INVALID`, `BANK_ACCOUNT_EXISTS`,
   * `BANK_ACCOUNT_CHANGED`. @throws RateLimited
   */
  async confirm(
    owner: BankAccountOwner,
    bankAccountId: number | undefined,
    stated: BankAccountConfirmation,
  ): Promise<Outcome<BankAccountAnswer>> {
    const { own, accounts, numbers, checks, notices, throttle } = this.parts;
    if (!(await own.areOnFor(owner))) return paymentsAreOff;
    const asked = bankAccountId === undefined ? undefined : await accounts.findSealed(owner.id, bankAccountId);
    if (!asked) return refused(NO_BANK_ACCOUNT);
    if (asked.stoppedAt !== null) return refused({ ...BANK_ACCOUNT_STOPPED, field: 'bankAccountId' });
    if (!asked.needsConfirmation) return refused(NOTHING_TO_CONFIRM);
    const before = numbers.open(asked.sealedNumbers);
    const entered = readConfirmation(before, asked.holderName, stated);
    if (!entered.done) return entered;
    const { holderName, ...after } = entered.value;
    const isNew = !isSame(before, after);
    if (isNew) await throttle.take([{ rule: 'BANK_ACCOUNT_ADD', key: String(owner.id) }]);
    const { accountType } = asked;
    const answer = isNew ? await checks.ask(owner.siteId, owner.accountIds, { ...after, accountType }) : asked.checkResult;
    const fingerprint = await numbers.fingerprint(after, accountType);
    const outcome = await own.change(owner, asked.id, async (transaction, account, kept) => {
      const now = numbers.open(account.sealedNumbers);
      if (!account.needsConfirmation || !isSame(now, before) || account.accountType !== accountType) return refused(CHANGED);
      const others = kept.filter(({ id }) => id !== account.id);
      const refusal = isNew ? await own.clash(transaction, others, fingerprint) : undefined;
      if (refusal) return refused(refusal);
      const renumbered = isNew ? this.renumbered(account, after, fingerprint, answer) : {};
      const change = { ...renumbered, holderName, needsConfirmation: false };
      await accounts.save(transaction, asked.id, change);
      await own.fillDefault(transaction, { ...account, ...change }, kept);
      await notices.tell(transaction, actorOf(owner), account, confirmedNews(account, { ...account, ...change }, isNew));
      return done(undefined);
    });
    return outcome.done ? done(await answerFor(this.parts, owner, asked.id)) : outcome;
  }

  private renumbered(account: LockedBankAccount, after: AccountNumbers, fingerprint: Buffer, checkResult: BankAccountCheck) {
    const lastFour = lastFourOf(after.accountNumber);
    return {
      ...{ fingerprint, checkResult, lastFour },
      sealedNumbers: this.parts.numbers.seal(after),
      bankName: this.parts.banks.nameOf(after.routingNumber),
      checkedAt: checkResult === 'NOT_ASKED' ? null : this.parts.clock.now(),
      name: account.name.replace(`…${account.lastFour}`, `…${lastFour}`),
    };
  }
}

function readConfirmation(
  before: AccountNumbers,
  holderName: string,
  stated: BankAccountConfirmation,
): Outcome<AccountNumbers & { holderName: string }> {
  const { routingNumber = before.routingNumber, accountNumber = before.accountNumber } = stated;
  // What the bank itself had entered need not look like what people type.
  const isUntouched = stated.routingNumber === undefined && stated.accountNumber === undefined;
  const numbers = isUntouched ? done(before) : readNumbers({ routingNumber, accountNumber });
  const holder = stated.holderName?.trim() ?? holderName;
  const refusals = numbers.done ? holderNameRefusals(holder, numbers.value.accountNumber) : numbers.refusals;
  return numbers.done && refusals.length === 0 ? done({ ...numbers.value, holderName: holder }) : refused(...refusals);
}

function isSame(one: AccountNumbers, other: AccountNumbers): boolean {
  return one.routingNumber === other.routingNumber && one.accountNumber === other.accountNumber;
}

function confirmedNews(before: LockedBankAccount, after: LockedBankAccount, isNew: boolean): BankAccountNews {
  const facts = ({ lastFour, bankName, checkResult }: LockedBankAccount) => ({ lastFour, bankName, checkResult });
  return {
    action: 'BANK_ACCOUNT_UPDATE',
    summary: isNew ? 'its numbers were entered anew after a correction by the bank.' : 'confirmed after a correction by the bank.',
    ...(isNew && { before: facts(before), after: facts(after) }),
    ...(isNew && { letter: `The numbers of your bank account ${called(before)} were entered anew: it is now called ${called(after)}.` }),
  };
}
