/** A mail ready to be handed to a mail server. Nothing in it has line breaks but the bodies. */
export interface OutgoingMail {
  /** The same at every attempt, angle brackets included: who gets a mail twice all the same can tell. */
  messageId: string;
  to: { name: string; address: string };
  /** Shown before the sender's address. */
  fromName: string;
  replyTo: string | null;
  subject: string;
  text: string;
  html: string;
}

/** Hands mails to a mail server. */
export interface Mailer {
  /** Without a mail server nothing is taken from the outbox. */
  readonly isConfigured: boolean;
  /**
   * Resolves with the server's answer once it has accepted the mail, which is the 250 after DATA and nothing earlier.
   * @throws MailNotAcceptedError, or the signal's reason when it aborts: then nobody knows.
   */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<string>;
  /** Lets go of the connections. */
  close(): void;
}

/** A mail was not accepted. The message is the server's answer, or what went wrong on the way, for staff to read. */
export class MailNotAcceptedError extends Error {
  constructor(
    /** Whether trying again is useless: the server will not have this mail for this recipient. */
    readonly isPermanent: boolean,
    answer: string,
    options?: ErrorOptions,
  ) {
    super(answer, options);
    this.name = 'MailNotAcceptedError';
  }
}
