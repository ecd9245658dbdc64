import { globalId } from './ids';
import { PaymentStory, ROUTING_NUMBER } from './payment-story';
import type { Answer, Person, TestPortal } from './portal';

/** A bank account as its owner is shown it. */
export interface ShownBankAccount {
  id: string;
  name: string;
  holderName: string;
  lastFour: string;
  bankName: string | null;
  state: string;
  explanation: string;
  isDefault: boolean;
}

/** The answer to a mutation about bank accounts. */
export interface BankAccountAnswer {
  bankAccount: ShownBankAccount | null;
  notice?: string | null;
  userErrors: { code: string; message: string; field: string | null }[];
}

const ACCOUNT = 'id name holderName holderType accountType lastFour bankName state explanation isDefault createdAt';
const WITH_NOTICE = ['bankAccountAdd', 'bankAccountCheck', 'bankAccountConfirm'];

/** The mutations about bank accounts. */
export type BankAccountMutation = (typeof BANK_ACCOUNT_MUTATIONS)[number];
export const BANK_ACCOUNT_MUTATIONS = [
  'bankAccountAdd',
  'bankAccountRename',
  'bankAccountMakeDefault',
  'bankAccountRemove',
  'bankAccountCheck',
  'bankAccountConfirm',
] as const;

/** What is typed into the form. */
export const FORM = {
  routingNumber: ROUTING_NUMBER,
  accountNumber: '000123456789',
  holderName: 'Harbor Light LLC',
  holderType: 'COMPANY',
  accountType: 'CHECKING',
} as const;

/** Somebody who looks after bank accounts on the portal. */
export class BankAccountClient {
  private constructor(
    private readonly app: TestPortal,
    readonly person: Person,
    readonly token: string,
  ) {}

  /** Logs in and confirms that it is them. */
  static async logIn(app: TestPortal, person: Person): Promise<BankAccountClient> {
    const token = await app.portal.logIn(person);
    await app.story.change('UPDATE user_sessions SET stepped_up_at = ? WHERE user_id = ?', [app.clock.now(), person.id]);
    return new BankAccountClient(app, person, token);
  }

  static operation(mutation: BankAccountMutation): string {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const notice = WITH_NOTICE.includes(mutation) ? 'notice ' : '';
    return `mutation ($input: ${type}!) { ${mutation}(input: $input) { bankAccount { ${ACCOUNT} } ${notice}userErrors { code message field } } }`;
  }

  ask(mutation: BankAccountMutation, input: object): Promise<Answer<Record<string, BankAccountAnswer | null>>> {
    return this.app.portal.ask(BankAccountClient.operation(mutation), { input }, this.token);
  }

  async do(mutation: BankAccountMutation, input: object): Promise<BankAccountAnswer> {
    const { data, text } = await this.ask(mutation, input);
    const answer = data?.[mutation];
    if (!answer) throw new Error(text);
    return answer;
  }

  /** Adds an account with that number and tells its id. @throws Error when it was refused. */
  async add(accountNumber: string, input: object = {}): Promise<string> {
    const { bankAccount, userErrors } = await this.do('bankAccountAdd', { ...FORM, accountNumber, ...input });
    if (!bankAccount) throw new Error(JSON.stringify(userErrors));
    return bankAccount.id;
  }

  async list(): Promise<ShownBankAccount[]> {
    const data = await this.app.portal.data<{ bankAccounts: ShownBankAccount[] }>(`{ bankAccounts { ${ACCOUNT} } }`, {}, this.token);
    return data.bankAccounts;
  }

  async node(id: string): Promise<{ id: string } | null> {
    return (await this.app.portal.data<{ node: { id: string } | null }>('query ($id: ID!) { node(id: $id) { id } }', { id }, this.token))
      .node;
  }

  /** The codes with which a mutation is refused; empty when it was done. */
  async codes(mutation: BankAccountMutation, input: object): Promise<string[]> {
    return (await this.do(mutation, input)).userErrors.map(({ code }) => code);
  }
}

/** The number behind an opaque id. */
export function keyOf(id: string): number {
  return Number(/:(\d+)$/.exec(Buffer.from(id, 'base64').toString())?.[1]);
}

/** A payment that was authorised with the numbers the account has now, or with those of that fingerprint, is returned. */
export async function stopAccount(app: TestPortal, id: string, reasonCode: string, fingerprint?: Buffer): Promise<boolean> {
  const bankAccountId = keyOf(id);
  const bankAccountFingerprint = fingerprint ?? (await new PaymentStory(app).fingerprintOf(bankAccountId));
  const { database, bankAccountChanges } = app.container;
  return database.transaction((transaction) => bankAccountChanges.stop(transaction, { bankAccountId, bankAccountFingerprint }, reasonCode));
}

/** An id of a bank account that does not exist. */
export const NO_ACCOUNT = globalId('BankAccount', 999_999_999);
