import type { AccountReader, AccountRow, NamesakeReader } from '../accounts/account-reader';
import type { LookAlike } from './explanation';
import { looksAlike, significantPart } from './look-alike';

const CANDIDATES_READ = 200;

/** Finds the accounts that are easily taken for another. */
export class LookAlikeFinder {
  constructor(
    private readonly namesakes: NamesakeReader,
    private readonly accounts: Pick<AccountReader, 'findForStaff'>,
  ) {}

  /** The look-alikes of one account, or of a name that is nobody's (with id 0). */
  async find(account: Pick<AccountRow, 'id' | 'name'>): Promise<LookAlike[]> {
    return (await this.among([account])).get(account.id) ?? [];
  }

  /** The look-alikes of each account, itself aside, in two statements. */
  async findForAll(accountIds: readonly number[]): Promise<Map<number, LookAlike[]>> {
    return this.among(await this.accounts.findForStaff(accountIds));
  }

  private async among(accounts: readonly Pick<AccountRow, 'id' | 'name'>[]): Promise<Map<number, LookAlike[]>> {
    const names = accounts.map(({ name }) => ({ name, beginning: significantPart(name) }));
    const candidates = await this.namesakes.listCandidates(names, CANDIDATES_READ);
    return new Map(
      accounts.map(({ id, name }) => [
        id,
        candidates.filter((other) => other.id !== id && looksAlike(other.name, name)).map((other) => ({ account: other, resembles: name })),
      ]),
    );
  }
}
