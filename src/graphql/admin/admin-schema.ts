import type { GraphQLSchema } from 'graphql';
import type { ContractReachService } from '../../domain/access/contract-reach.service';
import type { DetachedLinkReader } from '../../domain/access/detached-link-reader';
import type { ExplanationService } from '../../domain/access/explanation.service';
import type { LookAlikeFinder } from '../../domain/access/look-alike-finder';
import type { LinkableAccountReader, UserAccessService } from '../../domain/access/user-access.service';
import type { UserImportService } from '../../domain/access/user-import.service';
import type { AccountReader } from '../../domain/accounts/account-reader';
import type { ContractReader } from '../../domain/contracts/contract-reader';
import type { MappingPreviewService } from '../../domain/access/mapping-preview.service';
import type { UserLinkReader } from '../../domain/access/user-link-reader';
import type { AuditExportService } from '../../domain/audit/audit-export.service';
import type { AuditReader } from '../../domain/audit/audit-log';
import type { FactorDutyService } from '../../domain/identity/factor-duty.service';
import type { LogInSteps } from '../../domain/identity/log-in-steps';
import type { MfaSettingsService } from '../../domain/identity/mfa-settings.service';
import type { BankAccountReopenService } from '../../domain/bank-accounts/bank-account-reopen.service';
import type { StaffBankAccountReader } from '../../domain/bank-accounts/bank-account.service';
import type { MailReader } from '../../domain/mail/mail-reader';
import type { MailService } from '../../domain/mail/mail.service';
import type { PasswordService } from '../../domain/identity/password.service';
import type { EnrolmentExplanationService } from '../../domain/identity/enrolment-explanation.service';
import type { EnrolmentAttemptReader } from '../../domain/identity/enrolment.service';
import type { PlatformIdentityService, PlatformUserReader } from '../../domain/identity/platform-identity.service';
import type { PlatformSessionService } from '../../domain/identity/platform-session.service';
import type { PlatformUserService } from '../../domain/identity/platform-user.service';
import type { SecondFactorDesk } from '../../domain/identity/second-factor-desk';
import type { StaffPasswordService } from '../../domain/identity/staff-password.service';
import type { ScopeReader, ViewAsService } from '../../domain/identity/view-as.service';
import type { InvoiceReader } from '../../domain/invoices/invoice-reader';
import type { HandOverRetry } from '../../domain/payments/hand-over-retry.service';
import type { PaymentCancelService } from '../../domain/payments/payment-cancel.service';
import type { PaymentFindingClose } from '../../domain/payments/payment-finding-close.service';
import type {
  DetachedPaymentReader,
  PaymentEventReader,
  PaymentFindingReader,
  StaffPaymentReader,
} from '../../domain/payments/payment-reader';
import type { PaymentReturnRates } from '../../domain/payments/payment-return-rates';
import type { PaymentSettingsService } from '../../domain/payments/payment-settings.service';
import type { PaymentTraceReader } from '../../domain/payments/payment-trace-reader';
import type { ReceivedPaymentReader } from '../../domain/payments/received-payment-reader';
import type { SiteLabelReader, SiteReader, SiteService } from '../../domain/sites/site.service';
import type { CustomerSyncQueue } from '../../domain/sync/customer-sync-queue';
import type { DataStatusReader } from '../../domain/sync/data-status';
import type { HandStartedSync } from '../../domain/sync/hand-started-sync';
import type { SetAsideRetry } from '../../domain/sync/set-aside-retry';
import type { SyncHealthReader } from '../../domain/sync/sync-health.service';
import type { SyncReader } from '../../domain/sync/sync-reader';
import type { UserReader } from '../../domain/users/user-reader';
import type { UserService } from '../../domain/users/user.service';
import { adminPermissions } from '../permissions/admin-permissions';
import { applyPermissions } from '../permissions/apply-permissions';
import { assertCsrfToken } from '../shared/csrf-guard';
import { buildApiSchema } from '../shared/build-api-schema';
import type { AdminContext } from '../shared/context';
import { ContractLinksResolver } from '../types/contracts/contract-links.resolver';
import { OwnPasswordResolver } from '../types/identity/own-password.resolver';
import { OwnSessionResolver } from '../types/identity/own-session.resolver';
import { ContractInvoicesResolver, InvoiceLineLinksResolver, InvoiceLinksResolver } from '../types/invoices/invoice-links.resolver';
import { ChallengeResolver } from '../types/identity/challenge.resolver';
import { SecondFactorResolver } from '../types/identity/second-factor.resolver';
import { platformUserWhoAsks } from '../types/identity/who-asks';
import { NodeResolver } from '../types/node.resolver';
import { PaymentHistoryResolver } from '../types/payments/payment-history.resolver';
import { PaymentTraceResolver } from '../types/payments/payment-trace.resolver';
import { ContractReceivedPaymentsResolver, ReceivedPaymentLinksResolver } from '../types/payments/received-payment-links.resolver';
import { UserDataStatusResolver } from '../types/sync/data-status.resolver';
import { UserLinksResolver } from '../types/users/user-links.resolver';
import { ContractReachResolver, ContractReachUserResolver } from './access/contract-reach.resolver';
import { DetachedLinkResolver } from './access/detached-link.resolver';
import { ExplanationResolver } from './access/explanation.resolver';
import { LinkableAccountResolver } from './access/linkable-account.resolver';
import { MappingPreviewResolver } from './access/mapping-preview.resolver';
import { UserAccessResolver } from './access/user-access.resolver';
import { UserLinkResolver } from './access/user-link.resolver';
import { AuditResolver } from './audit/audit.resolver';
import { UserImportResolver } from './access/user-import.resolver';
import { BankAccountReopenResolver } from './bank-accounts/bank-account-reopen.resolver';
import { StaffBankAccountResolver, UserBankAccountsResolver } from './bank-accounts/user-bank-accounts.resolver';
import { FactorDutyResolver } from './identity/factor-duty.resolver';
import { MfaSettingsResolver } from './identity/mfa-settings.resolver';
import { PlatformFactorDutyResolver } from './identity/platform-factor-duty.resolver';
import { EnrolmentAttemptResolver } from './identity/enrolment.resolver';
import { PlatformLogInResolver } from './identity/platform-log-in.resolver';
import { PlatformSessionsResolver } from './identity/platform-sessions.resolver';
import { PasswordLinkResolver } from './identity/password-link.resolver';
import { PlatformPasswordResolver } from './identity/platform-password.resolver';
import { ViewAsResolver } from './identity/view-as.resolver';
import { UserInvoicesResolver } from './invoices/user-invoices.resolver';
import { DetachedPaymentResolver } from './payments/detached-payment.resolver';
import { PaymentActResolver } from './payments/payment-act.resolver';
import { PaymentFindingCloseResolver } from './payments/payment-finding-close.resolver';
import { PaymentFindingResolver } from './payments/payment-finding.resolver';
import { PaymentFindingPaymentResolver, StaffPaymentLinksResolver, UserPaymentsResolver } from './payments/payment-links.resolver';
import { PaymentReturnRatesResolver } from './payments/payment-return-rates.resolver';
import { PaymentSettingsResolver } from './payments/payment-settings.resolver';
import { PaymentTraceEvidenceResolver, PaymentTraceStepEvidenceResolver } from './payments/payment-trace-evidence.resolver';
import { StaffPaymentResolver } from './payments/staff-payment.resolver';
import { UserReceivedPaymentsResolver } from './payments/user-received-payments.resolver';
import { MailResolver } from './mail/mail.resolver';
import { PlatformUserResolver } from './identity/platform-user.resolver';
import { MailPreviewResolver } from './sites/mail-preview.resolver';
import { SiteLabelResolver } from './sites/site-label.resolver';
import { SitePaymentResolver } from './sites/site-payment.resolver';
import { SiteResolver } from './sites/site.resolver';
import { CustomerSyncResolver, DataStatusAccountsResolver } from './sync/customer-sync.resolver';
import { SetAsideResolver } from './sync/set-aside.resolver';
import { SyncHealthResolver } from './sync/sync-health.resolver';
import { SyncResolver } from './sync/sync.resolver';
import { UserAuditResolver } from './users/user-audit.resolver';
import { UserContractsResolver } from './users/user-contracts.resolver';
import { UserChangeResolver } from './users/user-change.resolver';
import { MailUserResolver, UserMailsResolver } from './users/user-mails.resolver';
import { UserResolver } from './users/user.resolver';

