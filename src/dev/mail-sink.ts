import type { AddressInfo, Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { codeIn, linksIn } from './mail-text';

/** A mail as it arrived. */
export interface ArrivedMail {
  /** The envelope's recipients. */
  recipients: string[];
  from: string;
  replyTo: string | undefined;
  /** The `To` header. */
  to: string;
  subject: string;
  messageId: string;
  text: string;
  html: string;
  /** Header names in lower case, in order. */
  headers: string[];
  code: string | undefined;
  links: string[];
}

/**
 * What the sink does with mails: takes them, refuses the recipient for good (550) or for now (451), refuses the content (554), says nothing
 * after DATA, or takes the content and hangs up without an answer.
 */
export type SinkMode = 'ACCEPT' | 'REFUSE_RECIPIENT' | 'TRY_LATER' | 'REFUSE_CONTENT' | 'STALL' | 'DROP_AFTER_DATA';

export interface MailSinkOptions {
  /** How many mails are kept; default 100. */
  keep?: number;
  /** Default: any free one. */
  port?: number;
  onMail?: (mail: ArrivedMail) => void;
}

interface Waiting {
  fits: (mail: ArrivedMail) => boolean;
  take: (mail: ArrivedMail) => void;
}

/** A mail server on this machine that delivers nothing and shows everything. */
export class MailSink {
  /** Accepted mails, oldest first. */
  readonly mails: ArrivedMail[] = [];
  mode: SinkMode = 'ACCEPT';
  /** How often content was received whole, accepted or not. */
  received = 0;
  url = '';
  private readonly handedOut = new WeakSet<ArrivedMail>();
  private readonly waiting = new Set<Waiting>();
  private readonly sockets = new Set<Socket>();
  private readonly server: SMTPServer;

  constructor(private readonly options: MailSinkOptions = {}) {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      size: 10 * 1024 * 1024,
      disableReverseLookup: true,
      closeTimeout: 100,
      onRcptTo: (_address, _session, done) => done(this.refusalOfRecipient()),
      onData: (stream, session, done) => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        this.take(stream, recipients).then((refusal) => refusal !== 'SILENCE' && done(refusal), done);
      },
    });
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.server.once('error', reject);
      this.server.listen(this.options.port ?? 0, '127.0.0.1', resolve);
    });
    this.url = `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /**
   * The first mail to that address that fits, arrived or yet to arrive. Each mail is handed out once.
   * @throws Error when none arrives in time.
   */
  waitFor(to: string, predicate: (mail: ArrivedMail) => boolean = () => true, timeoutMs = 10_000): Promise<ArrivedMail> {
    const fits = (mail: ArrivedMail): boolean =>
      !this.handedOut.has(mail) && mail.recipients.some((address) => address.toLowerCase() === to.toLowerCase()) && predicate(mail);
    const arrived = this.mails.find(fits);
    if (arrived) {
      this.handedOut.add(arrived);
      return Promise.resolve(arrived);
    }
    return new Promise((resolve, reject) => {
      const wait: Waiting = {
        fits,
        take: (mail) => {
          clearTimeout(timer);
          this.waiting.delete(wait);
          resolve(mail);
        },
      };
      const timer = setTimeout(() => {
        this.waiting.delete(wait);
        reject(new Error(`No such mail to ${to} within ${timeoutMs} ms.`));
      }, timeoutMs);
      this.waiting.add(wait);
    });
  }

  /** Hangs up on everybody. */
  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.hangUp();
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private refusalOfRecipient(): Error | undefined {
    if (this.mode === 'REFUSE_RECIPIENT') return answer(550, 'There is nobody of that name here');
    if (this.mode === 'TRY_LATER') return answer(451, 'Please try again later');
    return undefined;
  }

  private async take(stream: SMTPServerDataStream, recipients: string[]): Promise<Error | undefined | 'SILENCE'> {
    const mail = await parse(stream, recipients);
    this.received += 1;
    if (this.mode === 'STALL') return 'SILENCE';
    if (this.mode === 'DROP_AFTER_DATA') {
      this.hangUp();
      return 'SILENCE';
    }
    if (this.mode === 'REFUSE_CONTENT') return answer(554, 'This content is not wanted here');
    this.mails.push(mail);
    if (this.mails.length > (this.options.keep ?? 100)) this.mails.shift();
    this.options.onMail?.(mail);
    const wait = [...this.waiting].find(({ fits }) => fits(mail));
    if (wait) this.handedOut.add(mail);
    wait?.take(mail);
    return undefined;
  }
}

/** Starts a sink on a free loopback port. */
export async function startMailSink(options: MailSinkOptions = {}): Promise<MailSink> {
  const sink = new MailSink(options);
  await sink.start();
  return sink;
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

async function parse(stream: SMTPServerDataStream, recipients: string[]): Promise<ArrivedMail> {
  const mail = await simpleParser(stream);
  const text = mail.text ?? '';
  const to = Array.isArray(mail.to) ? mail.to : [mail.to];
  return {
    recipients,
    from: mail.from?.text ?? '',
    replyTo: mail.replyTo?.text,
    to: to.map((header) => header?.text ?? '').join(', '),
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    text,
    html: mail.html === false ? '' : (mail.html ?? ''),
    headers: mail.headerLines.map(({ key }) => key),
    code: codeIn(text),
    links: linksIn(text),
  };
}
