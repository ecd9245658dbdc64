import { codeIn, linksIn } from '../../src/dev/mail-text';
import { MailNotAcceptedError, type Mailer, type OutgoingMail } from '../../src/domain/mail/mailer';

/** A mail as it was sent, with what a person would look for in it. */
export interface SentMail {
  messageId: string;
  to: string;
  toName: string;
  fromName: string;
  replyTo: string | null;
  subject: string;
  text: string;
  html: string;
  /** The six digits on a line of their own; undefined without any. */
  code: string | undefined;
  /** The links on lines of their own; the site's own address at the foot aside. */
  links: string[];
}

/** Accepts every mail and remembers it, unless told otherwise. */
export class FakeMailer implements Mailer {
  readonly isConfigured = true;
  readonly sent: SentMail[] = [];
  private fault: (() => Promise<never>) | undefined;

  /** Refuses every mail from now on, for good or for now. */
  fail(how: 'PERMANENT' | 'TEMPORARY' = 'TEMPORARY', answer = how === 'PERMANENT' ? '550 no such user' : '451 try again later'): void {
    this.fault = () => Promise.reject(new MailNotAcceptedError(how === 'PERMANENT', answer));
  }

  /** Answers nothing from now on, until the attempt is broken off. */
  stall(): void {
    this.fault = () => new Promise(() => undefined);
  }

  /** Accepts again. */
  recover(): void {
    this.fault = undefined;
  }

  async send(mail: OutgoingMail, signal: AbortSignal): Promise<string> {
    if (this.fault) {
      const broken = new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      await Promise.race([this.fault(), broken]);
    }
    this.sent.push(read(mail));
    return '250 OK';
  }

  close(): void {}
}

function read({ messageId, to, fromName, replyTo, subject, text, html }: OutgoingMail): SentMail {
  return {
    messageId,
    to: to.address,
    toName: to.name,
    fromName,
    replyTo,
    subject,
    text,
    html,
    code: codeIn(text),
    links: linksIn(text),
  };
}
