/**
 * What may be asked for without a session: nobody can be logged in before logging in, answering, enrolling or resetting a password, and
 * logging out twice does no harm.
 */
export const FOR_ANYONE = [
  'logIn',
  'logOut',
  'challengeAnswer',
  'challengeResend',
  'passwordForgot',
  'passwordLinkCheck',
  'passwordReset',
  'enrolmentHints',
  'enrolmentSubmit',
];

/** What ends the session that it is asked with: whoever asks for everything asks for these last. */
export const ENDS_SESSION = ['sessionsRevokeAll', 'logOut'];
