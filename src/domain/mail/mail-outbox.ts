import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock';
import type { Keyring } from '../../kernel/keyring';
import type { Transaction } from '../../persistence/database';
import type { MailRepository, NewMail } from '../../persistence/repositories/mail.repository';
import { giveUpAt, usefulUntil } from './delivery-plan';
import type { Letter, Outbox } from './letter';
import { renderLetter } from './letter-layout';
import { sealBody } from './mail-body';
import { isMailable, singleLine } from './plain-text';

const LONGEST_NAME = 100;
const LONGEST_ADDRESS = 254;
const MAILS_AT_ONCE = 100;

/** Keeps letters in the database, written by the transaction that has a reason for them and sealed; the worker sends them. */
export class MailOutbox implements Outbox {
  constructor(
    private readonly mails: MailRepository,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** A letter to what is no e-mail address is a dead one at once: staff see it, and whoever posts it is not disturbed. */
  async post(transaction: Transaction, ...letters: readonly Letter[]): Promise<void> {
    for (let from = 0; from < letters.length; from += MAILS_AT_ONCE) {
      const mails = letters.slice(from, from + MAILS_AT_ONCE).map((letter) => this.mailOf(letter));
      await this.mails.saveNew(transaction, mails);
    }
  }

  private mailOf(letter: Letter): NewMail {
    const { subject, text, html } = renderLetter(letter);
    const { to, branding } = letter;
    const { supportEmail } = branding;
    const fromName = singleLine(branding.siteName, LONGEST_NAME);
    const body = { fromName, toName: singleLine(to.name, LONGEST_NAME), replyTo: supportEmail, text, html };
    const mail = this.headOf(letter, subject);
    if (isMailable(to.email)) {
      const due = { nextAttemptAt: mail.createdAt, diedAt: null, lastError: null };
      return { ...mail, ...due, sealedBody: sealBody(this.keyring, body), state: 'QUEUED' };
    }
    const lastError = 'This is not an address that mail can be sent to.';
    return { ...mail, nextAttemptAt: null, sealedBody: null, state: 'DEAD', diedAt: mail.createdAt, lastError };
  }

  private headOf(
    { realm, personId, siteId, to, branding, content }: Letter,
    subject: string,
  ): Omit<NewMail, 'sealedBody' | 'state' | 'nextAttemptAt' | 'diedAt' | 'lastError'> {
    const createdAt = this.clock.now();
    return {
      kind: content.kind,
      realm,
      personId,
      siteId,
      toAddress: singleLine(to.email, LONGEST_ADDRESS),
      subject,
      messageId: `<${randomUUID()}@${hostOf(branding.siteUrl)}>`,
      createdAt,
      usefulUntil: usefulUntil(createdAt, content),
      giveUpAt: giveUpAt(createdAt),
    };
  }
}

function hostOf(siteUrl: string): string {
  return URL.canParse(siteUrl) ? new URL(siteUrl).hostname : 'localhost';
}
