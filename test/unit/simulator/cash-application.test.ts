import fc from 'fast-check';
import { applyCash, CASH_APPLICATION_METHODS, type OpenCharge, priorityOf } from '../../../src/simulator/cash-application';

const CODES = ['Rent', 'Sales Tax', 'Late Charge'] as const;

/** An invoice of 1,075.00: rent 1,000, tax 50, late charge 25. */
function invoice(invoiceOid: number, dueOn: string): OpenCharge[] {
  return CODES.map((code, place) => ({
    invoiceOid,
    lineNumber: place + 1,
    dueOn,
    priority: priorityOf(code),
    balanceCents: [100_000, 5_000, 2_500][place] ?? 0,
  }));
}

const TWO = [...invoice(1, '2026-10-01'), ...invoice(2, '2026-11-01')];

/** What each charge took as `invoice.line:cents`, in the order of taking. */
function taken(amountCents: number, method: (typeof CASH_APPLICATION_METHODS)[number], charges = TWO): string[] {
  return applyCash(charges, amountCents, method).applied.map((one) => `${one.invoiceOid}.${one.lineNumber}:${one.cents}`);
}

describe('2,000.00 on two invoices of 1,075.00', () => {
  const first = ['1.1:100000', '1.2:5000', '1.3:2500'];

  it.each([
    ['BALANCE_FORWARD', [...first, '2.1:92500']],
    ['BALANCE_FORWARD_PRO_RATED', [...first, '2.1:86047', '2.2:4302', '2.3:2151']],
    ['PRIORITY_POST', ['1.1:100000', '2.1:100000']],
    ['PRIORITY_POST_OLDEST_DUE_BY', [...first, '2.1:92500']],
  ] as const)('by %s', (method, expected) => {
    expect(taken(200_000, method)).toEqual(expected);
    expect(taken(200_000, method, [...TWO].reverse())).toEqual(expected);
    expect(applyCash(TWO, 200_000, method).unappliedCents).toBe(0);
  });

  it('the surplus stays unapplied', () => {
    for (const method of CASH_APPLICATION_METHODS) expect(applyCash(TWO, 300_000, method).unappliedCents).toBe(85_000);
  });
});

describe('priorities', () => {
  const scattered: OpenCharge[] = [
    { invoiceOid: 1, lineNumber: 1, dueOn: '2026-09-01', priority: 3, balanceCents: 10 },
    { invoiceOid: 2, lineNumber: 1, dueOn: '2026-10-01', priority: 1, balanceCents: 10 },
    { invoiceOid: 2, lineNumber: 2, dueOn: '2026-10-01', priority: 2, balanceCents: 10 },
    { invoiceOid: 3, lineNumber: 1, dueOn: '2026-11-01', priority: 1, balanceCents: 10 },
    { invoiceOid: 3, lineNumber: 2, dueOn: '2026-11-01', priority: 3, balanceCents: 10 },
  ];

  it.each([
    ['BALANCE_FORWARD', ['1.1:10', '2.1:10', '2.2:10', '3.1:10', '3.2:10']],
    ['PRIORITY_POST', ['2.1:10', '3.1:10', '2.2:10', '1.1:10', '3.2:10']],
    ['PRIORITY_POST_OLDEST_DUE_BY', ['2.1:10', '2.2:10', '1.1:10', '3.1:10', '3.2:10']],
  ] as const)('%s takes charges in its order', (method, expected) => {
    expect(taken(50, method, scattered)).toEqual(expected);
  });

  it('are those of the transaction codes, unknown ones last', () => {
    const codes = ['Rent', 'Principal', 'Sales Tax', 'Property Tax', 'Service Fee', 'Late Charge', 'constructor'];
    expect(codes.map(priorityOf)).toEqual([1, 2, 3, 4, 5, 6, 9]);
  });
});

