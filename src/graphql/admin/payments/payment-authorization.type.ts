import { Field, ObjectType } from 'type-graphql';
import type { PaymentAuthorizationRow } from '../../../domain/payments/payment-reader';
import { DateTime, toInstant } from '../../shared/scalars';
import { AuthenticationEnum } from '../../types/identity/own-session.type';

@ObjectType('PaymentAuthorization', {
  description: 'The evidence that a payer authorised a payment. Kept for two years after settlement; what is no longer kept is null.',
  simpleResolvers: true,
})
export class PaymentAuthorizationType {
  @Field(() => DateTime, { description: 'When the payer agreed.' })
  authorizedAt: string;

  @Field(() => String, { nullable: true, description: 'The words that the payer agreed to, whole.' })
  text: string | null;

  @Field(() => String, { nullable: true, description: 'The version of these words.' })
  version: string | null;

  @Field(() => String, { nullable: true, description: 'The internet address the order came from.' })
  address: string | null;

  @Field(() => String, { nullable: true, description: 'What the program that sent it said it is.' })
  userAgent: string | null;

  @Field(() => AuthenticationEnum, { nullable: true, description: 'How the payer had proved at the log-in who they are.' })
  authentication: PaymentAuthorizationRow['authentication'];

  @Field(() => DateTime, { nullable: true, description: 'When a factor was shown last before it.' })
  authenticatedAt: string | null;

  @Field(() => String, { nullable: true, description: 'The id of the request, as in the log.' })
  requestId: string | null;
}

export function toPaymentAuthorization(row: PaymentAuthorizationRow): PaymentAuthorizationType {
  const { text, version, address, userAgent, authentication, requestId } = row;
  return {
    ...{ text, version, address, userAgent, authentication, requestId },
    authorizedAt: toInstant(row.authorizedAt),
    authenticatedAt: row.authenticatedAt === null ? null : toInstant(row.authenticatedAt),
  };
}
