import { Field, ID, ObjectType } from 'type-graphql';
import { AUDIT_ACTIONS, AUDIT_SUBJECTS, type AuditAction, type AuditEntryRow, type AuditSubject } from '../../../domain/audit/audit-log';
import { connectionType } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, toInstant } from '../../shared/scalars';

export const AuditActionEnum = describedEnum<AuditAction>('AuditAction', 'What was done.', AUDIT_ACTIONS);
/** The type name in the ids of each kind of subject. */
export const SUBJECT_TYPE_NAME: Record<AuditSubject, string> = {
  SITE: 'Site',
  USER: 'User',
  PLATFORM_USER: 'PlatformUser',
  MFA_SETTINGS: 'MfaSettings',
  BANK_ACCOUNT: 'BankAccount',
  PAYMENT: 'Payment',
  PAYMENT_FINDING: 'PaymentFinding',
  PAYMENT_SETTINGS: 'PaymentSettings',
  ENCRYPTION_KEYS: 'EncryptionKeys',
  USER_IMPORT: 'UserImport',
  MAIL: 'Mail',
  ACCOUNT: 'Account',
  SYNC: 'Sync',
  AUDIT_LOG: 'AuditLog',
};

export const AuditSubjectEnum = describedEnum<AuditSubject>('AuditSubject', 'What an act is about.', AUDIT_SUBJECTS);
export const AuditRealmEnum = describedEnum<AuditEntryRow['realm']>('AuditRealm', 'Where whoever acted belongs.', {
  PORTAL: 'An end user.',
  PLATFORM: "A member of the finance company's staff.",
  SYSTEM: 'A job, or the operator at the command line.',
});

@ObjectType('AuditEntry', {
  implements: NodeInterface,
  description: 'One administrative or security-relevant act. Written with the act itself, never changed.',
  simpleResolvers: true,
})
export class AuditEntryType extends NodeInterface {
  @Field(() => DateTime, { description: 'When it was done.' })
  at: string;

  @Field(() => AuditRealmEnum, { description: 'Where whoever acted belongs.' })
  realm: AuditEntryRow['realm'];

  @Field(() => ID, { nullable: true, description: 'The user or platform user who acted; null for the system and for somebody unknown.' })
  actorId: string | null;

  @Field(() => String, { description: 'The e-mail or name of whoever acted, as it was then.' })
  actorName: string;

  @Field(() => AuditActionEnum, { description: 'What was done.' })
  action: AuditAction;

  @Field(() => AuditSubjectEnum, { description: 'What it is about.' })
  subjectType: AuditSubject;

  @Field(() => ID, { nullable: true, description: 'The one it is about; null where there is none, or none was found.' })
  subjectId: string | null;

  @Field(() => String, { description: 'The act in words.' })
  summary: string;

  @Field(() => String, { nullable: true, description: 'What was changed, as it was before: JSON text, secrets masked.' })
  before: string | null;

  @Field(() => String, { nullable: true, description: 'What was changed, as it is since: JSON text, secrets masked.' })
  after: string | null;

  @Field(() => String, { nullable: true, description: 'The reason given for it, where one is asked for.' })
  reason: string | null;

  @Field(() => String, { nullable: true, description: 'The request it came with, as in the log and in `X-Request-Id`.' })
  requestId: string | null;

  @Field(() => String, { nullable: true, description: 'The network address it came from.' })
  address: string | null;
}

export const AuditEntryConnection = connectionType('AuditEntry', AuditEntryType, 'audit entries');

const ACTOR_TYPES: Partial<Record<AuditEntryRow['realm'], string>> = { PORTAL: 'User', PLATFORM: 'PlatformUser' };

/** An entry as staff are shown it. */
export function toAuditEntry(row: AuditEntryRow): AuditEntryType {
  const actorType = ACTOR_TYPES[row.realm];
  return {
    id: encodeNodeId('AuditEntry', row.id),
    at: toInstant(row.at),
    realm: row.realm,
    actorId: actorType === undefined || row.actorId === null ? null : encodeNodeId(actorType, row.actorId),
    actorName: row.actorName,
    action: row.action as AuditAction,
    subjectType: row.subjectType as AuditSubject,
    subjectId: row.subjectId === null ? null : encodeNodeId(SUBJECT_TYPE_NAME[row.subjectType as AuditSubject], row.subjectId),
    summary: row.summary,
    before: row.stateBefore,
    after: row.stateAfter,
    reason: row.reason,
    requestId: row.requestId,
    address: row.address,
  };
}
