import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { BankAccountChanges } from './domain/bank-accounts/bank-account-changes';
import type { BankAccountNumbers } from './domain/bank-accounts/bank-account-numbers';
import type { PersonLetters } from './domain/identity/person-letters';
import type { PaymentServicing } from './domain/payments/alternate-eft';
import { HandOverCall } from './domain/payments/hand-over-call';
import { HandOverEnd } from './domain/payments/hand-over-end';
import { LatePayments } from './domain/payments/late-payments';
import { PaymentChecks } from './domain/payments/payment-checks.service';
import { PaymentEvidence } from './domain/payments/payment-evidence';
import { PaymentFindings } from './domain/payments/payment-finding.service';
import { PaymentFollowUp } from './domain/payments/payment-follow-up';
import { PaymentHandOver, type HandOverReport } from './domain/payments/payment-hand-over.service';
import { PaymentLetters } from './domain/payments/payment-letters';
import { PaymentProgress } from './domain/payments/payment-progress';
import { PaymentReconciliation } from './domain/payments/payment-reconciliation';
import { RecordComparison } from './domain/payments/record-comparison';
import { StoppedPayments } from './domain/payments/stopped-payments';
import { ServicingWatch } from './domain/payments/servicing-watch';
import type { Clock } from './kernel/clock';
import { instantOf } from './kernel/instant';
import type { Database } from './persistence/database';
import { EftBatchRepository } from './persistence/repositories/eft-batch.repository';
import { PaymentCheckRepository } from './persistence/repositories/payment-check.repository';
import { PaymentEvidenceRepository } from './persistence/repositories/payment-evidence.repository';
import { PaymentFindingRepository } from './persistence/repositories/payment-finding.repository';
import { PaymentHandOverRepository } from './persistence/repositories/payment-hand-over.repository';
import { PaymentLateRepository } from './persistence/repositories/payment-late.repository';
import { PaymentStoppedRepository } from './persistence/repositories/payment-stopped.repository';
import type { PaymentLedgerRepository } from './persistence/repositories/payment-ledger.repository';
import { PaymentMatchRepository } from './persistence/repositories/payment-match.repository';
import { PaymentPartyRepository } from './persistence/repositories/payment-party.repository';
import type { PaymentSettingsRepository } from './persistence/repositories/payment-settings.repository';

/** What the way of payments to ASPIRE and back is made of. */
export interface PaymentFlowNeeds {
  database: Database;
  paymentLedger: PaymentLedgerRepository;
  paymentSwitch: PaymentSettingsRepository;
  bankAccountNumbers: BankAccountNumbers;
  paymentServicing: PaymentServicing;
  personLetters: PersonLetters;
  bankAccountChanges: BankAccountChanges;
  /** IANA; the finance company's days. */
  timeZone: string;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  registry: Registry;
  clock: Clock;
}

/** The outbox of payments, what follows from their steps, and what is checked about them. */
export function createPaymentFlow(needs: PaymentFlowNeeds) {
  const { database, paymentLedger: ledger, paymentSwitch: settings, paymentServicing: servicing, logger, clock, timeZone } = needs;
  const handOvers = new PaymentHandOverRepository(database);
  const batches = new EftBatchRepository(database);
  const onOpened: ConstructorParameters<typeof PaymentFindings>[0]['onOpened'] = (finding) =>
    logger.warn({ finding }, 'staff must look at a payment');
  const findings = new PaymentFindings({ findings: new PaymentFindingRepository(), ledger, clock, onOpened });
  const letters = new PaymentLetters(needs.personLetters, new PaymentPartyRepository());
  const batchNews = { areTold: true };
  const followUp = new PaymentFollowUp({
    handOvers,
    findings,
    letters,
    bankAccounts: needs.bankAccountChanges,
    batchNews,
    clock,
    timeZone,
  });
  const progress = new PaymentProgress(ledger, followUp, clock);
  const corrections = needs.bankAccountChanges;
  const onAway = (error: unknown): void => logger.warn({ err: error }, 'ASPIRE cannot be asked about payments');
  const onRestore = (epochs: object): void => logger.warn(epochs, 'ASPIRE was restored: every payment is looked at again');
  const checks = new PaymentCheckRepository(database);
  observeQueue(needs.registry, handOvers, clock);
  return {
    paymentHandOvers: handOvers,
    paymentFindingDesk: findings,
    paymentProgress: progress,
    paymentHandOver: new PaymentHandOver({
      ...{ handOvers, batches, clock },
      call: new HandOverCall(servicing, needs.bankAccountNumbers),
      end: new HandOverEnd({ database, handOvers, ledger, progress, findings, corrections, batchNews, clock, timeZone }),
      watch: new ServicingWatch({ database, servicing, settings, batches, handOvers, batchNews, clock, onRestore, onAway }),
      stopped: new StoppedPayments(database, new PaymentStoppedRepository(database), ledger, progress),
      late: new LatePayments(database, new PaymentLateRepository(database), ledger, findings, clock),
      onAttempt: (report) => logAttempt(logger, report),
    }),
    paymentReconciliation: new PaymentReconciliation({
      ...{ database, ledger, progress, clock },
      matches: new PaymentMatchRepository(database),
      onFailure: (error) => logger.error({ err: error }, 'payments could not be matched with the money received; the next sync does it'),
    }),
    paymentChecks: new PaymentChecks({
      ...{ database, checks, findings, clock, timeZone, onAway },
      comparison: new RecordComparison(servicing, checks),
    }),
    paymentEvidence: new PaymentEvidence(new PaymentEvidenceRepository(database), clock),
  };
}

/** A look that finds nothing new is no news. */
function logAttempt(logger: PaymentFlowNeeds['logger'], report: HandOverReport): void {
  if (report.outcome === 'POSTPONED' || report.outcome === 'REFUSED' || report.outcome === 'CONTRADICTION')
    logger.warn(report, 'a payment could not be brought further');
  else if (report.outcome !== 'SAME') logger.info(report, 'a payment was brought further');
}

/** Without a database there is nothing to tell of the queue, and the other metrics are told all the same. */
function observeQueue(registry: Registry, handOvers: PaymentHandOverRepository, clock: Clock): void {
  const find = () => handOvers.findQueue(clock.now()).catch(() => undefined);
  new Gauge({
    name: 'portal_payment_hand_overs_due',
    help: 'Tasks of payments that are due: to be handed over, cancelled or looked at.',
    registers: [registry],
    async collect() {
      const queue = await find();
      if (queue) this.set(queue.due);
    },
  });
  new Gauge({
    name: 'portal_payment_hand_overs_oldest_seconds',
    help: 'How long ago the task of a payment that waits longest became due.',
    registers: [registry],
    async collect() {
      const queue = await find();
      if (!queue) return;
      const { oldestDueAt } = queue;
      this.set(oldestDueAt === null ? 0 : (clock.now().getTime() - instantOf(oldestDueAt).getTime()) / 1_000);
    },
  });
}
