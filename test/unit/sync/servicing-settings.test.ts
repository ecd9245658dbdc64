import { findingOf } from '../../../src/domain/sync/servicing-settings';

const judgedAt = new Date('2026-11-23T15:00:00.000Z');

describe('what the book tells of settings in ASPIRE', () => {
  it.each([
    ['CALCULATE_CONTRACT_VALUES', 0, 0, 'UNKNOWN'],
    ['CALCULATE_CONTRACT_VALUES', 49, 1_000, 'OK'],
    ['CALCULATE_CONTRACT_VALUES', 50, 1_000, 'SEEMS_OFF'],
    ['SAVE_CUSTOMER_AMORTIZATION_SCHEDULE', 24, 100, 'OK'],
    ['SAVE_CUSTOMER_AMORTIZATION_SCHEDULE', 25, 100, 'SEEMS_OFF'],
    ['SAVE_CUSTOMER_AMORTIZATION_SCHEDULE', 100, 100, 'SEEMS_OFF'],
  ] as const)('%s with %i of %i contracts: %s', (setting, affected, total, verdict) => {
    const finding = findingOf(setting, { setting, affected, total, judgedAt });
    expect(finding).toMatchObject({ setting, verdict, judgedAt });
    expect(finding.advice === null).toBe(verdict !== 'SEEMS_OFF');
    if (total > 0) expect(finding.evidence).toMatch(new RegExp(`^${affected} of ${total} active `));
  });

  it('is nothing before anything was counted', () => {
    expect(findingOf('CALCULATE_CONTRACT_VALUES', undefined)).toMatchObject({ verdict: 'UNKNOWN', advice: null, judgedAt: null });
  });
});
