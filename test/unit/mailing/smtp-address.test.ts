import { readSmtpUrl } from '../../../src/mailing/smtp-address';

describe('the URL of a mail server', () => {
  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, secure: false, requireTls: false, auth: undefined }],
    ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, secure: false, requireTls: false, auth: undefined }],
    ['smtp://mail.example.com?tls=required', { host: 'mail.example.com', port: 587, secure: false, requireTls: true, auth: undefined }],
    ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, secure: true, requireTls: true, auth: undefined }],
    ['smtp://[::1]:25', { host: '::1', port: 25, secure: false, requireTls: false, auth: undefined }],
  ])('%s', (url, expected) => {
    expect(readSmtpUrl(url)).toEqual(expected);
  });

  it('a password never leaves this machine unencrypted', () => {
    expect(readSmtpUrl('smtp://me%40x:p%3Aw@mail.example.com')).toMatchObject({ requireTls: true, auth: { user: 'me@x', pass: 'p:w' } });
    expect(readSmtpUrl('smtp://me:pw@localhost')).toMatchObject({ requireTls: false });
  });
});
