import type { Actor } from '../../kernel/actor';
import type { PaymentEventEntity } from '../../persistence/entities/payment.entity';

const LONGEST_NAME = 254;

/** Whoever took a step, as the payment's history names them. */
export function namedInHistory({ realm, id, name }: Actor): Pick<PaymentEventEntity, 'realm' | 'actorId' | 'actorName'> {
  return { realm, actorId: id, actorName: name.slice(0, LONGEST_NAME) };
}
