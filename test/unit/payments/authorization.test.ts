import { AUTHORIZATION_VERSION, authorizationOf, type AuthorizationTerms } from '../../../src/domain/payments/authorization';

const TERMS: AuthorizationTerms = {
  siteName: 'Northern Leasing',
  supportEmail: 'help@northern.example',
  payerName: 'Dana Whitfield',
  today: '2026-11-23',
  dueOn: '2026-11-24',
  amountCents: 1_234_50,
  bankAccount: { accountType: 'CHECKING', lastFour: '6789', holderName: 'Harbor Light LLC' },
  contract: { contractNumber: 'EL-1001' },
};

describe('the authorisation', () => {
  it('2026-11 reads as it did when it was given: whoever changes a word makes another version', () => {
    expect(authorizationOf(TERMS)).toEqual({
      version: '2026-11',
      text:
        'I, Dana Whitfield, authorize Northern Leasing to debit the checking account of Harbor Light LLC ending in 6789 electronically through the ACH network for 1,234.50 USD on contract EL-1001, on 24 November 2026 or on the first banking days after it. ' +
        'This authorization is for this payment only: it is given once and does not recur. ' +
        'I can revoke it by canceling the payment on this site, or by writing to Northern Leasing at help@northern.example, until the payment is collected. I have the right to call or write to Northern Leasing at help@northern.example about it, and to dispute with my bank any debit that I did not authorize. ' +
        'If my bank returns the debit for lack of funds, it may be presented again as the rules of the ACH network allow. ' +
        'I am authorized to use this bank account, and this debit complies with the laws of the United States. ' +
        'Given on 23 November 2026.',
    });
    expect(AUTHORIZATION_VERSION).toBe('2026-11');
  });

  it('names what is open where it is not known yet', () => {
    const { text } = authorizationOf({ ...TERMS, amountCents: null, dueOn: null, bankAccount: null, contract: null, supportEmail: null });
    for (const part of [
      'the bank account that I choose',
      'for the amount that I enter, on the payment date that I choose',
      'writing to Northern Leasing,',
    ])
      expect(text).toContain(part);
  });

  it('names how many debits a quick pay makes', () => {
    expect(authorizationOf({ ...TERMS, contract: { count: 3 } }).text).toContain(
      'for 1,234.50 USD in all, in 3 debits, one for each of 3 contracts, on',
    );
    expect(authorizationOf({ ...TERMS, contract: { count: 1 } }).text).toContain('for 1,234.50 USD on one contract, on');
  });
});
