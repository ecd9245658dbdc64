import { hash } from '@node-rs/argon2';
import type { Clock } from '../../src/kernel/clock';
import type { Database } from '../../src/persistence/database';
import { AccountEntity } from '../../src/persistence/entities/account.entity';
import { ContactEntity } from '../../src/persistence/entities/contact.entity';
import { ContractEntity, ContractRoleEntity, type RoleType } from '../../src/persistence/entities/contract.entity';
import { InvoiceEntity, InvoiceLineEntity } from '../../src/persistence/entities/invoice.entity';
import { LocationEntity } from '../../src/persistence/entities/location.entity';
import { ReceivedPaymentEntity } from '../../src/persistence/entities/received-payment.entity';
import { PlatformUserEntity } from '../../src/persistence/entities/platform-user.entity';
import { SiteEntity, SiteLabelEntity } from '../../src/persistence/entities/site.entity';
import { UserAccountEntity, UserEntity } from '../../src/persistence/entities/user.entity';

/** Everybody's password in the stories. */
export const PASSWORD = 'correct horse battery staple';

let passwordHash: Promise<string> | undefined;

export interface SiteStory {
  siteKey?: string;
  labels?: readonly string[];
  takesUnlabelled?: boolean;
  /** Whether its users are asked for a second factor. */
  mfa?: boolean;
  selfEnrolment?: boolean;
}

export interface AccountStory {
  name?: string;
  accountNumber?: string;
  /** As it stands in the servicing system: several addresses are separated. */
  emails?: string | null;
  /** City and region of its one location. */
  place?: [city: string, region: string];
}

export interface LocationStory {
  accountId: number;
  postalCode?: string;
  countryCode?: string;
  emails?: string | null;
}

export interface ContractStory extends Partial<Omit<ContractEntity, 'id' | 'privateLabel' | 'isBooked' | 'isTerminated'>> {
  roles?: readonly (readonly [accountId: number, roleType: RoleType])[];
  booked?: boolean;
  terminated?: boolean;
  label?: string | null;
}

export interface LineStory {
  contract?: number;
  account?: number;
  amountCents?: number;
  balanceCents?: number;
}

export interface InvoiceStory {
  lines: readonly LineStory[];
  dueOn?: string;
  invoiceNumber?: string;
}

export interface ReceivedPaymentStory extends Partial<ReceivedPaymentEntity> {
  contractId: number;
}

export interface UserStory {
  site: { id: number; siteKey: string };
  accounts?: readonly number[];
  email?: string;
  firstName?: string;
  lastName?: string;
  disabled?: boolean;
}

export interface PlatformUserStory {
  role?: 'ADMINISTRATOR' | 'CUSTOMER_CARE';
  email?: string;
  disabled?: boolean;
}

/** Somebody who can log in. */
export interface Person {
  id: number;
  email: string;
  siteKey: string;
}

/** Tells a database what there is, in the words of the business; ids are made up and never repeat within a story. */
export class Story {
  private lastId = 1000;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  async makeSite(story: SiteStory = {}): Promise<{ id: number; siteKey: string }> {
    const id = this.nextId();
    const { siteKey = `site-${id}`, labels = [], takesUnlabelled = true, mfa = false, selfEnrolment = true } = story;
    const site = {
      id,
      siteKey,
      name: `Site ${id}`,
      url: `https://${siteKey}.example`,
      takesUnlabelled,
      selfEnrolment,
      mfaIsOn: mfa,
      disabledAt: null,
    };
    await this.insert(SiteEntity, [{ ...site, createdAt: this.clock.now() }]);
    await this.insert(
      SiteLabelEntity,
      labels.map((privateLabel) => ({ siteId: id, privateLabel })),
    );
    return { id, siteKey };
  }

  async makeAccount(story: AccountStory = {}): Promise<number> {
    const id = this.nextId();
    const { name = `Account ${id}`, accountNumber = `A-${id}`, emails = null, place } = story;
    const account = { id, accountNumber, name, entityType: 'COMPANY' as const, emails, phone: null, syncedAt: this.clock.now() };
    await this.insert(AccountEntity, [account]);
    const [city, region] = place ?? [];
    if (city !== undefined && region !== undefined) {
      const address = { accountId: id, name: null, address1: '1 Main St', address2: null, postalCode: '60601', countryCode: 'US' };
      await this.insert(LocationEntity, [{ id: this.nextId(), ...address, city, region, emails: null, syncedAt: this.clock.now() }]);
    }
    return id;
  }

  async makeContact(story: { accountId: number; emails: string | null }): Promise<number> {
    const id = this.nextId();
    const person = { firstName: 'Cora', lastName: 'Contact', title: null, phone: null };
    await this.insert(ContactEntity, [{ id, ...person, ...story, syncedAt: this.clock.now() }]);
    return id;
  }

  /** A location, to be some contract's bill-to location. */
  async makeLocation(story: LocationStory): Promise<number> {
    const id = this.nextId();
    const address = {
      name: null,
      address1: '1 Main St',
      address2: null,
      city: 'Chicago',
      region: 'IL',
      postalCode: '60601',
      countryCode: 'US',
    };
    await this.insert(LocationEntity, [{ id, ...address, emails: null, ...story, syncedAt: this.clock.now() }]);
    return id;
  }

  async makeContract(story: ContractStory = {}): Promise<number> {
    const [id] = await this.makeContracts([story]);
    return id as number;
  }

  async makeContracts(stories: readonly ContractStory[]): Promise<number[]> {
    const contracts = stories.map((story) => toContract(this.nextId(), story, this.clock.now()));
    await this.insert(ContractEntity, contracts);
    const roles = stories.flatMap((story, index) =>
      (story.roles ?? []).map(([accountId, roleType]) => ({ contractId: (contracts[index] as ContractEntity).id, accountId, roleType })),
    );
    await this.insert(ContractRoleEntity, roles);
    return contracts.map((contract) => contract.id);
  }

