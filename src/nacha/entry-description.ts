/** What a batch is for. All but `PAYMENT` oblige the sender to a word of the rules in Company Entry Description. */
export type BatchPurpose =
  'PAYMENT' | 'REVERSAL' | 'RETRY' | 'RETURN_FEE' | 'ACCOUNT_VERIFICATION' | 'PURCHASE' | 'PAYROLL' | 'OTHER_RESERVED';

/**
 * Words of Company Entry Description that the rules (Article Two) keep for one use: REVERSAL for reversing entries, RETRY PYMT for a debit presented again
 * after R01 or R09, RETURN FEE, ACCTVERIFY for micro-entries, PURCHASE for WEB debits that buy goods online and PAYROLL for PPD credits that pay
 * wages (both from 2026), and those of classes and programmes that we have no part in.
 */
const RESERVED: Record<string, BatchPurpose> = {
  REVERSAL: 'REVERSAL',
  'RETRY PYMT': 'RETRY',
  'RETURN FEE': 'RETURN_FEE',
  ACCTVERIFY: 'ACCOUNT_VERIFICATION',
  PURCHASE: 'PURCHASE',
  PAYROLL: 'PAYROLL',
  AUTOENROLL: 'OTHER_RESERVED',
  HCCLAIMPMT: 'OTHER_RESERVED',
  NONSETTLED: 'OTHER_RESERVED',
  RECLAIM: 'OTHER_RESERVED',
  REDEPCHECK: 'OTHER_RESERVED',
};

/** What a Company Entry Description claims the batch to be, whatever its capitals and blanks. */
export function purposeOf(description: string): BatchPurpose {
  return RESERVED[description.trim().toUpperCase().replace(/\s+/g, ' ')] ?? 'PAYMENT';
}

/** The word a batch of that purpose must carry; `undefined` where the sender is free. */
export function reservedWordOf(purpose: BatchPurpose): string | undefined {
  if (purpose === 'PAYMENT' || purpose === 'OTHER_RESERVED') return undefined;
  return Object.entries(RESERVED).find(([, reserved]) => reserved === purpose)?.[0];
}
