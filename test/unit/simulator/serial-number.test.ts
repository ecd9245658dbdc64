import { serialNumber } from '../../../src/simulator/serial-number';

/** The table of 49 CFR 565.15, written out. */
const VALUES: Record<string, number> = Object.fromEntries(
  ['AJ', 'BKS', 'CLT', 'DMU', 'ENV', 'FW', 'GPX', 'HY', 'RZ'].flatMap((letters, row) => [...letters].map((letter) => [letter, row + 1])),
);
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

function checkDigit(vin: string): string {
  const sum = [...vin].reduce((total, one, place) => total + (VALUES[one] ?? Number(one)) * (WEIGHTS[place] ?? NaN), 0);
  return sum % 11 === 10 ? 'X' : String(sum % 11);
}

describe('serial numbers', () => {
  it('of trucks are vehicle identification numbers with a right check digit', () => {
    // A number that NHTSA publishes as an example.
    expect(checkDigit('1M8GDM9AXKP042788')).toBe('X');
    const digits = new Set<string>();
    for (let oid = 20_001; oid < 3_000_000; oid += 10_007) {
      const vin = serialNumber('VIN', 2015 + (oid % 12), oid);
      expect(vin).toMatch(/^[0-9A-HJ-NPR-Z]{17}$/);
      expect(vin[8]).toBe(checkDigit(vin));
      digits.add(vin[8] ?? '');
    }
    expect(digits.size).toBe(11);
    expect(serialNumber('VIN', 2018, 20_001)[9]).toBe('J');
    expect(serialNumber('VIN', 2026, 20_001)[9]).toBe('T');
  });

  it('differ for every two assets, in books of any size', () => {
    const oids = [1, 20_001, 999_999, 1_000_000, 1_020_001, 9_999_999, 10_020_001];
    for (const prefix of ['VIN', 'CAT00320']) expect(new Set(oids.map((oid) => serialNumber(prefix, 2024, oid))).size).toBe(oids.length);
  });
});
