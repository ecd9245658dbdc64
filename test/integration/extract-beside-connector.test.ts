import { connectAspire } from '../../src/boot';
import { AspireSimulator } from '../../src/simulator/aspire-simulator';
import { accounts, ExtractFixture, reasonOf } from '../support/extract-fixture';

describe('a folder of extracts beside a connector', () => {
  it('gives the book; payments and checks go to the connector', async () => {
    const folder = new ExtractFixture();
    folder.publish([{ upTo: 10, files: { accounts: [folder.lines('1/a.ndjson', accounts(7))] } }], { epoch: 'of the folder' });
    const simulator = new AspireSimulator({ contracts: 20, token: 'secret', asOf: '2026-11-23' });
    const { url } = await simulator.start();
    const aspireLimits = { callsAtOnce: 4, callsPerSecond: 1_000 };
    const aspire = { url, token: 'secret', timeoutMs: 5_000 };
    const bankAccount = { routingNumber: '071000013', accountNumber: '1', accountType: 'CHECKING' } as const;

    const both = connectAspire({ aspire, extractFolder: folder.path, aspireLimits }, 'API');
    expect(await both.servicingSystem.describe()).toMatchObject({ epoch: 'of the folder' });
    expect((await both.servicingSystem.readCustomer(7))?.records.accounts).toHaveLength(1);
    expect(await both.connector?.describe()).toMatchObject({ epoch: 'book-1-20-2026-11-23-1' });
    expect(await both.connector?.findBankAccount(1001, bankAccount)).toBe(false);

    const alone = connectAspire({ aspire: undefined, extractFolder: folder.path, aspireLimits }, 'API');
    expect(alone.connector).toBeUndefined();
    expect(await reasonOf(alone.servicingSystem.findBankAccount(1001, bankAccount))).toMatch(/PORTAL_ASPIRE_URL/);
    const without = connectAspire({ aspire, extractFolder: undefined, aspireLimits }, 'API');
    expect(await without.servicingSystem.describe()).toMatchObject({ epoch: 'book-1-20-2026-11-23-1' });
    await simulator.stop();
    folder.remove();
  });
});
