import { Field, Int, ObjectType } from 'type-graphql';
import { LETTER_KINDS, type LetterKind } from '../../../domain/mail/letter';
import type { MailRow, MailState } from '../../../domain/mail/mail-reader';
import { connectionType } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, toInstant } from '../../shared/scalars';

export const MailKindEnum = describedEnum<LetterKind>('MailKind', 'What a mail is for.', LETTER_KINDS);
export const MailStateEnum = describedEnum<MailState>('MailState', 'What has become of a mail.', {
  QUEUED: 'Waiting to be sent, or to be tried again.',
  SENT: 'Accepted by the mail server. What happens after that, only the mail server knows.',
  DEAD: 'Given up: refused for good, tried for 24 hours in vain, or of no use any more. `lastError` says why.',
});

@ObjectType('Mail', {
  implements: NodeInterface,
  description: 'A mail to one person, and whether the mail server took it. What it says is shown to nobody.',
  simpleResolvers: true,
})
export class MailType extends NodeInterface {
  @Field(() => MailKindEnum, { description: 'What it is for.' })
  kind: LetterKind;

  @Field(() => String, { description: 'The subject.' })
  subject: string;

  @Field(() => String, { description: 'The address it goes to, as it was when it was written.' })
  to: string;

  @Field(() => MailStateEnum, { description: 'What has become of it.' })
  state: MailState;

  @Field(() => Int, { description: 'How often it was tried since it was last queued.' })
  attempts: number;

  @Field(() => DateTime, { description: 'When it was written.' })
  createdAt: string;

  @Field(() => DateTime, { nullable: true, description: 'When the mail server accepted it.' })
  sentAt: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it is tried next; null unless queued.' })
  nextAttemptAt: string | null;

  @Field(() => String, { nullable: true, description: 'What the mail server said when it accepted it.' })
  serverAnswer: string | null;

  @Field(() => String, { nullable: true, description: 'Why the last attempt failed, in the words of the mail server where it said any.' })
  lastError: string | null;

  /** For later features' links; not part of the schema. */
  userKey: number | null;
}

export const MailConnection = connectionType('Mail', MailType, 'mails');

/** A mail as staff are shown it. */
export function toMail(row: MailRow): MailType {
  const { subject, state, attempts, serverAnswer, lastError } = row;
  return {
    id: encodeNodeId('Mail', row.id),
    kind: row.kind as LetterKind,
    subject,
    to: row.toAddress,
    state,
    attempts,
    createdAt: toInstant(row.createdAt),
    sentAt: row.sentAt === null ? null : toInstant(row.sentAt),
    nextAttemptAt: row.nextAttemptAt === null ? null : toInstant(row.nextAttemptAt),
    serverAnswer,
    lastError,
    userKey: row.realm === 'PORTAL' ? row.personId : null,
  };
}
