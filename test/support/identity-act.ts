import { FactorClient } from './factor-client';
import { globalId } from './ids';
import { phoneCode } from './phone';
import type { TestPortal } from './portal';
import { PASSWORD } from './story';

/** How to call a mutation so that it does something, by whom, and the entry it must leave; null where looking or asking is no act. */
export interface IdentityAct {
  action: string | null;
  prepare(): Promise<{ input?: object; token?: string; actor: string }>;
}

const NEW_PASSWORD = 'a different horse, battery and staple';

/** Every mutation of the admin API that has to do with logging in. */
export function identityActs(app: TestPortal, administrator: { email: string; token: string }): Record<string, IdentityAct> {
  const { story, admin, clock } = app;
  const client = new FactorClient(app);
  const colleague = async () => {
    const person = await story.makePlatformUser();
    return { ...person, token: await admin.logIn(person), platformUserId: globalId('PlatformUser', person.id) };
  };
  const offered = async () => {
    const person = await colleague();
    const query = 'mutation { authenticatorAppBegin { offer { secret } } }';
    const { authenticatorAppBegin } = await admin.data<{ authenticatorAppBegin: { offer: { secret: string } } }>(query, {}, person.token);
    return { ...person, code: phoneCode(authenticatorAppBegin.offer.secret, clock.now()) };
  };
  const enrolled = async () => {
    const { code, ...person } = await offered();
    const query = 'mutation ($code: String!) { authenticatorAppConfirm(input: { code: $code }) { session { token } } }';
    const { authenticatorAppConfirm } = await admin.data<{ authenticatorAppConfirm: { session: { token: string } } }>(
      query,
      { code },
      person.token,
    );
    return { ...person, token: authenticatorAppConfirm.session.token };
  };
  const challenged = async () => {
    const { token, email } = await colleague();
    const query = 'mutation { stepUpBegin { challenge { token } } }';
    const { stepUpBegin } = await admin.data<{ stepUpBegin: { challenge: { token: string } } }>(query, {}, token);
    return { token, email, challengeToken: stepUpBegin.challenge.token };
  };
  const linkFor = async () => {
    const person = await story.makePlatformUser();
    await admin.data('mutation ($email: String!) { passwordForgot(input: { email: $email }) { message } }', { email: person.email });
    return { email: person.email, token: app.outbox.lastToken(person.email) };
  };
  const mailed = async () => {
    await story.change('REPLACE INTO identity_settings (id, mfa_on_all_sites, mfa_on_platform, version) VALUES (1, 0, 1, 1)', []);
    const person = await story.makePlatformUser();
    const { token } = await client.begin(person);
    await story.change('DELETE FROM identity_settings', []);
    clock.advanceSeconds(30);
    return { email: person.email, challengeToken: token };
  };
  const user = async (hasPassword = true) => {
    const { id } = await story.makeUser({ site: await story.makeSite() });
    if (!hasPassword) await story.change('UPDATE users SET password_hash = NULL WHERE id = ?', [id]);
    return { id, userId: globalId('User', id) };
  };
  const giveApp = (realm: string, id: number) =>
    story.change(
      "INSERT INTO authenticator_apps (realm, person_id, sealed_secret, confirmed_at, last_time_step, created_at) VALUES (?, ?, 'x', NOW(), 0, NOW())",
      [realm, id],
    );
  const byAdministrator = (input: object) => ({ input, token: administrator.token, actor: administrator.email });
  const reason = 'ticket 4711: lost the phone';
  return {
    challengeAnswer: {
      action: 'STEP_UP',
      prepare: async () => {
        const { token, email, challengeToken } = await challenged();
        return { input: { challengeToken, method: 'PASSWORD', answer: PASSWORD }, token, actor: email };
      },
    },
    challengeResend: {
      action: null,
      prepare: async () => {
        const { email, challengeToken } = await mailed();
        return { input: { challengeToken }, actor: email };
      },
    },
    stepUpBegin: { action: null, prepare: async () => actor(await colleague()) },
    authenticatorAppBegin: { action: null, prepare: async () => actor(await colleague()) },
    authenticatorAppConfirm: {
      action: 'APP_ENROL',
      prepare: async () => {
        const { code, ...person } = await offered();
        return { ...actor(person), input: { code } };
      },
    },
    authenticatorAppRemove: { action: 'APP_REMOVE', prepare: async () => actor(await enrolled()) },
    sessionsRevokeAll: { action: 'SESSION_REVOKE', prepare: async () => actor(await colleague()) },
    recoveryCodesRenew: { action: 'RECOVERY_CODES_RENEW', prepare: async () => actor(await enrolled()) },
    passwordChange: {
      action: 'PASSWORD_CHANGE',
      prepare: async () => ({ ...actor(await colleague()), input: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD } }),
    },
    passwordForgot: {
      action: 'PASSWORD_FORGOT',
      prepare: async () => {
        const { email } = await story.makePlatformUser();
        return { input: { email }, actor: email };
      },
    },
    passwordLinkCheck: {
      action: null,
      prepare: async () => {
        const { email, token } = await linkFor();
        return { input: { token }, actor: email };
      },
    },
    passwordReset: {
      action: 'PASSWORD_RESET',
      prepare: async () => {
        const { email, token } = await linkFor();
        return { input: { token, newPassword: NEW_PASSWORD }, actor: email };
      },
    },
    mfaSettingsUpdate: {
      action: 'MFA_SETTINGS_UPDATE',
      prepare: () => Promise.resolve(byAdministrator({ version: 0, onAllSites: true })),
    },
    userResetPassword: { action: 'PASSWORD_LINK_SEND', prepare: async () => byAdministrator({ userId: (await user()).userId }) },
    userResendRegistration: { action: 'PASSWORD_LINK_SEND', prepare: async () => byAdministrator({ userId: (await user(false)).userId }) },
    userRequireApp: { action: 'APP_REQUIRE', prepare: async () => byAdministrator({ userId: (await user()).userId, isRequired: true }) },
    userRemoveApp: {
      action: 'APP_REMOVE',
      prepare: async () => {
        const { id, userId } = await user();
        await giveApp('PORTAL', id);
        return byAdministrator({ userId, reason });
      },
    },
    platformUserResetPassword: {
      action: 'PASSWORD_LINK_SEND',
      prepare: async () => byAdministrator({ platformUserId: (await colleague()).platformUserId }),
    },
    platformUserRequireApp: {
      action: 'APP_REQUIRE',
      prepare: async () => byAdministrator({ platformUserId: (await colleague()).platformUserId, isRequired: true }),
    },
    platformUserRemoveApp: {
      action: 'APP_REMOVE',
      prepare: async () => {
        const { id, platformUserId } = await colleague();
        await giveApp('PLATFORM', id);
        return byAdministrator({ platformUserId, reason });
      },
    },
  };
}

function actor({ token, email }: { token: string; email: string }): { token: string; actor: string } {
  return { token, actor: email };
}
