import fc from 'fast-check';
import { statedAccountNumber, typedAccountNumber, typedRoutingNumber } from '../../../src/domain/bank-accounts/account-number';
import { afterCheck } from '../../../src/domain/bank-accounts/bank-account-check';
import { lastFourOf } from '../../../src/domain/bank-accounts/bank-account-numbers';
import { explanationOf, isUsable, stateOf, type BankAccountStanding } from '../../../src/domain/bank-accounts/bank-account-state';

const FINE: BankAccountStanding = { checkResult: 'NOT_ASKED', stoppedAt: null, stopReasonCode: null, needsConfirmation: false };
const checks = fc.constantFrom<BankAccountStanding['checkResult'][]>('NOT_ASKED', 'FOUND', 'NOT_FOUND', 'UNANSWERED');

describe('the state of a bank account', () => {
  it.each<[Partial<BankAccountStanding>, string]>([
    [{}, 'USABLE'],
    [{ checkResult: 'FOUND' }, 'USABLE'],
    [{ checkResult: 'NOT_FOUND' }, 'UNVERIFIED'],
    [{ checkResult: 'UNANSWERED' }, 'UNCHECKED'],
    [{ needsConfirmation: true, checkResult: 'NOT_FOUND' }, 'TO_BE_CONFIRMED'],
    [{ needsConfirmation: true, stoppedAt: new Date() }, 'STOPPED'],
  ])('of %j is %s', (standing, state) => {
    expect(stateOf({ ...FINE, ...standing })).toBe(state);
  });

  it('only a kept one is usable, and only where nothing is in its way', () => {
    expect([isUsable({ ...FINE, isKept: true }), isUsable({ ...FINE, isKept: null })]).toEqual([true, false]);
    fc.assert(
      fc.property(checks, fc.boolean(), fc.boolean(), (checkResult, needsConfirmation, isStopped) => {
        const account = { ...FINE, checkResult, needsConfirmation, stoppedAt: isStopped ? new Date() : null, isKept: true } as const;
        return isUsable(account) === (!needsConfirmation && !isStopped && ['NOT_ASKED', 'FOUND'].includes(checkResult));
      }),
    );
  });

  it('names the bank’s reason, if it is known', () => {
    const stopped = { ...FINE, stoppedAt: new Date() };
    expect(explanationOf({ ...stopped, stopReasonCode: 'R02' })).toContain('The account has been closed.');
    expect(explanationOf({ ...stopped, stopReasonCode: 'R99' })).not.toContain('reason');
  });

  it('an answer takes nothing back that an account had without being asked for', () => {
    expect(afterCheck('NOT_ASKED', 'NOT_FOUND')).toBe('NOT_ASKED');
    expect(afterCheck('FOUND', 'NOT_FOUND')).toBe('NOT_FOUND');
    fc.assert(fc.property(checks, (before) => afterCheck(before, 'UNANSWERED') === before && afterCheck(before, 'FOUND') === 'FOUND'));
  });
});

describe('what people type', () => {
  it.each([
    ['000-1234 56789', '000123456789'],
    ['qx70 29', 'QX7029'],
    ['123', undefined],
    ['123456789012345678', undefined],
    ['１２３４', undefined],
    ['12.34', undefined],
  ])('the account number %s is %s', (typed, number) => {
    expect(typedAccountNumber(typed)).toBe(number);
  });

  it.each([
    ['021 000 021', '021000021'],
    ['021000022', undefined],
    ['000000000', undefined],
    ['', undefined],
  ])('the routing number %s is %s', (typed, number) => {
    expect(typedRoutingNumber(typed)).toBe(number);
  });

  it('what a bank states keeps its hyphens', () => {
    expect([statedAccountNumber('55-66 7'), statedAccountNumber('---'), statedAccountNumber('1*2')]).toEqual([
      '55-667',
      undefined,
      undefined,
    ]);
  });

  it('never all of a number of four or more is shown', () => {
    const numbers = fc.stringMatching(/^[0-9]{4,17}$/);
    fc.assert(
      fc.property(numbers, (number) => lastFourOf(number).length <= Math.min(4, number.length - 2) && number.endsWith(lastFourOf(number))),
    );
  });
});
