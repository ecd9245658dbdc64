import { Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { HandOverRow } from '../../../domain/payments/trace-facts';
import { describedEnum } from '../../shared/enum';
import { DateTime, toInstant } from '../../shared/scalars';
import { PaymentTraceStepType, PaymentTraceType } from '../../types/payments/payment-trace.type';
import { PaymentFindingType, toPaymentFinding } from './payment-finding.type';

const HandOverTaskEnum = describedEnum<HandOverRow['task']>('PaymentHandOverTask', 'What is to be told to, or asked of, ASPIRE next.', {
  RECORD: 'Have the Alternate EFT record made.',
  CANCEL: 'Have the record cancelled.',
  WATCH: 'Look how the record stands.',
});

@ObjectType('PaymentEvidence', {
  description: 'How a step of a payment is known: one thing that was noted with it.',
  simpleResolvers: true,
})
class PaymentEvidenceType {
  @Field(() => String, { description: 'What was noted, for example "alternateEftId".' })
  name: string;

  @Field(() => String, { description: 'Its value as text.' })
  value: string;
}

@ObjectType('PaymentHandOver', { description: 'How the next step between the portal and ASPIRE stands.', simpleResolvers: true })
class PaymentHandOverType {
  @Field(() => HandOverTaskEnum, { description: 'The task in hand.' })
  task: HandOverRow['task'];

  @Field(() => DateTime, { description: 'Since when that is the task.' })
  taskSince: string;

  @Field(() => Int, { description: 'How often it failed.' })
  attempts: number;

  @Field(() => String, { nullable: true, description: 'Why it failed last.' })
  lastError: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it is tried next; null when no try is planned.' })
  nextAttemptAt: string | null;

  @Field(() => Boolean, { description: 'Whether ASPIRE may have heard of the payment: it was sent at least once.' })
  wasSent: boolean;
}

/** What only staff are told of a step. */
@Resolver(() => PaymentTraceStepType)
export class PaymentTraceStepEvidenceResolver {
  @FieldResolver(() => [PaymentEvidenceType], { description: 'How it is known: who did it, record, batch, file, answers and errors.' })
  evidence(@Root() { facts }: PaymentTraceStepType): readonly PaymentEvidenceType[] {
    return facts.evidence;
  }
}

/** What only staff are told of a payment's way. */
@Resolver(() => PaymentTraceType)
export class PaymentTraceEvidenceResolver {
  @FieldResolver(() => PaymentHandOverType, { nullable: true, description: 'The outbox: what is to be told to, or asked of, ASPIRE next.' })
  handOver(@Root() { material: { handOver } }: PaymentTraceType): PaymentHandOverType | null {
    if (!handOver) return null;
    const { task, attempts, lastError, wasSent, nextAttemptAt } = handOver;
    const next = nextAttemptAt === null ? null : toInstant(nextAttemptAt);
    return { task, attempts, lastError, wasSent, nextAttemptAt: next, taskSince: toInstant(handOver.taskSince) };
  }

  @FieldResolver(() => [PaymentFindingType], { description: 'What staff must look at: the open findings about the payment.' })
  findings(@Root() { material }: PaymentTraceType): PaymentFindingType[] {
    return material.findings.map(toPaymentFinding);
  }
}
