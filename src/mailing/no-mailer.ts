import { MailNotAcceptedError, type Mailer } from '../domain/mail/mailer';

/** Stands in where no mail server is configured: what is in the outbox stays there until one is. */
export const noMailer: Mailer = {
  isConfigured: false,
  send: () => Promise.reject(new MailNotAcceptedError(false, 'No mail server is configured.')),
  close: () => undefined,
};
