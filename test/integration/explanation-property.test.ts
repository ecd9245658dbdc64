import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { BookFindings } from '../../src/domain/access/book-findings';
import { ContractReachService } from '../../src/domain/access/contract-reach.service';
import { failingCondition, type Explanation } from '../../src/domain/access/explanation';
import { ExplanationService } from '../../src/domain/access/explanation.service';
import { LookAlikeFinder } from '../../src/domain/access/look-alike-finder';
import type { RoleType } from '../../src/persistence/entities/contract.entity';
import { AccountRepository } from '../../src/persistence/repositories/account.repository';
import { ContractReachRepository } from '../../src/persistence/repositories/contract-reach.repository';
import { ContractRepository } from '../../src/persistence/repositories/contract.repository';
import { ExplanationRepository } from '../../src/persistence/repositories/explanation.repository';
import { NamesakeRepository } from '../../src/persistence/repositories/namesake.repository';
import { SessionRepository } from '../../src/persistence/repositories/session.repository';
import { SiteRepository } from '../../src/persistence/repositories/site.repository';
import { UserRepository } from '../../src/persistence/repositories/user.repository';
import { FakeClock } from '../support/fake-clock';
import { Story } from '../support/story';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const BOOKS = 50;
const CONTRACTS = 20;
const USERS = 10;
const ACCOUNTS = 6;
const LABELS = ['GOLD', 'gold', 'SILVER'];

interface Book {
  sites: { labels: string[]; takesUnlabelled: boolean; disabled: boolean }[];
  users: { site: number; accounts: number[]; disabled: boolean }[];
  contracts: { booked: boolean; terminated: boolean; label: string | null; roles: [account: number, role: RoleType][] }[];
}

const often = (mostly: boolean): fc.Arbitrary<boolean> => fc.integer({ min: 0, max: 5 }).map((n) => (n === 0 ? !mostly : mostly));
const account = fc.integer({ min: 0, max: ACCOUNTS - 1 });
const role = fc.constantFrom<RoleType>('CUSTOMER', 'CUSTOMER', 'GUARANTOR', 'VENDOR', 'BROKER', 'OTHER');
const exactly = <T>(one: fc.Arbitrary<T>, count: number): fc.Arbitrary<T[]> => fc.array(one, { minLength: count, maxLength: count });
const books: fc.Arbitrary<Book> = fc.record({
  sites: exactly(fc.record({ labels: fc.subarray(LABELS), takesUnlabelled: fc.boolean(), disabled: often(false) }), 3),
  users: exactly(
    fc.record({ site: fc.integer({ min: 0, max: 2 }), accounts: fc.uniqueArray(account, { maxLength: 4 }), disabled: often(false) }),
    USERS,
  ),
  contracts: exactly(
    fc.record({
      booked: often(true),
      terminated: often(false),
      label: fc.constantFrom(null, ...LABELS),
      roles: fc.uniqueArray(fc.tuple(account, role), { maxLength: 4, selector: (pair) => pair.join() }),
    }),
    CONTRACTS,
  ),
});

/** domain.md §2 in a few lines; knows nothing of the code. */
function isVisible(book: Book, user: Book['users'][number], contract: Book['contracts'][number]): boolean {
  const site = book.sites[user.site] as Book['sites'][number];
  const linked = contract.roles.some(([on, as]) => user.accounts.includes(on) && (as === 'CUSTOMER' || as === 'GUARANTOR'));
  const label = contract.label === null ? site.takesUnlabelled : site.labels.includes(contract.label);
  return contract.booked && linked && label && !user.disabled && !site.disabled;
}

/** The same for an account in the list of a site. */
function isLinkable(book: Book, site: Book['sites'][number], one: number): boolean {
  return book.contracts.some(
    ({ booked, terminated, label, roles }) =>
      booked &&
      !terminated &&
      (label === null ? site.takesUnlabelled : site.labels.includes(label)) &&
      roles.some(([on, as]) => on === one && (as === 'CUSTOMER' || as === 'GUARANTOR')),
  );
}

