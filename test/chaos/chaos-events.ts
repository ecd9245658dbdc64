import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import { chaosOf, garbled, isGarbled } from './chaos-kinds';
import type { EventWord, PlannedEvent } from './chaos-plan';
import type { BookRecord, SimulatedBook } from './simulated-book';

interface Role {
  AccountOid: number;
  ContractRoleType: string;
}

interface Line {
  ContractOid: number | null;
  Balance: string;
}

const LABELS = ['Northwind Equipment', 'Summit Capital', 'Bluewater Finance', 'Cedar Leasing', null];
/** Oids of what chaos adds; never given twice, not even after a restore. */
const FIRST_NEW_OID = 5_000_000;
/** What may vanish by itself: nothing else refers to it for its own sense. */
const REMOVABLE = ['contacts', 'locations', 'payments'];

/** Has planned events happen to the simulated book, each to something that it can happen to; where there is nothing, it does not happen. */
export class ChaosEvents {
  private nextOid = FIRST_NEW_OID;
  /** What stood in the fields that were made unreadable. */
  private readonly readable = new Map<string, BookRecord>();

  constructor(
    private readonly book: SimulatedBook,
    /** Accounts that events prefer: somebody looks at their contracts. */
    private readonly watched: readonly number[],
    private readonly askForCustomer: (accountId: number) => Promise<void>,
  ) {}

  async happen(event: PlannedEvent): Promise<void> {
    await this.acts[event.word](event);
  }

  /** Makes every unreadable record readable again. */
  async repairAll(): Promise<void> {
    for (const [kind, data] of this.unreadable()) await this.repair(kind, data);
  }

  /** The unreadable records there are now. */
  unreadable(): [kind: string, data: BookRecord][] {
    return SYNC_KINDS.flatMap((kind) =>
      [...this.book.of(kind).values()].filter((data) => isGarbled(kind, data)).map((data): [string, BookRecord] => [kind, data]),
    );
  }

  private readonly acts: Record<EventWord, (event: PlannedEvent) => Promise<void>> = {
    BOOK: (event) => this.onContract('book', event, (contract) => contract['IsBooked'] === false),
    UNBOOK: (event) => this.onContract('unbook', event, (contract) => contract['IsBooked'] === true),
    TERMINATE: (event) => this.onContract('terminate', event, (contract) => contract['OpenClosedOid'] === 1),
    RELABEL: (event) => this.onContract('relabel', event, () => true, { PrivateLabel: LABELS[event.share % LABELS.length] ?? null }),
    CHANGE_ROLES: (event) => this.changeRoles(event),
    BILL: (event) => this.onContract('bill', event, isBillable),
    CHARGE: (event) => this.onContract('bill', event, isBillable, { Amount: decimal(100 + event.share * 37) }),
    PAY: (event) => this.pay(event),
    RETURN_PAYMENT: (event) => this.returnPayment(event),
    DELETE_INVOICE: (event) => this.deleteInvoice(event),
    NEW_CONTRACT: (event) => this.newContract(event, undefined),
    NEW_CUSTOMER: (event) => this.newCustomer(event),
    TOUCH: (event) => this.onAny(event, (kind, data) => this.book.put(kind, chaosOf(kind).touch(data, `changed ${event.which}`))),
    REMOVE: (event) => this.remove(event),
    GARBLE: (event) => this.onAny(event, (kind, data) => this.garble(kind, data, event.share)),
    REPAIR: ({ which }) => {
      const [kind, data] = pick(this.unreadable(), which) ?? [];
      return kind !== undefined && data ? this.repair(kind, data) : Promise.resolve();
    },
    ASK_FOR_CUSTOMER: ({ which }) => this.askForCustomer(pick(this.watched, which) ?? 0),
  };

  private readableOf(kind: string): BookRecord[] {
    return [...this.book.of(kind).values()].filter((data) => !isGarbled(kind, data));
  }

  /** Three times of four a contract that somebody looks at. */
  private contract({ which }: PlannedEvent, test: (contract: BookRecord) => boolean): BookRecord | undefined {
    const all = this.readableOf('contracts').filter(test);
    const watched = all.filter((contract) => rolesOf(contract).some((role) => this.watched.includes(role.AccountOid)));
    return pick(which % 4 > 0 && watched.length > 0 ? watched : all, which >> 2);
  }

  private async onContract(type: string, event: PlannedEvent, test: (contract: BookRecord) => boolean, more: object = {}): Promise<void> {
    const contract = this.contract(event, test);
    if (contract) await this.book.event({ type, ContractOid: contract['ContractOid'], ...more });
  }

  private async onAny(event: PlannedEvent, act: (kind: string, data: BookRecord) => Promise<void>): Promise<void> {
    const kind = pick(SYNC_KINDS, event.share) ?? 'accounts';
    const data = pick(this.readableOf(kind), event.which);
    if (data) await act(kind, data);
  }

