import { compareVersions, isVersion, MINIMUM_ASPIRE_VERSION } from '../../../src/servicing/aspire-version';

describe('versions of ASPIRE', () => {
  it.each([
    ['5.20.17', 0],
    ['5.20.17.0', 0],
    ['5.20.17-hotfix', 0],
    ['5.20.16', -1],
    ['5.20.9', -1],
    ['5.9.99', -1],
    ['5.20', -1],
    ['4.99.99', -1],
    ['5.20.100', 1],
    ['5.100.0', 1],
    ['10.0', 1],
  ])('%s against the oldest we take: %i', (version, expected) => {
    expect(Math.sign(compareVersions(version, MINIMUM_ASPIRE_VERSION))).toBe(expected);
    expect(Math.sign(compareVersions(MINIMUM_ASPIRE_VERSION, version))).toBe(expected === 0 ? 0 : -expected);
  });

  it('begin with a number', () => {
    expect(['5', '5.20.17', '5.x'].map(isVersion)).toEqual([true, true, true]);
    expect(['v5', '', 'latest'].map(isVersion)).toEqual([false, false, false]);
  });
});
