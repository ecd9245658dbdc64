import { Field, ObjectType } from 'type-graphql';
import type { PaymentTrace } from '../../../domain/payments/payment-trace';
import type { PaymentStatus } from '../../../domain/payments/payment-states';
import type { TraceMaterial, TraceStep } from '../../../domain/payments/trace-facts';
import { DateTime, toInstant } from '../../shared/scalars';
import { PaymentStatusEnum } from './payment.type';

@ObjectType('PaymentTraceStep', { description: 'One step on the way of a payment.', simpleResolvers: true })
export class PaymentTraceStepType {
  @Field(() => DateTime, { description: 'When it was taken, or became known here.' })
  at: string;

  @Field(() => String, { description: 'What happened, in a sentence for people.' })
  what: string;

  @Field(() => PaymentStatusEnum, { nullable: true, description: 'The status that the payment reached with it; null where it stayed.' })
  status: PaymentStatus | null;

  /** Staff's; not part of the portal's schema. */
  facts: TraceStep;
}

@ObjectType('PaymentTrace', { description: 'Where a payment has been, and what it waits for.', simpleResolvers: true })
export class PaymentTraceType {
  @Field(() => [PaymentTraceStepType], { description: 'The steps, first to last.' })
  steps: PaymentTraceStepType[];

  @Field(() => String, { nullable: true, description: 'What it waits for, in a sentence for people; null when nothing more is to come.' })
  waitingFor: string | null;

  /** Staff's; not part of the portal's schema. */
  material: TraceMaterial;
}

export function toPaymentTrace({ steps, waitingFor }: PaymentTrace, material: TraceMaterial): PaymentTraceType {
  return {
    steps: steps.map((step) => ({ at: toInstant(step.at), what: step.what, status: step.status, facts: step })),
    waitingFor,
    material,
  };
}
