import { PaymentEventEntity, type PaymentStatus } from '../../src/persistence/entities/payment.entity';
import { globalId } from './ids';
import { PaymentStory, type MadePaymentStory } from './payment-story';
import { startPortal, type Person, type TestPortal } from './portal';

/** A user with one contract, C-77, who pays, and staff of customer care who look at it. */
export class PaymentDesk {
  readonly payments: PaymentStory;
  token = '';
  site = { id: 0, siteKey: '' };
  user: Person = { id: 0, email: '', siteKey: '' };
  contractId = 0;

  private constructor(readonly app: TestPortal) {
    this.payments = new PaymentStory(app);
  }

  static async open(): Promise<PaymentDesk> {
    return new PaymentDesk(await startPortal());
  }

  /** Begins anew with an empty database. */
  async reset(): Promise<void> {
    const { app } = this;
    await app.truncate();
    this.token = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE', email: 'care@example.com' }));
    this.site = await app.story.makeSite();
    const account = await app.story.makeAccount();
    this.contractId = await app.story.makeContract({ contractNumber: 'C-77', roles: [[account, 'CUSTOMER']] });
    this.user = await app.story.makeUser({ site: this.site, accounts: [account] });
  }

  /** As customer care asks. */
  ask<Data>(query: string, variables: object = {}): Promise<Data> {
    return this.app.admin.data<Data>(query, variables, this.token);
  }

  /** A payment of the user's on the contract, unless told otherwise. */
  async pay(story: Partial<MadePaymentStory> = {}): Promise<number> {
    const { user, site, contractId } = this;
    return (await this.payments.makePayment({ userId: user.id, siteId: site.id, contractId, ...story })).id;
  }

  idOf(id: number): string {
    return globalId('Payment', id);
  }

  insert<Row extends object>(entity: new () => Row, row: object): Promise<unknown> {
    return this.app.container.database.transaction((transaction) => transaction.insert(entity, row as never));
  }

  /** A step on a payment's way, which takes it to `statusAfter`, if that is given. */
  async note(paymentId: number, kind: string, more: { statusAfter?: PaymentStatus; [fact: string]: unknown } = {}): Promise<void> {
    const who = { realm: 'SYSTEM', actorId: null, actorName: 'ASPIRE' };
    await this.insert(PaymentEventEntity, { paymentId, at: this.app.clock.now(), kind, statusAfter: null, ...who, evidence: {}, ...more });
    if (more.statusAfter) await this.app.story.change('UPDATE payments SET status = ? WHERE id = ?', [more.statusAfter, paymentId]);
  }
}
