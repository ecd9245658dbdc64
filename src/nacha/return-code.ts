/** The groups the rules watch: administrative returns may reach 3 % of a sender's debits, unauthorised ones 0.5 %, all together 15 % (Rules, Article Two, “ODFI Return Rate Reporting”). */
export type ReturnCategory = 'ADMINISTRATIVE' | 'UNAUTHORIZED' | 'OTHER';

/**
 * What a return means for the bank account: `RETRYABLE` the same debit may be presented again, at most `MAX_RETRIES` times within `RETRY_DAYS`;
 * `STOPS_ACCOUNT` no further debit until the account data is put right; `STOPS_AND_ALERTS` none, and staff must look into it, for the payer says
 * that we had no right to it; `NONE` the account may be used.
 */
export type ReturnEffect = 'RETRYABLE' | 'STOPS_ACCOUNT' | 'STOPS_AND_ALERTS' | 'NONE';

/** How long a bank may take: two banking days, or sixty calendar days after settlement for what a consumer disputes. `OTHER`: between banks. */
export type ReturnWindow = 'TWO_BANKING_DAYS' | 'SIXTY_DAYS' | 'OTHER';

/** A return reason code: the rules' title, and what it means in plain words for the payer and for staff. */
export interface ReturnCode {
  code: string;
  title: string;
  forPayer: string;
  forStaff: string;
  category: ReturnCategory;
  effect: ReturnEffect;
  window: ReturnWindow;
}

/** Rules, Article Two, “Reinitiation of Returned Entries”: a debit returned for R01 or R09 may be presented twice more within 180 days of the original's settlement. */
export const MAX_RETRIES = 2;
export const RETRY_DAYS = 180;
/** A consumer's bank may send an unauthorised debit back until the sixtieth calendar day after settlement (Appendix Four). */
export const CONSUMER_RETURN_DAYS = 60;