const charges = fc.uniqueArray(
  fc.record({
    invoiceOid: fc.integer({ min: 1, max: 6 }),
    lineNumber: fc.integer({ min: 1, max: 4 }),
    priority: fc.integer({ min: 1, max: 4 }),
    balanceCents: fc.oneof(fc.integer({ min: -500, max: 2_000 }), fc.integer({ min: 0, max: 9_999_999_999 })),
  }),
  { selector: ({ invoiceOid, lineNumber }) => `${invoiceOid} ${lineNumber}`, maxLength: 20 },
);
const dated = charges.map((list) => list.map((one): OpenCharge => ({ ...one, dueOn: `2026-0${1 + (one.invoiceOid % 3)}-01` })));

describe('whatever is open', () => {
  it('applied and unapplied make the amount, no charge takes more than its balance, and none is passed over', () => {
    fc.assert(
      fc.property(
        dated,
        fc.integer({ min: 0, max: 50_000_000_000 }),
        fc.constantFrom(...CASH_APPLICATION_METHODS),
        (open, amount, method) => {
          const { applied, unappliedCents } = applyCash(open, amount, method);
          const balance = (one: { invoiceOid: number; lineNumber: number }) =>
            open.find((charge) => charge.invoiceOid === one.invoiceOid && charge.lineNumber === one.lineNumber)?.balanceCents ?? NaN;
          const sum = applied.reduce((total, { cents }) => total + cents, 0);
          expect(sum + unappliedCents).toBe(amount);
          expect(unappliedCents).toBeGreaterThanOrEqual(0);
          expect(applied.every((one) => Number.isSafeInteger(one.cents) && one.cents > 0 && one.cents <= balance(one))).toBe(true);
          const owed = open.reduce((total, { balanceCents }) => total + Math.max(0, balanceCents), 0);
          expect(sum).toBe(Math.min(amount, owed));
          const partly = applied.filter((one) => one.cents < balance(one));
          if (method === 'BALANCE_FORWARD_PRO_RATED')
            expect(new Set(partly.map(({ invoiceOid }) => invoiceOid)).size).toBeLessThanOrEqual(1);
          else expect(partly).toEqual(applied.slice(-1).filter((one) => one.cents < balance(one)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('older invoices are full before a newer one gets anything, by both ways of balance forward', () => {
    fc.assert(
      fc.property(dated, fc.integer({ min: 1, max: 20_000_000_000 }), fc.boolean(), (open, amount, isProRated) => {
        const { applied } = applyCash(open, amount, isProRated ? 'BALANCE_FORWARD_PRO_RATED' : 'BALANCE_FORWARD');
        const got = new Map(applied.map((one) => [`${one.invoiceOid} ${one.lineNumber}`, one.cents]));
        const left = (charge: OpenCharge) => Math.max(0, charge.balanceCents) - (got.get(`${charge.invoiceOid} ${charge.lineNumber}`) ?? 0);
        const age = ({ dueOn, invoiceOid }: OpenCharge) => `${dueOn} ${invoiceOid}`;
        const newestPaid =
          open
            .filter((charge) => got.has(`${charge.invoiceOid} ${charge.lineNumber}`))
            .map(age)
            .sort()
            .pop() ?? '';
        expect(open.filter((charge) => age(charge) < newestPaid && left(charge) > 0)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a pro-rated part differs from the exact share by less than a cent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9_999_999_999 }), { minLength: 1, maxLength: 8 }),
        fc.nat(9_999_999_999),
        (balances, amount) => {
          const open = balances.map((balanceCents, place): OpenCharge => ({
            invoiceOid: 1,
            lineNumber: place,
            dueOn: '2026-01-01',
            priority: 1,
            balanceCents,
          }));
          const total = balances.reduce((sum, cents) => sum + cents, 0);
          fc.pre(amount < total);
          const got = new Map(
            applyCash(open, amount, 'BALANCE_FORWARD_PRO_RATED').applied.map(({ lineNumber, cents }) => [lineNumber, cents]),
          );
          for (const { lineNumber, balanceCents } of open) {
            const error = BigInt(got.get(lineNumber) ?? 0) * BigInt(total) - BigInt(amount) * BigInt(balanceCents);
            expect(error < 0n ? -error < BigInt(total) : error < BigInt(total)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
