import type { GraphQLSchema } from 'graphql';
import type { AccountReader } from '../../domain/accounts/account-reader';
import type { BankAccountIntakeService } from '../../domain/bank-accounts/bank-account-intake.service';
import type { BankAccountReviewService } from '../../domain/bank-accounts/bank-account-review.service';
import type { BankAccountService } from '../../domain/bank-accounts/bank-account.service';
import type { ContractReader } from '../../domain/contracts/contract-reader';
import type { LogInSteps } from '../../domain/identity/log-in-steps';
import type { SecondFactorDesk } from '../../domain/identity/second-factor-desk';
import type { PasswordService } from '../../domain/identity/password.service';
import type { EnrolmentService } from '../../domain/identity/enrolment.service';
import type { UserIdentityService } from '../../domain/identity/user-identity.service';
import type { UserSessionService } from '../../domain/identity/user-session.service';
import type { InvoiceReader } from '../../domain/invoices/invoice-reader';
import type { PaymentSwitch } from '../../domain/bank-accounts/payment-switch';
import type { PaymentCancelService } from '../../domain/payments/payment-cancel.service';
import type { PaymentPreviewService } from '../../domain/payments/payment-preview.service';
import type { PayerBankAccountReader, PaymentEventReader, PaymentReader } from '../../domain/payments/payment-reader';
import type { PaymentSubmitService } from '../../domain/payments/payment-submit.service';
import type { PaymentTraceReader } from '../../domain/payments/payment-trace-reader';
import type { ReceivedPaymentReader } from '../../domain/payments/received-payment-reader';
import type { SiteReader } from '../../domain/sites/site.service';
import type { DataStatusReader } from '../../domain/sync/data-status';
import { applyPermissions } from '../permissions/apply-permissions';
import { portalPermissions } from '../permissions/portal-permissions';
import { assertCsrfToken } from '../shared/csrf-guard';
import { buildApiSchema } from '../shared/build-api-schema';
import type { PortalContext } from '../shared/context';
import { ContractLinksResolver } from '../types/contracts/contract-links.resolver';
import { ChallengeResolver } from '../types/identity/challenge.resolver';
import { SecondFactorResolver } from '../types/identity/second-factor.resolver';
import { endUserWhoAsks } from '../types/identity/who-asks';
import { OwnPasswordResolver } from '../types/identity/own-password.resolver';
import { OwnSessionResolver } from '../types/identity/own-session.resolver';
import { ContractInvoicesResolver, InvoiceLineLinksResolver, InvoiceLinksResolver } from '../types/invoices/invoice-links.resolver';
import { ContractPaymentsResolver } from '../types/payments/contract-payments.resolver';
import { PaymentHistoryResolver } from '../types/payments/payment-history.resolver';
import { PaymentTraceResolver } from '../types/payments/payment-trace.resolver';
import { ContractReceivedPaymentsResolver, ReceivedPaymentLinksResolver } from '../types/payments/received-payment-links.resolver';
import { NodeResolver } from '../types/node.resolver';
import { UserDataStatusResolver } from '../types/sync/data-status.resolver';
import { UserLinksResolver } from '../types/users/user-links.resolver';
import { AccountResolver } from './accounts/account.resolver';
import { BankAccountResolver } from './bank-accounts/bank-account.resolver';
import { EnrolmentResolver } from './identity/enrolment.resolver';
import { readOnlyWhileViewing } from './identity/viewing-as';
import { ContractResolver } from './contracts/contract.resolver';
import { LogInResolver } from './identity/log-in.resolver';
import { UserSessionsResolver } from './identity/user-sessions.resolver';
import { PasswordResolver } from './identity/password.resolver';
import { InvoiceResolver } from './invoices/invoice.resolver';
import { PaymentLinksResolver } from './payments/payment-links.resolver';
import { PaymentOrderResolver } from './payments/payment-order.resolver';
import { PayableContractResolver, PaymentPreviewResolver } from './payments/payment-preview.resolver';
import { PaymentResolver } from './payments/payment.resolver';
import { paymentsAreShown } from './payments/payments-shown';
import { CapabilityResolver } from './payments/capability.resolver';
import { ReceivedPaymentResolver } from './payments/received-payment.resolver';
import { ViewerResolver } from './users/viewer.resolver';

