import { Field, ObjectType } from 'type-graphql';
import type { PaymentFindingRow } from '../../../domain/payments/trace-facts';
import { connectionType } from '../../shared/connection';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, toInstant } from '../../shared/scalars';

@ObjectType('PaymentFinding', {
  implements: NodeInterface,
  description: 'Something about payments that staff must look at. It closes by itself once it no longer holds; staff can close it by hand.',
  simpleResolvers: true,
})
export class PaymentFindingType extends NodeInterface {
  @Field(() => String, { description: 'What kind of finding it is, stable, for programs.' })
  code: string;

  @Field(() => String, { description: 'What was found, in a sentence.' })
  message: string;

  @Field(() => Boolean, { description: 'Whether it is open: it holds as far as is known, and nobody has closed it.' })
  isOpen: boolean;

  @Field(() => DateTime, { description: 'When it was found first.' })
  firstSeenAt: string;

  @Field(() => DateTime, { description: 'When it was found last.' })
  lastSeenAt: string;

  @Field(() => DateTime, { nullable: true, description: 'When it no longer held, or was closed by hand; null while it is open.' })
  resolvedAt: string | null;

  @Field(() => String, { nullable: true, description: 'The e-mail of whoever closed it by hand; null where nobody did.' })
  closedBy: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was closed by hand; null where it was not.' })
  closeReason: string | null;

  /** For the link to the payment; not part of the schema. */
  paymentKey: number | null;
}

export const PaymentFindingConnection = connectionType('PaymentFinding', PaymentFindingType, 'findings about payments');

export function toPaymentFinding(row: PaymentFindingRow): PaymentFindingType {
  const { code, message, isOpen, paymentId, closedBy, closeReason } = row;
  return {
    id: encodeNodeId('PaymentFinding', row.id),
    code,
    message,
    isOpen,
    firstSeenAt: toInstant(row.firstSeenAt),
    lastSeenAt: toInstant(row.lastSeenAt),
    resolvedAt: row.resolvedAt === null ? null : toInstant(row.resolvedAt),
    closedBy,
    closeReason,
    paymentKey: paymentId,
  };
}