describe('explanation, access and model', () => {
  const clock = new FakeClock();
  let test: TestDatabase;
  let story: Story;
  let contracts: ContractRepository;
  let sessions: SessionRepository;
  let explanations: ExplanationService;
  let reach: ContractReachService;
  let compared = 0;

  beforeAll(async () => {
    test = await openTestDatabase({ poolSize: 4 });
    await test.truncate();
    const { database } = test;
    story = new Story(database, clock);
    contracts = new ContractRepository(database);
    sessions = new SessionRepository(database);
    const [facts, sites, users, accounts] = [
      new ExplanationRepository(database),
      new SiteRepository(database),
      new UserRepository(database),
      new AccountRepository(database),
    ];
    const fresh = { readAt: clock.now(), failure: null, isHalted: false };
    const book = new BookFindings(
      { ofContracts: () => Promise.resolve(fresh), findUnreadable: () => Promise.resolve(undefined) },
      { find: () => Promise.resolve(undefined) },
    );
    const namesakes = new LookAlikeFinder(new NamesakeRepository(database), accounts);
    explanations = new ExplanationService({ facts, users, sites, accounts, namesakes, book });
    reach = new ContractReachService({ facts, reach: new ContractReachRepository(database), sites, book });
  });
  afterAll(() => test.close());

  async function tell(book: Book) {
    const sites = [];
    for (const { labels, takesUnlabelled, disabled } of book.sites) {
      const site = await story.makeSite({ labels, takesUnlabelled });
      if (disabled) await story.change('UPDATE sites SET disabled_at = ? WHERE id = ?', [clock.now(), site.id]);
      sites.push(site);
    }
    const accounts: number[] = [];
    for (let one = 0; one < ACCOUNTS; one += 1) accounts.push(await story.makeAccount());
    const ids = await story.makeContracts(
      book.contracts.map(({ roles, ...contract }) => ({
        ...contract,
        roles: roles.map(([on, as]) => [accounts[on] as number, as] as const),
      })),
    );
    const users: number[] = [];
    for (const { site, accounts: linked, disabled } of book.users) {
      const links = linked.map((one) => accounts[one] as number);
      users.push((await story.makeUser({ site: sites[site] as (typeof sites)[number], accounts: links, disabled })).id);
    }
    return { sites: sites.map((site) => site.id), accounts, contracts: ids, users };
  }

  /** What the user's next request could read, by a session of its own. */
  async function seenBy(userId: number, ids: readonly number[]): Promise<number[]> {
    const tokenHash = createHash('sha256').update(String(userId)).digest();
    const [now, later] = [clock.now(), new Date(clock.now().getTime() + 3_600_000)];
    await test.database.execute(
      'INSERT INTO user_sessions (token_hash, user_id, created_at, last_used_at, expires_at) VALUES (?, ?, ?, ?, ?)',
      [tokenHash, userId, now, now, later],
    );
    const viewer = await sessions.findViewer(tokenHash, 'BEARER', now);
    return viewer ? (await contracts.findByIds(viewer.scope, ids)).map((row) => row.id) : [];
  }

  function holdsTogether(explained: Explanation): boolean {
    return explained.allowed === (failingCondition(explained.conditions) === undefined);
  }

  it(`agree on each of ${BOOKS * CONTRACTS * USERS} cases`, async () => {
    await fc.assert(
      fc.asyncProperty(books, async (book) => {
        const made = await tell(book);
        const visible = book.users.map((user) => book.contracts.map((contract) => isVisible(book, user, contract)));
        for (const [index, userId] of made.users.entries()) {
          const expected = made.contracts.filter((_id, place) => visible[index]?.[place]);
          expect((await seenBy(userId, made.contracts)).sort()).toEqual(expected.sort());
          const explained = await Promise.all(made.contracts.map((id) => explanations.explainContract(userId, `C-${id}`)));
          expect(explained.map((one) => one.allowed)).toEqual(visible[index]);
          expect(explained.every(holdsTogether)).toBe(true);
          compared += explained.length;
        }
        for (const [place, id] of made.contracts.entries()) {
          const contract = await reach.explain(`C-${id}`);
          const reached = await reach.listUsers(contract, undefined, { limit: 100, backward: false, from: undefined });
          expect(reached.filter((user) => user.sees).map((user) => user.userId)).toEqual(
            made.users.filter((_id, index) => visible[index]?.[place]),
          );
          expect(await reach.countUsers(contract, true)).toBe(reached.filter((user) => user.sees).length);
          expect(reached.every((user) => user.sees === (failingCondition(user.conditions) === undefined))).toBe(true);
        }
        for (const [index, siteId] of made.sites.entries()) {
          const site = book.sites[index] as Book['sites'][number];
          const explained = await Promise.all(made.accounts.map((id) => explanations.explainAccount(siteId, `A-${id}`)));
          expect(explained.map((one) => one.allowed)).toEqual(made.accounts.map((_id, one) => isLinkable(book, site, one)));
          expect(explained.every(holdsTogether)).toBe(true);
        }
      }),
      { numRuns: BOOKS, seed: 3, endOnFailure: true },
    );
    expect(compared).toBe(BOOKS * CONTRACTS * USERS);
  }, 120_000);
});
