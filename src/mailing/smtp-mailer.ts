import { createTransport, type NodemailerError, type SendMailOptions } from 'nodemailer';
import { PARALLEL_MAILS } from '../domain/mail/mail-delivery.service';
import { MailNotAcceptedError, type Mailer, type OutgoingMail } from '../domain/mail/mailer';
import { isMailable } from '../domain/mail/plain-text';
import { readSmtpUrl } from './smtp-address';

/** Where mails go and whom they come from. */
export interface SmtpOptions {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  url: string;
  from: { name: string; address: string };
  /** How long connecting, the greeting, and any later silence of the server may last, each. Milliseconds; default 15 000. */
  timeoutMs?: number;
}

/** Shorter than servers wait, so that no mail meets a connection that is being closed. */
const IDLE_MS = 20_000;

/** Answers that are about us and not about the recipient (RFC 4954: authentication and encryption are missing or too weak). */
const ABOUT_US = [530, 534, 535, 538];

/** Hands mails to a mail server by SMTP, over connections that are kept for the next ones. */
export class SmtpMailer implements Mailer {
  readonly isConfigured = true;
  private readonly transport;

  constructor(private readonly options: SmtpOptions) {
    const { host, port, secure, requireTls, auth } = readSmtpUrl(options.url);
    const timeout = options.timeoutMs ?? 15_000;
    this.transport = createTransport({
      pool: true,
      host,
      port,
      secure,
      requireTLS: requireTls,
      // Where plain text would do as well, a certificate nobody can check is better than none (RFC 7435).
      tls: { rejectUnauthorized: requireTls },
      ...(auth && { auth }),
      maxConnections: PARALLEL_MAILS,
      // Only what has not begun is repeated here; whatever else goes wrong is for the outbox to count.
      maxRequeues: 1,
      idleTimeout: IDLE_MS,
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      dnsTimeout: timeout,
      socketTimeout: timeout,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(mail: OutgoingMail, signal: AbortSignal): Promise<string> {
    if (!isMailable(mail.to.address)) throw new MailNotAcceptedError(true, 'This is not an address that mail can be sent to.');
    try {
      return (await this.transport.sendMail(this.messageOf(mail, signal))).response;
    } catch (error) {
      signal.throwIfAborted();
      throw explain(error as NodemailerError);
    }
  }

  close(): void {
    this.transport.close({ force: true });
  }

  private messageOf({ messageId, to, fromName, replyTo, subject, text, html }: OutgoingMail, signal: AbortSignal): SendMailOptions {
    const { from } = this.options;
    return {
      messageId,
      from: { name: fromName === '' ? from.name : fromName, address: from.address },
      to: { name: to.name, address: to.address },
      ...(replyTo !== null && { replyTo: { name: '', address: replyTo } }),
      // Said once more, so that no header decides who gets it.
      envelope: { from: from.address, to: [to.address] },
      subject,
      text,
      html,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      signal,
    };
  }
}

/** 5xx to the recipient or to the mail itself is for good; everything else may be otherwise later. */
function explain(error: NodemailerError): MailNotAcceptedError {
  const { responseCode = 0, command = '', response } = error;
  const isRefusal = responseCode >= 500 && responseCode < 600 && !ABOUT_US.includes(responseCode);
  const isPermanent = isRefusal && (command === 'RCPT TO' || command === 'DATA');
  return new MailNotAcceptedError(isPermanent, typeof response === 'string' ? response : error.message, { cause: error });
}
