const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Failures one after the other, however far apart: forgotten after a success or a reset, never by time. */
export interface StraightFailures {
  readonly kind: 'STRAIGHT_FAILURES';
  /** What is counted, and per what. */
  readonly about: string;
  /** So many may follow each other without a pause. */
  readonly free: number;
  /** The pauses after that, in milliseconds; the last one stays. */
  readonly pausesMs: readonly number[];
  /** After so many every guess is refused until there is a reset. */
  readonly most: number;
  /** What people are told then. */
  readonly wayOut: string;
}

/** Guesses in a stretch of time that begins with the first of them. */
export interface GuessWindow {
  readonly kind: 'WINDOW';
  /** What is counted, and per what. */
  readonly about: string;
  readonly most: number;
  readonly lengthMs: number;
  /** The key is a client's address: IPv6 counts by /64, for that is what one client is given. */
  readonly byAddress?: true;
}

/** After 10 failures pauses grow to 15 minutes, so that a stranger can't lock anybody out; 100 at most is NIST SP 800-63B, 5.2.2. */
const pausing = {
  kind: 'STRAIGHT_FAILURES',
  free: 10,
  pausesMs: [30 * SECOND, MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 15 * MINUTE],
  most: 100,
} as const;

const NEW_PASSWORD = 'Too many failed attempts. Please set a new password: "Forgot password" sends a link to your e-mail.';

const NEW_FACTOR = `${NEW_PASSWORD} If you have an authenticator app, ask us for help.`;

/** How often what may be guessed. */
export const THROTTLE_RULES = {
  LOG_IN_ACCOUNT: {
    ...pausing,
    about: 'Wrong passwords for one e-mail on one site (or the platform), alike whether or not anybody has it.',
    wayOut: NEW_PASSWORD,
  },
  CODE_ACCOUNT: { ...pausing, about: 'Wrong codes of a second factor, per person.', wayOut: NEW_FACTOR },
  LOG_IN_ADDRESS: window('Wrong passwords from one client address.', 60, 15 * MINUTE, { byAddress: true }),
  LOG_IN_SITE: window('Wrong passwords on one site, from wherever.', 3_000, 5 * MINUTE),
  CODE_ADDRESS: window('Wrong codes of a second factor from one client address.', 60, 15 * MINUTE, { byAddress: true }),
  CODE_MAIL_ACCOUNT: window('Codes of a second factor mailed to one person.', 20, HOUR),
  CODE_MAIL_ADDRESS: window('Codes of a second factor mailed because of requests from one client address.', 60, HOUR, { byAddress: true }),
  FORGOT_EMAIL: window('Links asked for by "Forgot password" for one e-mail on one site.', 3, HOUR),
  FORGOT_ADDRESS: window('Links asked for by "Forgot password" from one client address.', 20, HOUR, { byAddress: true }),
  ENROL_EMAIL: window('Failed self-enrolments with one e-mail, on whatever sites.', 5, HOUR),
  ENROL_ADDRESS: window('Failed self-enrolments from one client address.', 5, HOUR, { byAddress: true }),
  BANK_ACCOUNT_ADD: window('Bank accounts that a user adds or numbers anew.', 20, DAY),
  BANK_ACCOUNT_CHECK: window('Checks of bank accounts with the servicing system that a user asks for.', 10, HOUR),
  BANK_ACCOUNT_RENAME: window('Names that a user gives to bank accounts: each one refused tells something of the number.', 30, DAY),
  RESET_ADDRESS: window('Links that are not good (any more), tried from one client address.', 30, HOUR, { byAddress: true }),
} as const satisfies Record<string, StraightFailures | GuessWindow>;

export type ThrottleRule = keyof typeof THROTTLE_RULES;

/** The rule as data of either family. */
export function throttleRule(rule: ThrottleRule): StraightFailures | GuessWindow {
  return THROTTLE_RULES[rule];
}

function window(about: string, most: number, lengthMs: number, by: { byAddress?: true } = {}): GuessWindow {
  return { kind: 'WINDOW', about, most, lengthMs, ...by };
}
