import type { AlternateEft, AlternateEftInstruction } from '../domain/sync/servicing-system';
import { formatCents } from '../kernel/money';
import { count, type JsonObject, oid, refuse, word } from './field-reader';

const STATES = new Set(['OPEN', 'CANCELED', 'PROCESSED'] as const);

/** What the connector wants to know of an alternate EFT. */
export function alternateEftBody(instruction: AlternateEftInstruction): object {
  return {
    ContractOid: instruction.contractId,
    Amount: formatCents(instruction.amountCents),
    CurrencyCode: instruction.currencyCode,
    DueDate: instruction.dueOn,
    SecCode: instruction.secCode,
    RoutingNumber: instruction.routingNumber,
    AccountNumber: instruction.accountNumber,
    AccountType: instruction.accountType,
    AccountHolderName: instruction.accountHolderName,
  };
}

/** An alternate EFT record as the connector answers it. @throws UnreadableError, also when it is another payment's. */
export function parseAlternateEft(paymentId: string, body: JsonObject): AlternateEft {
  if (body['paymentId'] !== paymentId) return refuse('paymentId', body['paymentId'], 'the one asked for');
  return {
    id: oid(body['AlternateEftOid'], 'AlternateEftOid'),
    paymentId,
    payments: count(body['Payments'], 'Payments'),
    paymentsProcessed: count(body['PaymentsProcessed'], 'PaymentsProcessed'),
    state: word(body['state'], 'state', STATES),
  };
}
