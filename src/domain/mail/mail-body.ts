import type { Keyring } from '../../kernel/keyring';
import type { OutgoingMail } from './mailer';

/** What a mail is made of beyond its columns. Holds secrets: it is stored sealed and forgotten once sent. */
export type MailBody = Pick<OutgoingMail, 'fromName' | 'replyTo' | 'text' | 'html'> & { toName: string };

/** What bodies are sealed for. */
export const MAIL_PURPOSE = 'mail';

export function sealBody(keyring: Keyring, body: MailBody): string {
  return keyring.seal(JSON.stringify(body), MAIL_PURPOSE);
}

/** @throws UnsealError when its key is gone. */
export function openBody(keyring: Keyring, sealed: string): MailBody {
  return JSON.parse(keyring.open(sealed, MAIL_PURPOSE)) as MailBody;
}
