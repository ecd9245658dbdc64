/** How to reach a mail server, out of its URL. */
export interface SmtpAddress {
  host: string;
  port: number;
  /** Encrypted from the first byte. */
  secure: boolean;
  /** Unencrypted mail is refused: without STARTTLS, or with a certificate that does not fit, nothing is sent. */
  requireTls: boolean;
  auth: { user: string; pass: string } | undefined;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/**
 * Reads `smtps://user:password@host:465` or `smtp://host:587`. With `smtp://`, STARTTLS is used where it is offered; `?tls=required` insists on it,
 * and so does a password that would leave this machine.
 */
export function readSmtpUrl(text: string): SmtpAddress {
  const url = new URL(text);
  const secure = url.protocol === 'smtps:';
  const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '');
  const auth = url.username === '' ? undefined : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  const requireTls = secure || url.searchParams.get('tls') === 'required' || (auth !== undefined && !LOOPBACK.test(host));
  return { host, port: url.port === '' ? (secure ? 465 : 587) : Number(url.port), secure, requireTls, auth };
}