  async makeInvoice(story: InvoiceStory): Promise<number> {
    const [id] = await this.makeInvoices([story]);
    return id as number;
  }

  async makeInvoices(stories: readonly InvoiceStory[]): Promise<number[]> {
    const syncedAt = this.clock.now();
    const invoices = stories.map(({ invoiceNumber, dueOn = '2026-12-01', lines }) => {
      const id = this.nextId();
      const head = { invoiceNumber: invoiceNumber ?? `I-${id}`, accountId: 1, invoiceType: 'SCHEDULED' as const, invoicedOn: '2026-11-01' };
      return { ...head, id, dueOn, currencyCode: 'USD', syncedAt, lines };
    });
    await this.insert(
      InvoiceEntity,
      invoices.map(({ lines: _lines, ...invoice }) => invoice),
    );
    await this.insert(
      InvoiceLineEntity,
      invoices.flatMap(({ id, dueOn, lines }) => lines.map((line, index) => toLine(id, index + 1, dueOn, line))),
    );
    return invoices.map((invoice) => invoice.id);
  }

  async makeReceivedPayment(story: ReceivedPaymentStory): Promise<number> {
    const [id] = await this.makeReceivedPayments([story]);
    return id as number;
  }

  async makeReceivedPayments(stories: readonly ReceivedPaymentStory[]): Promise<number[]> {
    const facts = { accountId: 1, receivedOn: '2026-11-02', amountCents: 5_000, currencyCode: 'USD', method: 'EFT' as const };
    const open = { reference: null, returnedOn: null, returnReasonCode: null, syncedAt: this.clock.now() };
    const receivedPayments = stories.map((story) => ({ id: this.nextId(), ...facts, ...open, ...story }));
    await this.insert(ReceivedPaymentEntity, receivedPayments);
    return receivedPayments.map((payment) => payment.id);
  }

  async makeUser(story: UserStory): Promise<Person> {
    const id = this.nextId();
    const { site, accounts = [], email = `user-${id}@example.com`, firstName = 'Uma', lastName = 'User', disabled = false } = story;
    const now = this.clock.now();
    const names = { siteId: site.id, email, emailKey: email.toLowerCase(), firstName, lastName };
    const state = { passwordHash: await hashOfPassword(), disabledAt: disabled ? now : null, lastLoggedInAt: null, createdAt: now };
    await this.insert(UserEntity, [{ id, ...names, ...state }]);
    await this.insert(
      UserAccountEntity,
      accounts.map((accountId) => ({ userId: id, accountId, linkedAt: now })),
    );
    return { id, email, siteKey: site.siteKey };
  }

  async makePlatformUser(story: PlatformUserStory = {}): Promise<{ id: number; email: string }> {
    const { role = 'ADMINISTRATOR', email = '', disabled = false } = story;
    const id = this.nextId();
    const address = email || `staff-${id}@example.com`;
    const now = this.clock.now();
    const state = { passwordHash: await hashOfPassword(), disabledAt: disabled ? now : null, lastLoggedInAt: null, createdAt: now };
    await this.insert(PlatformUserEntity, [{ id, email: address, emailKey: address.toLowerCase(), name: 'Sam Staff', role, ...state }]);
    return { id, email: address };
  }

  /** Changes rows as the sync, an operator or another program would. */
  async change(sql: string, values: readonly (string | number | Date | null)[]): Promise<void> {
    await this.database.transaction((transaction) => transaction.query(sql, [...values]));
  }

  private async insert<Row extends object>(entity: new () => Row, rows: readonly object[]): Promise<void> {
    if (rows.length > 0) await this.database.transaction((transaction) => transaction.insert(entity, rows as never));
  }
}

function hashOfPassword(): Promise<string> {
  passwordHash ??= hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  return passwordHash;
}

function toContract(id: number, story: ContractStory, syncedAt: Date): ContractEntity {
  const { roles: _roles, booked = true, terminated = false, label = null, ...rest } = story;
  return {
    id,
    contractNumber: `C-${id}`,
    description: `Contract ${id}`,
    financeProduct: 'Equipment Finance Agreement',
    scenario: 'LOAN',
    interestMethod: 'STANDARD',
    isBooked: booked,
    bookedOn: booked ? '2025-01-01' : null,
    isTerminated: terminated,
    terminatedOn: terminated ? '2026-06-01' : null,
    privateLabel: label,
    currencyCode: 'USD',
    commencedOn: '2025-01-01',
    maturesOn: '2028-01-01',
    term: 36,
    paymentFrequency: 'MONTHLY',
    paymentTiming: 'ADVANCE',
    paymentAmountCents: 100_000,
    amountFinancedCents: 3_000_000,
    equipmentCostCents: 3_200_000,
    residualCents: 0,
    rate: '0.07250000',
    remainingPayments: 12,
    remainingBalanceCents: 1_200_000,
    nextDueOn: '2026-12-01',
    pastDueCents: 0,
    billToLocationId: null,
    syncedAt,
    ...rest,
  };
}

function toLine(invoiceId: number, lineNumber: number, dueOn: string, line: LineStory): Omit<InvoiceLineEntity, 'invoice'> {
  const { contract, account, amountCents = 10_000, balanceCents = amountCents } = line;
  const charge = { transactionCode: 'Rent', description: null, amountCents, balanceCents, assetId: null };
  return { invoiceId, lineNumber, contractId: contract ?? null, accountId: account ?? null, dueOn, ...charge };
}
