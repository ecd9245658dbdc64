import fc from 'fast-check';
import { formatCents } from '../../../src/kernel/money';
import { addDays } from '../../../src/kernel/local-date';
import { parseSchedule } from '../../../src/servicing/schedule-parser';

const amount = fc.integer({ min: -9_999_999_999_999, max: 9_999_999_999_999 });
const paid = fc.record({ day: fc.nat({ max: 100_000 }), payment: amount, principal: amount, interest: amount, balance: amount });
const financed = paid.map((row) => ({ ...row, payment: 0, principal: 0, interest: 0 }));

describe('a schedule', () => {
  it('is read to the cent, whatever its amounts and however many its rows', () => {
    fc.assert(
      fc.property(financed, fc.array(paid, { maxLength: 60 }), (first, others) => {
        const rows = [first, ...others];
        const dueOn = ({ day }: { day: number }) => addDays('1950-01-01', day);
        const data = {
          ContractOid: 7,
          CurrencyCode: 'CAD',
          Rows: rows.map((row, index) => ({
            RowNumber: index,
            DueDate: dueOn(row),
            PaymentAmount: formatCents(row.payment),
            PrincipalAmount: formatCents(row.principal),
            InterestAmount: formatCents(row.interest),
            PrincipalBalance: formatCents(row.balance),
          })),
        };
        expect(parseSchedule(data)).toEqual({
          id: 7,
          currencyCode: 'CAD',
          rows: rows.map((row, index) => ({
            rowIndex: index,
            dueOn: dueOn(row),
            paymentCents: row.payment,
            principalCents: row.principal,
            interestCents: row.interest,
            balanceCents: row.balance,
          })),
        });
      }),
    );
  });

  it('may have a thousand rows', () => {
    const rest = {
      DueDate: '2026-01-01',
      PaymentAmount: '0.00',
      PrincipalAmount: '0.00',
      InterestAmount: '0.00',
      PrincipalBalance: '5.00',
    };
    const Rows = Array.from({ length: 1_000 }, (_, RowNumber) => ({ RowNumber, ...rest }));
    expect(parseSchedule({ ContractOid: 7, CurrencyCode: 'USD', Rows }).rows).toHaveLength(1_000);
  });
});
