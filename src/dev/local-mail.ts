import type { Config } from '../config';
import { type ArrivedMail, type MailSink, startMailSink } from './mail-sink';

/** The sink that stands in where no mail server is configured, and how to reach it. */
export interface LocalMail {
  sink: MailSink;
  mail: NonNullable<Config['mail']>;
}

const HIGHLIGHT = '\u001b[1m';
const PLAIN = '\u001b[0m';

/** Takes every mail on this machine and tells it line by line: nothing leaves. Undefined where a mail server is configured. */
export async function startLocalMail(config: Config, tell: (line: string) => void, highlights: boolean): Promise<LocalMail | undefined> {
  if (config.mail) return undefined;
  const sink = await startMailSink({ onMail: (mail) => describeMail(mail, highlights).forEach(tell) });
  return { sink, mail: { url: sink.url, from: { name: 'Customer portal', address: 'no-reply@portal.example' } } };
}

/** A mail in a few lines, what one needs of it on lines of their own. */
export function describeMail({ recipients, subject, code, links }: ArrivedMail, highlights: boolean): string[] {
  const shown = (text: string): string => (highlights ? `${HIGHLIGHT}${text}${PLAIN}` : text);
  const secrets = [...(code === undefined ? [] : [`    code  ${shown(code)}`]), ...links.map((link) => `    link  ${shown(link)}`)];
  return [`  Mail to ${recipients.join(', ')}: ${subject}`, ...secrets];
}
