import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const refused = [
  'Math.round(invoice.amount)',
  'Math.floor(amountCents * rate)',
  'const share = balanceCents / 3;',
  'parseFloat(row.balance)',
  'Number.parseFloat(lateFee)',
  'payment.amount.toFixed(2)',
  '(totalCents / 100).toFixed(2)',
  'Math.round((invoice.openBalance ?? 0) * 100)',
  'Math.trunc(Number(charge_amount))',
];
const accepted = [
  'Math.round(durationMs)',
  'Math.ceil(rows.length / pageSize)',
  'const half = parentCount / 2;',
  'splitCents(amountCents, 3)',
  'balanceCents - amountCents * 2',
  'Math.floor(payments.length / 2)',
  'ratio.toFixed(3)',
];

/** The rule and eslint are ES modules: they run in a process of their own. */
function offendingOf(snippets: string[]): string[] {
  const script = `
    import { Linter } from 'eslint';
    import { noFloatMoney } from './.ci/eslint-rules/no-float-money.mjs';
    const config = { plugins: { portal: { rules: { rule: noFloatMoney } } }, rules: { 'portal/rule': 'error' } };
    const snippets = JSON.parse(process.argv[1]);
    console.log(JSON.stringify(snippets.filter((snippet) => new Linter().verify(snippet, config).length > 0)));`;
  const options = ['--input-type=module', '--eval', script, JSON.stringify(snippets)];
  return JSON.parse(execFileSync(process.execPath, options, { cwd: join(__dirname, '../..'), encoding: 'utf8' })) as string[];
}

describe('the lint rule no-float-money', () => {
  it('refuses floating-point arithmetic on money', () => {
    expect(offendingOf(refused)).toEqual(refused);
  });

  it('leaves everything else alone', () => {
    expect(offendingOf(accepted)).toEqual([]);
  });
});
