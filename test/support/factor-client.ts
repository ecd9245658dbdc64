import { PASSWORD } from './story';
import type { Answer, TestPortal } from './portal';

interface UserError {
  code: string;
  message: string;
}

/** A log-in as a front end sees it. */
export interface LogInAnswer {
  outcome: {
    __typename: 'LoggedIn' | 'Challenge';
    session?: { token: string; expiresAt: string };
    token?: string;
    methods?: string[];
    emailHint?: string | null;
  } | null;
  userErrors: UserError[];
}

const OUTCOME = `outcome { __typename ... on LoggedIn { session { token expiresAt } }
  ... on Challenge { token methods emailHint expiresAt codeExpiresAt resendFrom } } userErrors { code message field }`;

/** Somebody with a mailbox and a phone, logging in as front ends let them. */
export class FactorClient {
  readonly answerOperation = `mutation ($input: ChallengeAnswerInput!) { challengeAnswer(input: $input) { ${OUTCOME} } }`;

  constructor(private readonly app: TestPortal) {}

  /** Logs in on the portal, or without a site on the platform. */
  async logIn(who: { email: string; siteKey?: string }, password = PASSWORD): Promise<LogInAnswer> {
    const { email, siteKey } = who;
    const [api, type] = siteKey === undefined ? [this.app.admin, 'PlatformLogInInput'] : [this.app.portal, 'LogInInput'];
    const query = `mutation ($input: ${type}!) { logIn(input: $input) { ${OUTCOME} } }`;
    const input = { email, password, ...(siteKey !== undefined && { siteKey }) };
    return (await api.data<{ logIn: LogInAnswer }>(query, { input })).logIn;
  }

  /** Logs in up to the challenge. */
  async begin(who: { email: string; siteKey?: string }): Promise<{ token: string; methods: string[]; emailHint: string | null }> {
    const { outcome } = await this.logIn(who);
    if (outcome?.__typename !== 'Challenge') throw new Error(`${who.email} was asked for nothing.`);
    return { token: outcome.token ?? '', methods: outcome.methods ?? [], emailHint: outcome.emailHint ?? null };
  }

  tryAnswer(
    token: string,
    answer: string,
    method = 'EMAIL_CODE',
    session?: string,
  ): Promise<Answer<{ challengeAnswer: LogInAnswer | null }>> {
    return this.app.portal.ask(this.answerOperation, { input: { challengeToken: token, method, answer } }, session);
  }

  async answer(token: string, answer: string, method?: string, session?: string): Promise<LogInAnswer> {
    const { data, text } = await this.tryAnswer(token, answer, method, session);
    if (!data?.challengeAnswer) throw new Error(text);
    return data.challengeAnswer;
  }

  tryResend(token: string): Promise<Answer<{ challengeResend: { challenge: { token: string } | null; userErrors: UserError[] } | null }>> {
    const query =
      'mutation ($input: ChallengeResendInput!) { challengeResend(input: $input) { challenge { token } userErrors { code message } } }';
    return this.app.portal.ask(query, { input: { challengeToken: token } });
  }

  async resend(token: string): Promise<{ challenge: { token: string } | null; userErrors: UserError[] }> {
    const { data, text } = await this.tryResend(token);
    if (!data?.challengeResend) throw new Error(text);
    return data.challengeResend;
  }

  /** The code of the mail that has just been sent. */
  async mailedCode(): Promise<string> {
    return this.codeIn((await this.app.deliverMail()).at(-1));
  }

  codeIn(mail: { text: string } | undefined): string {
    return /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? '';
  }
}
