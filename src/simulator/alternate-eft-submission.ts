import type { LocalDate } from '../kernel/local-date';
import { formatCents } from '../kernel/money';
import { ACCOUNT_TYPES } from './bank-account';
import { BodyReader } from './body-reader';
import { HttpFailure } from './http-failure';

/** What the portal asks to be collected; kept whole to tell a repeated request from another under the same id. */
export interface Submission {
  ContractOid: number;
  Amount: string;
  CurrencyCode: string;
  DueDate: LocalDate;
  SecCode: 'WEB' | 'CCD';
  RoutingNumber: string;
  AccountNumber: string;
  AccountType: (typeof ACCOUNT_TYPES)[number];
  AccountHolderName: string;
}

/** Reads a submission; what does not fit, or is too much, is 400. */
export function readSubmission(body: unknown): Submission {
  const reader = new BodyReader(body).only(
    ...[
      'ContractOid',
      'Amount',
      'CurrencyCode',
      'DueDate',
      'SecCode',
      'RoutingNumber',
      'AccountNumber',
      'AccountType',
      'AccountHolderName',
    ],
  );
  const amountCents = reader.cents('Amount');
  if (amountCents <= 0) throw new HttpFailure('BAD_REQUEST', '"Amount" must be more than zero.');
  return {
    ContractOid: reader.oid('ContractOid'),
    Amount: formatCents(amountCents),
    CurrencyCode: reader.text('CurrencyCode', /^[A-Z]{3}$/),
    DueDate: reader.date('DueDate'),
    SecCode: reader.oneOf('SecCode', ['WEB', 'CCD']),
    RoutingNumber: reader.text('RoutingNumber', /^\d{9}$/),
    AccountNumber: reader.text('AccountNumber', /^[0-9A-Za-z -]{1,17}$/),
    AccountType: reader.oneOf('AccountType', ACCOUNT_TYPES),
    AccountHolderName: reader.text('AccountHolderName', /^[^]{1,200}$/),
  };
}
