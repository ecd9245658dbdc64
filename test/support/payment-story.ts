import { createHash, randomUUID } from 'node:crypto';
import { BankAccountEntity } from '../../src/persistence/entities/bank-account.entity';
import { PaymentEntity, PaymentEventEntity, PaymentOrderEntity, type PaymentStatus } from '../../src/persistence/entities/payment.entity';
import { PaymentHandOverEntity } from '../../src/persistence/entities/payment-hand-over.entity';
import { KEYRING, type TestPortal } from './portal';

export interface BankAccountStory extends Partial<Omit<BankAccountEntity, 'id' | 'userId' | 'user'>> {
  userId: number;
  routingNumber?: string;
  accountNumber?: string;
}

export interface MadePaymentStory extends Partial<Omit<PaymentEntity, 'id' | 'order' | 'bankAccount'>> {
  userId: number;
  siteId: number;
  contractId: number;
  /** The statuses of its history, first to last; `PENDING` alone unless said. */
  history?: readonly PaymentStatus[];
}

/** Chase, New York: known to everybody. */
export const ROUTING_NUMBER = '021000021';

/** Bank accounts and payments as rows, for tests that do not care how they came about. */
export class PaymentStory {
  constructor(private readonly app: TestPortal) {}

  async makeBankAccount(story: BankAccountStory): Promise<number> {
    const { routingNumber = ROUTING_NUMBER, accountNumber = '000123456789', ...rest } = story;
    const id = this.app.story.nextId();
    const sealedNumbers = KEYRING.seal(JSON.stringify({ routingNumber, accountNumber }), 'bank-account');
    const facts = { name: 'Operating account', holderName: 'Harbor Light LLC', holderType: 'COMPANY', accountType: 'CHECKING' };
    const state = { checkResult: 'NOT_ASKED', checkedAt: null, stoppedAt: null, stopReasonCode: null, correctionCode: null };
    const kept = { needsConfirmation: false, defaultOf: null, isKept: true, removedAt: null, createdAt: this.app.clock.now() };
    const fingerprint = createHash('sha256').update(`${routingNumber}|${accountNumber}`).digest();
    const numbers = { sealedNumbers, fingerprint, lastFour: accountNumber.slice(-4), bankName: null };
    await this.insert(BankAccountEntity, { id, ...facts, ...numbers, ...state, ...kept, ...rest });
    return id;
  }

  /** A payment as it is after `submit`, or further on; with an order, an outbox row that is idle, and its history. */
  async makePayment({ history = ['PENDING'], ...story }: MadePaymentStory): Promise<{ id: number; paymentKey: string }> {
    const { story: rows, clock } = this.app;
    const now = clock.now();
    const [id, orderId] = [rows.nextId(), rows.nextId()];
    const bankAccountId = story.bankAccountId ?? (await this.makeBankAccount({ userId: story.userId, accountNumber: `77${id}` }));
    const { userId, paymentKey = randomUUID() } = story;
    const bankAccountFingerprint = await this.fingerprintOf(bankAccountId);
    const order = { id: orderId, userId, idempotencyKey: `story-${orderId}`, operation: 'SUBMIT', inputDigest: Buffer.alloc(32) };
    const nothing = { paymentId: null, address: null, userAgent: null, requestId: null, authenticatedAt: null, authentication: null };
    await this.insert(PaymentOrderEntity, {
      ...order,
      ...nothing,
      authorizationText: 'I agree.',
      authorizationVersion: '1',
      createdAt: now,
    });
    const money = { amountCents: 107_500, currencyCode: 'USD', dueOn: '2026-11-25', secCode: 'WEB', status: 'PENDING' };
    await this.insert(PaymentEntity, {
      id,
      orderId,
      ...money,
      createdAt: now,
      updatedAt: now,
      bankAccountFingerprint,
      ...story,
      bankAccountId,
      paymentKey,
    });
    const idle = { task: 'RECORD', nextAttemptAt: null, taskSince: now };
    await this.insert(PaymentHandOverEntity, { paymentId: id, sealedBankAccount: null, ...idle });
    const who = { realm: 'PORTAL', actorId: userId, actorName: 'uma@example.com' };
    for (const statusAfter of history)
      await this.insert(PaymentEventEntity, { paymentId: id, at: now, kind: 'SUBMITTED', statusAfter, ...who, evidence: {} });
    return { id, paymentKey };
  }

  /** Of the account as it is now. */
  async fingerprintOf(bankAccountId: number): Promise<Buffer> {
    const sql = 'SELECT fingerprint FROM bank_accounts WHERE id = ?';
    const [row] = await this.app.container.database.rows<{ fingerprint: Buffer }>(sql, [bankAccountId]);
    return row?.fingerprint ?? Buffer.alloc(32);
  }

  private async insert<Row extends object>(entity: new () => Row, row: object): Promise<void> {
    await this.app.container.database.transaction((transaction) => transaction.insert(entity, row as never));
  }
}