/** What the admin API is made of. */
export interface AdminParts {
  sites: SiteReader;
  siteService: SiteService;
  siteLabels: SiteLabelReader;
  mappingPreviews: MappingPreviewService;
  auditExports: AuditExportService;
  accounts: AccountReader;
  linkableAccounts: LinkableAccountReader;
  lookAlikes: LookAlikeFinder;
  explanations: ExplanationService;
  contractReach: ContractReachService;
  users: UserReader;
  userService: UserService;
  userLinks: UserLinkReader;
  detachedLinks: DetachedLinkReader;
  auditEntries: AuditReader;
  mails: MailReader;
  mailService: MailService;
  contracts: ContractReader;
  invoices: InvoiceReader;
  receivedPayments: ReceivedPaymentReader;
  bankAccounts: StaffBankAccountReader;
  bankAccountReopen: BankAccountReopenService;
  staffPayments: StaffPaymentReader & PaymentEventReader;
  detachedPayments: DetachedPaymentReader;
  paymentTraces: PaymentTraceReader;
  paymentFindings: PaymentFindingReader;
  paymentFindingClose: PaymentFindingClose;
  paymentReturnRates: PaymentReturnRates;
  paymentSettings: PaymentSettingsService;
  paymentCancels: PaymentCancelService;
  handOverRetry: HandOverRetry;
  sessions: ScopeReader;
  viewAs: ViewAsService;
  userImports: UserImportService;
  access: UserAccessService;
  identity: PlatformIdentityService;
  platformSessions: PlatformSessionService;
  enrolmentAttempts: EnrolmentAttemptReader;
  enrolmentExplanations: EnrolmentExplanationService;
  platformUsers: PlatformUserReader;
  platformUserService: PlatformUserService;
  logInSteps: LogInSteps;
  platformSecondFactors: SecondFactorDesk;
  userFactorDuties: FactorDutyService;
  platformFactorDuties: FactorDutyService;
  mfaSettings: MfaSettingsService;
  passwordService: PasswordService;
  staffPasswords: StaffPasswordService;
  sync: SyncReader;
  handStartedSync: HandStartedSync;
  syncHealth: SyncHealthReader;
  setAsideRetry: SetAsideRetry;
  customerSyncQueue: CustomerSyncQueue;
  dataStatus: DataStatusReader;
}

