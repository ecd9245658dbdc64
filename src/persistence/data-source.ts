import { join } from 'node:path';
import { DataSource, type Logger } from 'typeorm';
import { AccountEntity } from './entities/account.entity';
import { AmortizationRowEntity, AmortizationScheduleEntity } from './entities/amortization-schedule.entity';
import { AssetEntity } from './entities/asset.entity';
import { AuditEntryEntity } from './entities/audit.entity';
import { BankAccountCorrectionEntity, BankAccountEntity, SealedKeyEntity } from './entities/bank-account.entity';
import { ContactEntity } from './entities/contact.entity';
import { ContractEntity, ContractRoleEntity } from './entities/contract.entity';
import { CustomerSyncEntity } from './entities/customer-sync.entity';
import { EnrolmentAttemptEntity } from './entities/enrolment-attempt.entity';
import { InvoiceEntity, InvoiceLineEntity } from './entities/invoice.entity';
import { LineOfCreditDrawEntity, LineOfCreditEntity } from './entities/line-of-credit.entity';
import { LocationEntity } from './entities/location.entity';
import { MailEntity } from './entities/mail.entity';
import { PasswordLinkEntity } from './entities/password-link.entity';
import { ReceivedPaymentEntity } from './entities/received-payment.entity';
import { PaymentEntity, PaymentEventEntity, PaymentOrderEntity } from './entities/payment.entity';
import {
  EftBatchEntity,
  PaymentFindingEntity,
  PaymentHandOverEntity,
  PaymentLockEntity,
  PaymentSettingsEntity,
} from './entities/payment-hand-over.entity';
import { PlatformSessionEntity, PlatformUserEntity } from './entities/platform-user.entity';
import { PrincipalAndInterestEntity } from './entities/principal-and-interest.entity';
import { AuthenticatorAppEntity, ChallengeEntity, IdentitySettingsEntity, RecoveryCodeEntity } from './entities/second-factor.entity';
import { ServicingCircuitEntity } from './entities/servicing-circuit.entity';
import { SiteEntity, SiteLabelEntity } from './entities/site.entity';
import { JobLeaseEntity, SetAsideRecordEntity, SyncCursorEntity, SyncRunEntity } from './entities/sync.entity';
import { ServicingHintEntity, ServicingStateEntity, SyncFullReadEntity, SyncScheduleEntity } from './entities/sync-schedule.entity';
import { ThrottleEntity } from './entities/throttle.entity';
import { UserImportEntity } from './entities/user-import.entity';
import { UserAccountEntity, UserEntity, UserSessionEntity } from './entities/user.entity';
import { SnakeCaseNamingStrategy } from './naming-strategy';

const entities = [
  AuditEntryEntity,
  MailEntity,
  AccountEntity,
  ContactEntity,
  LocationEntity,
  ContractEntity,
  ContractRoleEntity,
  InvoiceEntity,
  InvoiceLineEntity,
  ReceivedPaymentEntity,
  AssetEntity,
  AmortizationScheduleEntity,
  AmortizationRowEntity,
  PrincipalAndInterestEntity,
  LineOfCreditEntity,
  LineOfCreditDrawEntity,
  SiteEntity,
  SiteLabelEntity,
  UserEntity,
  UserAccountEntity,
  UserSessionEntity,
  UserImportEntity,
  EnrolmentAttemptEntity,
  PlatformUserEntity,
  PlatformSessionEntity,
  ThrottleEntity,
  ChallengeEntity,
  AuthenticatorAppEntity,
  RecoveryCodeEntity,
  IdentitySettingsEntity,
  PasswordLinkEntity,
  BankAccountEntity,
  BankAccountCorrectionEntity,
  SealedKeyEntity,
  PaymentOrderEntity,
  PaymentEntity,
  PaymentEventEntity,
  PaymentHandOverEntity,
  EftBatchEntity,
  PaymentFindingEntity,
  PaymentSettingsEntity,
  PaymentLockEntity,
  SyncCursorEntity,
  SyncRunEntity,
  SetAsideRecordEntity,
  SyncScheduleEntity,
  SyncFullReadEntity,
  ServicingStateEntity,
  ServicingHintEntity,
  JobLeaseEntity,
  CustomerSyncEntity,
  ServicingCircuitEntity,
];

/** `mariadb` or `mysql`, from the URL's scheme. Asking TypeORM for `mysql` on a MariaDB makes schema drift that isn't there. */
export function databaseKind(url: string): 'mariadb' | 'mysql' {
  return url.startsWith('mysql:') ? 'mysql' : 'mariadb';
}

/** The TypeORM data source of this product. Nothing is ever synchronised: migrations alone change the schema. */
export function createDataSource(url: string, poolSize = 10, options: { logger?: Logger; statementTimeoutMs?: number } = {}): DataSource {
  const { logger, statementTimeoutMs } = options;
  return new DataSource({
    type: databaseKind(url),
    url: url.replace(/^mariadb:/, 'mysql:'),
    entities,
    migrations: [join(__dirname, '../../migrations/*.{ts,js}')],
    migrationsTableName: 'migrations',
    namingStrategy: new SnakeCaseNamingStrategy(),
    charset: 'utf8mb4_unicode_ci',
    timezone: 'Z',
    dateStrings: ['DATE'],
    supportBigNumbers: true,
    poolSize,
    connectTimeout: 3_000,
    synchronize: false,
    ...(logger && { logger, logging: ['query'] }),
    ...(statementTimeoutMs !== undefined && { enableQueryTimeout: true, maxQueryExecutionTime: statementTimeoutMs }),
  });
}