/** What the portal API is made of. */
export interface PortalParts {
  sites: SiteReader;
  accounts: AccountReader;
  contracts: ContractReader;
  invoices: InvoiceReader;
  receivedPayments: ReceivedPaymentReader;
  identity: UserIdentityService;
  userSessions: UserSessionService;
  logInSteps: LogInSteps;
  userSecondFactors: SecondFactorDesk;
  dataStatus: DataStatusReader;
  passwordService: PasswordService;
  enrolment: EnrolmentService;
  bankAccountService: BankAccountService;
  bankAccountIntake: BankAccountIntakeService;
  bankAccountReview: BankAccountReviewService;
  payments: PaymentReader;
  staffPayments: PaymentEventReader;
  bankAccounts: PayerBankAccountReader;
  paymentSwitch: PaymentSwitch;
  paymentPreviews: PaymentPreviewService;
  paymentSubmits: PaymentSubmitService;
  paymentCancels: PaymentCancelService;
  paymentTraces: PaymentTraceReader;
}

/** The schema of `/graphql`: for end users, branded front ends and partners. */
export function buildPortalSchema(parts: PortalParts): GraphQLSchema {
  const accounts = new AccountResolver(parts.accounts);
  const contracts = new ContractResolver(parts.contracts);
  const invoices = new InvoiceResolver(parts.invoices);
  const receivedPayments = new ReceivedPaymentResolver(parts.receivedPayments);
  const bankAccounts = new BankAccountResolver(parts.bankAccountService, parts.bankAccountIntake, parts.bankAccountReview);
  const payments = new PaymentResolver(parts.payments, parts.paymentSwitch);
  const viewer = new ViewerResolver(parts.sites);
  const nodes = new NodeResolver<PortalContext>({
    Account: (key, context) => accounts.findAccount(Number(key), context),
    Contract: (key, context) => contracts.findContract(Number(key), context),
    Invoice: (key, context) => invoices.findInvoice(Number(key), context),
    InvoiceLine: (key, context) => invoices.findInvoiceLine(key, context),
    ReceivedPayment: (key, context) => receivedPayments.findReceivedPayment(Number(key), context),
    BankAccount: (key, context) => bankAccounts.findBankAccount(Number(key), context),
    Payment: (key, context) => payments.findPayment(Number(key), context),
    User: (key, context) => viewer.findUser(Number(key), context),
    Site: (key, context) => viewer.findSite(Number(key), context),
  });
  const schema = buildApiSchema([
    new LogInResolver(parts.identity, parts.userSessions),
    new ChallengeResolver('PORTAL', parts.logInSteps, endUserWhoAsks),
    new SecondFactorResolver(parts.userSecondFactors, endUserWhoAsks),
    new OwnSessionResolver<PortalContext>(parts.userSessions, ({ viewer: { user } }) => user),
    new PasswordResolver(parts.passwordService),
    new OwnPasswordResolver('PORTAL', parts.passwordService, endUserWhoAsks),
    new EnrolmentResolver(parts.enrolment, parts.sites),
    viewer,
    new UserSessionsResolver(parts.userSessions),
    new UserLinksResolver(parts.sites),
    accounts,
    contracts,
    new ContractLinksResolver(parts.accounts, parts.contracts),
    invoices,
    new ContractInvoicesResolver(parts.invoices),
    new InvoiceLinksResolver(parts.invoices),
    new InvoiceLineLinksResolver(parts.contracts),
    bankAccounts,
    receivedPayments,
    new ContractReceivedPaymentsResolver(parts.receivedPayments),
    new ReceivedPaymentLinksResolver(parts.contracts),
    payments,
    new ContractPaymentsResolver<PortalContext>(parts.payments, (context) => paymentsAreShown(parts.paymentSwitch, context)),
    new PaymentHistoryResolver(parts.staffPayments),
    new PaymentLinksResolver(parts.contracts, parts.receivedPayments, parts.bankAccounts),
    new PaymentPreviewResolver(parts.paymentPreviews),
    new PayableContractResolver(parts.contracts),
    new PaymentOrderResolver(parts.paymentSubmits, parts.paymentCancels, parts.payments),
    new CapabilityResolver(parts.paymentSwitch),
    new PaymentTraceResolver('PAYER', parts.paymentTraces, parts.staffPayments),
    new UserDataStatusResolver(parts.dataStatus),
    nodes,
  ]);
  return applyPermissions(schema, portalPermissions, assertCsrfToken, readOnlyWhileViewing);
}