/** The schema of `/admin/graphql`: for the finance company's staff. */
export function buildAdminSchema(parts: AdminParts): GraphQLSchema {
  const platformUsers = new PlatformLogInResolver(parts.identity, parts.platformSessions, parts.platformUsers);
  const sites = new SiteResolver(parts.sites, parts.siteService);
  const users = new UserResolver(parts.users, parts.accounts);
  const userImports = new UserImportResolver(parts.userImports);
  const enrolments = new EnrolmentAttemptResolver(parts.enrolmentAttempts, parts.enrolmentExplanations);
  const audit = new AuditResolver(parts.auditEntries, parts.auditExports);
  const payments = new StaffPaymentResolver(parts.staffPayments);
  const paymentFindings = new PaymentFindingResolver(parts.paymentFindings);
  const mails = new MailResolver(parts.mails, parts.mailService);
  const bankAccounts = new UserBankAccountsResolver(parts.bankAccounts);
  const nodes = new NodeResolver<AdminContext>({
    Account: (key) => users.findAccount(Number(key)),
    AuditEntry: (key) => audit.findEntry(Number(key)),
    BankAccount: (key) => bankAccounts.findBankAccount(Number(key)),
    Payment: (key) => payments.findPayment(Number(key)),
    PaymentFinding: (key) => paymentFindings.findFinding(Number(key)),
    Mail: (key) => mails.findMail(Number(key)),
    EnrolmentAttempt: (key) => enrolments.findAttempt(Number(key)),
    PlatformUser: (key, context) => platformUsers.findPlatformUser(Number(key), context),
    Site: (key) => sites.findSite(Number(key)),
    User: (key) => users.findUser(Number(key)),
    UserImport: (key) => userImports.findImport(Number(key)),
  });
  const schema = buildApiSchema([
    platformUsers,
    ...secondFactors(parts),
    ...sessionsAndPasswords(parts),
    sites,
    users,
    new UserLinksResolver(parts.sites),
    new UserAccessResolver(parts.access, parts.users),
    new LinkableAccountResolver(parts.linkableAccounts, parts.lookAlikes, parts.sites),
    new ExplanationResolver(parts.explanations),
    new ContractReachResolver(parts.contractReach),
    new ContractReachUserResolver(parts.users),
    new ViewAsResolver(parts.viewAs),
    userImports,
    ...customerOverview(parts),
    ...freshness(parts),
    new SiteLabelResolver(parts.sites, parts.siteLabels),
    payments,
    paymentFindings,
    ...staffPayments(parts),
    mails,
    new MailPreviewResolver(parts.sites),
    new MailUserResolver(parts.users),
    new MappingPreviewResolver(parts.mappingPreviews, parts.users),
    new UserChangeResolver(parts.userService, parts.users),
    new UserLinkResolver(parts.userLinks, parts.accounts, parts.sites),
    new PlatformUserResolver(parts.platformUserService, parts.identity, parts.platformUsers),
    bankAccounts,
    new StaffBankAccountResolver(),
    new BankAccountReopenResolver(parts.bankAccountReopen, parts.bankAccounts),
    enrolments,
    audit,
    nodes,
  ]);
  return applyPermissions(schema, adminPermissions, assertCsrfToken);
}