  private async changeRoles(event: PlannedEvent): Promise<void> {
    const contract = this.contract(event, () => true);
    if (!contract) return;
    const someone = pick([...this.watched, ...this.book.of('accounts').keys()], event.share) ?? 0;
    const roles = rolesOf(contract);
    const others = roles.filter((role) => role.ContractRoleType !== (event.which % 2 === 0 ? 'CUSTOMER' : 'GUARANTOR'));
    const changed = event.which % 2 === 0 ? { AccountOid: someone, ContractRoleType: 'CUSTOMER' } : guarantor(event, someone);
    await this.book.event({ type: 'changeRole', ContractOid: contract['ContractOid'], Roles: [...others, ...(changed ? [changed] : [])] });
  }

  private async pay(event: PlannedEvent): Promise<void> {
    const open = this.openCents();
    const contract = this.contract(event, (one) => hasCustomer(one) && (open.get(one['ContractOid']) ?? 0) > 0);
    if (!contract) return;
    const cents = Math.max(1, Math.floor(((open.get(contract['ContractOid']) ?? 0) * (event.share + 1)) / 800));
    await this.book.event({
      type: 'post',
      ContractOid: contract['ContractOid'],
      Amount: decimal(cents),
      Reference: `chaos ${event.which}`,
    });
  }

  private openCents(): Map<unknown, number> {
    const open = new Map<unknown, number>();
    for (const invoice of this.book.of('invoices').values())
      for (const { ContractOid, Balance } of (invoice['Lines'] ?? []) as Line[])
        open.set(ContractOid, (open.get(ContractOid) ?? 0) + Number(Balance.replace('.', '')));
    return open;
  }

  private async returnPayment({ which }: PlannedEvent): Promise<void> {
    const kept = this.readableOf('payments').filter((data) => data['ReturnedDate'] === null);
    const payment = pick(which % 2 === 0 ? kept.slice(-20) : kept, which >> 1);
    if (payment) await this.book.event({ type: 'returnPayment', PaymentOid: payment['PaymentOid'] });
  }

  private async deleteInvoice({ which }: PlannedEvent): Promise<void> {
    const invoice = pick([...this.book.of('invoices').keys()], which);
    if (invoice !== undefined) await this.book.event({ type: 'deleteInvoice', InvoiceOid: invoice });
  }

  private async newContract(event: PlannedEvent, customer: number | undefined): Promise<void> {
    const model = this.contract(event, hasCustomer);
    if (!model) return;
    const ContractOid = this.takeOid();
    const AccountOid = customer ?? pick(this.watched, event.share) ?? 0;
    const Roles = [{ AccountOid, ContractRoleType: 'CUSTOMER' }];
    const ContractId = `NEW-${ContractOid}`;
    await this.book.put('contracts', { ...model, ContractOid, ContractId, Roles, IsBooked: event.share % 3 > 0, PrivateLabel: null });
    await this.book.event({ type: 'bill', ContractOid });
  }

  private async newCustomer(event: PlannedEvent): Promise<void> {
    const account = pick(this.readableOf('accounts'), event.which);
    const contact = pick(this.readableOf('contacts'), event.which);
    const location = pick(this.readableOf('locations'), event.which);
    const AccountOid = this.takeOid();
    await this.book.put('accounts', { ...account, AccountOid, AccountId: `NEW-${AccountOid}`, Name: `New Customer ${AccountOid}` });
    await this.book.put('contacts', { ...contact, ContactOid: this.takeOid(), AccountOid });
    await this.book.put('locations', { ...location, LocationOid: this.takeOid(), AccountOid });
    await this.newContract(event, AccountOid);
  }

  private async remove({ which, share }: PlannedEvent): Promise<void> {
    const kind = pick(REMOVABLE, share) ?? '';
    const oid = pick([...this.book.of(kind).keys()], which);
    if (oid !== undefined) await this.book.event({ type: 'remove', kind, oid });
  }

  private async garble(kind: string, data: BookRecord, which: number): Promise<void> {
    this.readable.set(keyOf(kind, data), data);
    await this.book.put(kind, garbled(kind, data, which));
  }

  private async repair(kind: string, data: BookRecord): Promise<void> {
    const readable = this.readable.get(keyOf(kind, data)) ?? {};
    const fields = Object.keys(chaosOf(kind).garbage);
    await this.book.put(kind, { ...data, ...Object.fromEntries(fields.map((field) => [field, readable[field]])) });
  }

  private takeOid(): number {
    return this.nextOid++;
  }
}

function guarantor(event: PlannedEvent, AccountOid: number): Role | undefined {
  return event.share % 3 === 0 ? undefined : { AccountOid, ContractRoleType: 'GUARANTOR' };
}

function rolesOf(contract: BookRecord): Role[] {
  return contract['Roles'] as Role[];
}

function hasCustomer(contract: BookRecord): boolean {
  return rolesOf(contract).some((role) => role.ContractRoleType === 'CUSTOMER');
}

function isBillable(contract: BookRecord): boolean {
  return contract['IsBooked'] === true && contract['OpenClosedOid'] === 1 && hasCustomer(contract);
}

function keyOf(kind: string, data: BookRecord): string {
  return `${kind} ${String(data[chaosOf(kind).oid])}`;
}

function decimal(cents: number): string {
  const digits = String(cents).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % items.length];
}
