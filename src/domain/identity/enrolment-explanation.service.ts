import { notFound } from '../../kernel/fault';
import type { EnrolmentAttemptRepository, EnrolmentAttemptRow } from '../../persistence/repositories/enrolment-attempt.repository';
import type { SiteRepository, SiteRow } from '../../persistence/repositories/site.repository';
import type { UserRepository, UserRow } from '../../persistence/repositories/user.repository';
import { ENROLMENT_CONDITIONS, type EnrolmentCondition } from './enrolment-matching';
import type { PostedLetter, PostedLetters } from './enrolment-ports';
import { attemptKey } from './enrolment.service';

/** What must hold for a registration mail to arrive, in the order to look. */
export const ENROLMENT_MAIL_CONDITIONS = {
  SITE_ENABLED: 'The site is not switched off.',
  ENROLMENT_ON: 'Visitors of the site may register on their own.',
  NOT_A_USER_BEFORE: 'The e-mail was not a user of the site before; whoever is one is told to log in, and gets no mail.',
  TRIED: 'Somebody tried to register on this site with this e-mail, not longer ago than attempts are kept.',
  CHECKED: 'The latest attempt could be held against a contract known here, or the servicing system answered when it was asked.',
  ...ENROLMENT_CONDITIONS,
  MAIL_WRITTEN: 'A registration mail was written.',
  MAIL_ACCEPTED: 'The mail server accepted it.',
} as const;
export type EnrolmentMailCondition = keyof typeof ENROLMENT_MAIL_CONDITIONS;

/** One condition, whether it holds, why, and what to do about it. */
export interface EnrolmentFinding {
  condition: EnrolmentMailCondition;
  holds: boolean;
  /** In plain words, with names and dates. */
  because: string;
  /** What to do; null when it holds. */
  hint: string | null;
}

/** The answer to "no enrolment e-mail came". What cannot be told is left out. */
export interface EnrolmentExplanation {
  /** Whether the mail server accepted a registration mail. */
  isMailAccepted: boolean;
  conditions: EnrolmentFinding[];
}

export interface EnrolmentExplanationParts {
  sites: Pick<SiteRepository, 'findByIds'>;
  users: Pick<UserRepository, 'findOnSite' | 'findByIds'>;
  attempts: Pick<EnrolmentAttemptRepository, 'list' | 'count'>;
  letters: PostedLetters;
}

/** Tells staff why somebody who registered got no e-mail. */
export class EnrolmentExplanationService {
  constructor(private readonly parts: EnrolmentExplanationParts) {}

  /** @throws Fault NOT_FOUND for an unknown site. */
  async explain(siteId: number, email: string): Promise<EnrolmentExplanation> {
    const { sites, attempts, letters } = this.parts;
    const [site] = await sites.findByIds([siteId]);
    if (!site) throw notFound();
    const key = attemptKey(email);
    const filter = { siteId, emailKey: key };
    const user = await this.findUser(siteId, key);
    const [latest] = await attempts.list(filter, { limit: 1, backward: false, from: undefined });
    const letter = await letters.lastMailTo(siteId, key, 'REGISTRATION');
    const conditions = [
      ...siteFindings(site),
      userFinding(site, user, latest),
      triedFinding(latest, latest ? await attempts.count(filter) : 0),
      ...(latest ? attemptFindings(latest) : []),
      ...letterFindings(letter),
    ];
    return { isMailAccepted: letter?.handedOverAt != null, conditions };
  }

  private async findUser(siteId: number, key: string): Promise<UserRow | undefined> {
    const found = await this.parts.users.findOnSite(siteId, key);
    return found && (await this.parts.users.findByIds([found.id]))[0];
  }
}

function siteFindings(site: SiteRow): EnrolmentFinding[] {
  return [
    finding(
      'SITE_ENABLED',
      !site.isDisabled,
      `The site ${site.name} is ${site.isDisabled ? '' : 'not '}switched off.`,
      'Switch the site on.',
    ),
    finding(
      'ENROLMENT_ON',
      site.selfEnrolment,
      `The site ${site.name} ${site.selfEnrolment ? 'takes' : 'does not take'} registrations.`,
      'Switch self-enrolment on for the site, or create the user.',
    ),
  ];
}

