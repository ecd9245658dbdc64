import type { MailSink } from '../dev/mail-sink';
import { DemoClient, type Refusals } from './demo-client';
import { SECURE_SITE } from './secure-site';

/** What the stories on the second site are told with. */
export interface SecureStage {
  /** The portal API's URL. */
  portalUrl: string;
  sink: MailSink;
  tell: (line: string) => void;
}

/** What a log-in asks for. */
export interface AskedFor {
  token: string;
  methods: string[];
  emailHint: string | null;
  resendFrom: string | null;
}

/** How far a log-in came: to a session, to a challenge, or nowhere. */
export interface LogInAnswer {
  challenge: AskedFor | undefined;
  isLoggedIn: boolean;
  /** Codes of refusals. */
  refusals: string[];
}

interface LogInPayload {
  outcome: { session: { token: string } } | AskedFor | null;
}

const OUTCOME = 'outcome { ... on LoggedIn { session { token } } ... on Challenge { token methods emailHint resendFrom } }';
/** Mails go out every two seconds; a busy machine takes longer. Milliseconds. */
const PATIENCE_MS = 30_000;
const CONTRACTS = '{ contracts(filter: { state: ACTIVE }) { edges { node { contractNumber } } } }';

/** Somebody at a front end of the site that asks for a second factor, who reads their mails. */
export class Visitor {
  readonly client: DemoClient;

  constructor(
    private readonly stage: SecureStage,
    readonly email: string,
  ) {
    this.client = new DemoClient(stage.portalUrl);
  }

  async logIn(password: string): Promise<LogInAnswer> {
    const input = { siteKey: SECURE_SITE.siteKey, email: this.email, password };
    return this.take(await this.client.send<LogInPayload>('logIn', input, OUTCOME));
  }

  /** Logs in up to the challenge. @throws Error when nothing is asked for. */
  async begin(password: string): Promise<AskedFor> {
    const { challenge } = await this.logIn(password);
    if (!challenge) throw new Error(`${this.email} was asked for no second factor.`);
    return challenge;
  }

  /** Answers a challenge; a session that it brings is the one to ask with from now on. */
  async answer({ token }: AskedFor, method: string, answer: string): Promise<LogInAnswer> {
    const input = { challengeToken: token, method, answer };
    return this.take(await this.client.send<LogInPayload>('challengeAnswer', input, OUTCOME));
  }

  /** Logs in with the code of the mail that comes. */
  async logInByMail(password: string): Promise<LogInAnswer> {
    const challenge = await this.begin(password);
    return this.answer(challenge, 'EMAIL_CODE', await this.mailedCode());
  }

  /** The six digits of the next mail that has some. */
  async mailedCode(): Promise<string> {
    const { code = '' } = await this.stage.sink.waitFor(this.email, (mail) => mail.code !== undefined, PATIENCE_MS);
    return code;
  }

  /** What stands after the # of the next link that comes. */
  async mailedLinkToken(): Promise<string> {
    const { links } = await this.stage.sink.waitFor(this.email, (mail) => mail.links.length > 0, PATIENCE_MS);
    return new URL(links[0] ?? '').hash.slice(1);
  }

  /** Sets a password with a link's token; resolves to what the portal says: a sentence, or the code of its refusal. */
  async setPassword(token: string, newPassword: string): Promise<string> {
    const { message, userErrors } = await this.client.send<{ message: string | null }>('passwordReset', { token, newPassword }, 'message');
    return message ?? codesOf({ userErrors }).join();
  }

  /** The active contracts that are seen, in order. */
  async contractNumbers(): Promise<string[]> {
    const { contracts } = await this.client.ask<{ contracts: { edges: { node: { contractNumber: string } }[] } }>(CONTRACTS);
    return contracts.edges.map(({ node }) => node.contractNumber).sort();
  }

  private take({ outcome, userErrors }: LogInPayload & Refusals): LogInAnswer {
    const refusals = codesOf({ userErrors });
    if (outcome === null || !('session' in outcome)) return { challenge: outcome ?? undefined, isLoggedIn: false, refusals };
    this.client.use(outcome.session.token);
    return { challenge: undefined, isLoggedIn: true, refusals };
  }
}

/** The codes of what a mutation said no with. */
export function codesOf({ userErrors }: Refusals): string[] {
  return userErrors.map(({ code }) => code);
}

/** The code and words of the error that a question is answered with; undefined where it isn't. */
export function failureOf(question: Promise<unknown>): Promise<string | undefined> {
  return question.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