/** Sessions and passwords: one's own, and links to set those of others. */
function sessionsAndPasswords(parts: AdminParts): object[] {
  return [
    new PlatformSessionsResolver(parts.platformSessions),
    new OwnSessionResolver<AdminContext>(parts.platformSessions, ({ viewer }) => ({ id: viewer.platformUserId, email: viewer.email })),
    new PlatformPasswordResolver(parts.passwordService),
    new OwnPasswordResolver('PLATFORM', parts.passwordService, platformUserWhoAsks),
    new PasswordLinkResolver(parts.staffPasswords, parts.users, parts.platformUsers),
  ];
}

/** Second factors: one's own, those of others, and the switches. */
function secondFactors(parts: AdminParts): object[] {
  return [
    new ChallengeResolver('PLATFORM', parts.logInSteps, platformUserWhoAsks),
    new SecondFactorResolver(parts.platformSecondFactors, platformUserWhoAsks),
    new FactorDutyResolver(parts.userFactorDuties, parts.users),
    new PlatformFactorDutyResolver(parts.platformFactorDuties, parts.platformUsers),
    new MfaSettingsResolver(parts.mfaSettings),
  ];
}

/** Payments made through the portal: their links, and what staff do about them. */
function staffPayments(parts: AdminParts): object[] {
  return [
    new StaffPaymentLinksResolver(parts.staffPayments, parts.users, parts.sites),
    new PaymentTraceResolver('STAFF', parts.paymentTraces, parts.staffPayments),
    new PaymentHistoryResolver(parts.staffPayments),
    new PaymentTraceStepEvidenceResolver(),
    new PaymentTraceEvidenceResolver(),
    new UserPaymentsResolver(parts.staffPayments),
    new DetachedPaymentResolver(parts.detachedPayments, parts.staffPayments),
    new PaymentFindingCloseResolver(parts.paymentFindingClose, parts.paymentFindings),
    new PaymentFindingPaymentResolver(parts.staffPayments),
    new PaymentReturnRatesResolver(parts.paymentReturnRates),
    new PaymentActResolver(parts.paymentCancels, parts.handOverRetry, parts.staffPayments),
    new PaymentSettingsResolver(parts.paymentSettings),
    new SitePaymentResolver(),
  ];
}

/** How fresh the data is, and syncs started by hand. */
function freshness(parts: AdminParts): object[] {
  return [
    new SyncHealthResolver(parts.syncHealth, parts.handStartedSync),
    new SyncResolver(parts.sync, parts.handStartedSync),
    new SetAsideResolver(parts.sync, parts.setAsideRetry),
    new UserDataStatusResolver(parts.dataStatus),
    new DataStatusAccountsResolver(parts.accounts),
    new CustomerSyncResolver(parts.customerSyncQueue, parts.accounts),
  ];
}

/** What hangs on an end user and on what the user sees: the links of the portal, read with the user's eyes. */
function customerOverview(parts: AdminParts): object[] {
  const { sessions, contracts, invoices, receivedPayments, accounts } = parts;
  return [
    new UserContractsResolver(contracts, sessions),
    new UserInvoicesResolver(invoices, sessions),
    new UserReceivedPaymentsResolver(receivedPayments, sessions),
    new UserAuditResolver(parts.auditEntries),
    new DetachedLinkResolver(parts.detachedLinks, parts.users),
    new UserMailsResolver(parts.mails),
    new ContractLinksResolver(accounts, contracts),
    new ContractInvoicesResolver(invoices),
    new ContractReceivedPaymentsResolver(receivedPayments),
    new InvoiceLinksResolver(invoices),
    new InvoiceLineLinksResolver(contracts),
    new ReceivedPaymentLinksResolver(contracts),
  ];
}
