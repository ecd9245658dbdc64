import { Field, ID, InputType } from 'type-graphql';
import type { AuditAction, AuditEntryRow, AuditFilter, AuditSubject } from '../../../domain/audit/audit-log';
import { badInput } from '../../../kernel/fault';
import { decodeNodeId } from '../../shared/node-id';
import { DateTime } from '../../shared/scalars';
import { AuditActionEnum, AuditRealmEnum, AuditSubjectEnum, SUBJECT_TYPE_NAME } from './audit-entry.type';

type Realm = AuditEntryRow['realm'];

@InputType('AuditFilter', { description: 'Which entries. Conditions given together must all hold.' })
export class AuditFilterInput {
  @Field(() => AuditRealmEnum, { nullable: true, description: 'Only acts of this realm.' })
  realm?: Realm | null;

  @Field(() => ID, { nullable: true, description: 'Only acts of this user or platform user.' })
  actorId?: string | null;

  @Field(() => AuditActionEnum, { nullable: true, description: 'Only this kind of act.' })
  action?: AuditAction | null;

  @Field(() => AuditSubjectEnum, { nullable: true, description: 'Only acts about this kind of object.' })
  subjectType?: AuditSubject | null;

  @Field(() => ID, { nullable: true, description: 'Only acts about this object.' })
  subjectId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Only from this instant on.' })
  from?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Only before this instant.' })
  until?: string | null;
}

const SUBJECTS = Object.keys(SUBJECT_TYPE_NAME) as AuditSubject[];
const ACTOR_TYPE: Partial<Record<Realm, string>> = { PORTAL: 'User', PLATFORM: 'PlatformUser' };

/** What the reader takes. @throws Fault BAD_USER_INPUT for an actor's id that is no user's, or one of another realm than asked for. */
export function toAuditFilter(input: AuditFilterInput | null | undefined): AuditFilter {
  const { actorId, action, subjectId, from, until } = input ?? {};
  const actor = actorId == null ? undefined : decodeNodeId(actorId);
  const actorRealm = (Object.keys(ACTOR_TYPE) as Realm[]).find((realm) => ACTOR_TYPE[realm] === actor?.typeName);
  if (actor && !actorRealm) throw badInput('actorId is the id of a user or a platform user.');
  if (actorRealm && input?.realm && input.realm !== actorRealm) throw badInput('actorId belongs to another realm.');
  const subject = subjectId == null ? undefined : decodeNodeId(subjectId);
  const subjectType = SUBJECTS.find((type) => SUBJECT_TYPE_NAME[type] === subject?.typeName);
  if (subject && !subjectType) throw badInput('subjectId is the id of nothing that acts are about.');
  if (subject && input?.subjectType && input.subjectType !== subjectType) throw badInput('subjectId belongs to another subjectType.');
  return {
    realm: actorRealm ?? input?.realm ?? undefined,
    actorId: actor && Number(actor.key),
    action: action ?? undefined,
    subjectType: subjectType ?? input?.subjectType ?? undefined,
    subjectId: subject && Number(subject.key),
    from: from == null ? undefined : new Date(from),
    until: until == null ? undefined : new Date(until),
  };
}
