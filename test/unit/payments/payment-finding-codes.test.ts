import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAYMENT_FINDINGS } from '../../../src/domain/payments/payment-finding-codes';

describe('what staff may have to look at', () => {
  it('fits its columns', () => {
    for (const [code, meaning] of Object.entries(PAYMENT_FINDINGS)) {
      expect(code.length).toBeLessThanOrEqual(40);
      expect(meaning.length).toBeLessThan(300);
    }
  });

  it('is in the documentation, word by word', () => {
    const page = readFileSync(join(__dirname, '../../../docs/payments.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_]{8,})` \| (.*) \|$/gm)].filter(([, code = '']) => code in PAYMENT_FINDINGS);
    expect(Object.fromEntries(rows.map(([, code, meaning]) => [code, meaning]))).toEqual(PAYMENT_FINDINGS);
  });
});