function userFinding(site: SiteRow, user: UserRow | undefined, latest: EnrolmentAttemptRow | undefined): EnrolmentFinding {
  const { name } = site;
  if (!user) return finding('NOT_A_USER_BEFORE', true, `No user of the site ${name} has this e-mail.`, '');
  const since = `is a user of the site ${name} since ${atMinute(user.createdAt)}${user.disabledAt === null ? '' : ', and disabled'}`;
  if (latest?.userId === user.id) return finding('NOT_A_USER_BEFORE', true, `The e-mail ${since}, by the latest attempt itself.`, '');
  const hint = 'They log in, or reset their password; to a disabled user neither works before they are enabled.';
  return finding('NOT_A_USER_BEFORE', false, `The e-mail ${since}.`, hint);
}

function triedFinding(latest: EnrolmentAttemptRow | undefined, count: number): EnrolmentFinding {
  if (!latest) {
    const hint = 'Ask for the exact e-mail that was entered, and for the address of the page: it may be another site.';
    return finding('TRIED', false, 'Nobody tried to register here with this e-mail.', hint);
  }
  const { at, contractNumber, address } = latest;
  const from = address === null ? '' : ` from ${address}`;
  return finding(
    'TRIED',
    true,
    `${count} ${count === 1 ? 'attempt' : 'attempts'}, the latest at ${atMinute(at)}${from} with the contract id "${contractNumber}".`,
    '',
  );
}

/** Why each condition failed, and what to do; a failed one may be a misspelling of the visitor or a fault of the record. */
const ON_FAILURE: Record<EnrolmentCondition, readonly [because: string, hint: string]> = {
  CONTRACT_KNOWN: [
    'no contract bears that id, neither here nor in the servicing system',
    'Ask for the contract id as printed on the contract.',
  ],
  EMAIL_ON_FILE: [
    'the e-mail is not on file for a customer of the contract, a contact of such a customer, or its bill-to location',
    "Enter the e-mail in the servicing system with the customer, a contact or the bill-to location. A guarantor's does not count: create their user.",
  ],
  CONTRACT_BOOKED: ['the contract is not booked', 'Any other contract of the customer that is booked will do.'],
  LABEL_TAKEN: [
    "the site does not take the contract's private label",
    'They register on the site of that label; or map the label to this site.',
  ],
  POSTAL_CODE_MATCHES: [
    "the postal code is not that of the contract's bill-to location, or it has none",
    'Compare with the bill-to location in the servicing system; it may be missing or out of date.',
  ],
};

function attemptFindings({ outcome, findings }: EnrolmentAttemptRow): EnrolmentFinding[] {
  if (outcome === 'NOT_CHECKED') {
    const because = 'At the latest attempt the contract was not known here, and the servicing system could not be asked.';
    return [finding('CHECKED', false, because, 'See that the servicing system is reachable, then let them try again.')];
  }
  const each = (Object.keys(ENROLMENT_CONDITIONS) as EnrolmentCondition[]).flatMap((condition) => {
    const held = findings[condition] ?? null;
    const [because, hint] = ON_FAILURE[condition];
    if (held === null) return [];
    return [finding(condition, held, held ? 'So it was at the latest attempt.' : `At the latest attempt ${because}.`, hint)];
  });
  return [finding('CHECKED', true, 'The latest attempt was checked.', ''), ...each];
}

function letterFindings(letter: PostedLetter | undefined): EnrolmentFinding[] {
  if (!letter) return [finding('MAIL_WRITTEN', false, 'No registration mail to this e-mail is known.', 'See the conditions above.')];
  const answer = letter.answer === null ? 'The mail server was not asked yet' : `The mail server's last answer: ${letter.answer}`;
  const written = finding('MAIL_WRITTEN', true, `A registration mail was written at ${atMinute(letter.writtenAt.toISOString())}.`, '');
  if (letter.handedOverAt) {
    const at = atMinute(letter.handedOverAt.toISOString());
    return [written, finding('MAIL_ACCEPTED', true, `It was handed over at ${at}. ${answer}.`, '')];
  }
  const hint = letter.isGivenUp ? 'Correct the e-mail or the mail server, then send a new link.' : 'It is tried again by itself.';
  return [
    written,
    finding('MAIL_ACCEPTED', false, `It was not handed over${letter.isGivenUp ? ', and given up' : ' yet'}. ${answer}.`, hint),
  ];
}

function finding(condition: EnrolmentMailCondition, holds: boolean, because: string, hint: string): EnrolmentFinding {
  return { condition, holds, because, hint: holds ? null : hint };
}

/** An instant as people read it, of the database's or JSON's writing. */
function atMinute(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
