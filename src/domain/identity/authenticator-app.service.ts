import { toDataURL } from 'qrcode';
import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import type { Keyring } from '../../kernel/keyring';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { PersonKey, SecondFactorRepository } from '../../persistence/repositories/second-factor.repository';
import type { AuditAction, AuditLog } from '../audit/audit-log';
import { appSeal } from './challenge.service';
import { authenticatorUri, fittingTimeStep, hashRecoveryCode, newRecoveryCode, newSecret } from './one-time-code';
import type { PersonLetters } from './person-letters';
import { subjectOf, type Person } from './person';

const RECOVERY_CODES = 10;

/** What a person's authenticator app is to be fed with; shown this once. */
export interface AppOffer {
  /** `otpauth://…` (Key Uri Format). */
  uri: string;
  /** The same as a PNG in a `data:` URL. */
  qrCode: string;
  /** The same to be typed by hand, in base32. */
  secret: string;
}

/** What is known of somebody's second factors; nothing of it is a secret. */
export interface FactorState {
  appIsEnrolled: boolean;
  recoveryCodesLeft: number;
}

/** What authenticator apps need. */
export interface AuthenticatorAppParts {
  database: Database;
  factors: SecondFactorRepository;
  letters: PersonLetters;
  audit: AuditLog;
  keyring: Keyring;
  clock: Clock;
}

const NO_APP: Refusal = { code: 'NO_APP', message: 'No authenticator app is enrolled.' };

/** Authenticator apps (RFC 6238) and recovery codes of both realms. Each change is told by mail and in the audit log. */
export class AuthenticatorAppService {
  constructor(private readonly parts: AuthenticatorAppParts) {}

  /** Offers a new app, which counts for nothing until it is confirmed. Refused: `APP_ENROLLED` while one is. */
  async begin(person: Person): Promise<Outcome<AppOffer>> {
    const { database, factors, letters, keyring, clock } = this.parts;
    const secret = newSecret();
    const sealed = appSeal(keyring).seal(secret);
    const offered = await database.transaction((transaction) => factors.saveNewApp(transaction, person, sealed, clock.now()));
    if (!offered) return refused({ code: 'APP_ENROLLED', message: 'An authenticator app is enrolled already. Remove it first.' });
    const { siteName } = await letters.brandingOf(person);
    const uri = authenticatorUri(siteName, person.email, secret);
    return done({ uri, secret, qrCode: await toDataURL(uri, { errorCorrectionLevel: 'M', margin: 2 }) });
  }

  /**
   * Enrols the offered app by a code of it, which is then spent; `complete` joins in the transaction. The recovery codes are shown this once.
   * Refused: `NO_APP_OFFERED`, `WRONG_ANSWER`.
   */
  async confirm<Value>(
    actor: Actor,
    person: Person,
    code: string,
    complete: (transaction: Transaction) => Promise<Value>,
  ): Promise<Outcome<{ recoveryCodes: string[]; value: Value }>> {
    const { database, factors, keyring, clock } = this.parts;
    const now = clock.now();
    const app = await factors.findApp(person);
    if (!app || app.confirmedAt !== null) {
      return refused({ code: 'NO_APP_OFFERED', message: 'There is no authenticator app waiting to be confirmed. Start again.' });
    }
    const step = fittingTimeStep(appSeal(keyring).open(app.sealedSecret), code, now);
    const wrong: Refusal = {
      code: 'WRONG_ANSWER',
      message: 'That is not the code your app shows now. Wait for the next one.',
      field: 'code',
    };
    if (step === undefined) return refused(wrong);
    return database.transaction(async (transaction) => {
      if (!(await factors.confirmApp(transaction, person, app.sealedSecret, step, now))) return refused(wrong);
      const recoveryCodes = await this.giveRecoveryCodes(transaction, person);
      await this.tell(transaction, actor, person, 'APP_ENROL', 'An authenticator app was enrolled.');
      return done({ recoveryCodes, value: await complete(transaction) });
    });
  }

  /** Takes the app and its recovery codes away. Refused: `NO_APP`, and `APP_REQUIRED` to those who must have one. */
  async remove(actor: Actor, person: Person): Promise<Outcome<{ removed: true }>> {
    if (person.mustEnrolApp) {
      return refused({ code: 'APP_REQUIRED', message: 'You must have an authenticator app. Ask us to help you move to another one.' });
    }
    return this.removeFor(actor, person, undefined);
  }

  /** The same, by staff for somebody who has lost it; whoever must have one enrols anew at the next log-in. Refused: `NO_APP`. */
  async removeFor(actor: Actor, person: Person, reason: string | undefined): Promise<Outcome<{ removed: true }>> {
    return this.parts.database.transaction(async (transaction) => {
      if (!(await this.parts.factors.removeApp(transaction, person))) return refused(NO_APP);
      await this.tell(
        transaction,
        actor,
        person,
        'APP_REMOVE',
        'The authenticator app was removed, and its recovery codes with it.',
        reason,
      );
      return done({ removed: true });
    });
  }

  /** Ten new recovery codes; the old ones are dead. Refused: `NO_APP`. */
  async renewRecoveryCodes(actor: Actor, person: Person): Promise<Outcome<{ recoveryCodes: string[] }>> {
    const { database, factors } = this.parts;
    const app = await factors.findApp(person);
    if (!app || app.confirmedAt === null) return refused(NO_APP);
    return database.transaction(async (transaction) => {
      const recoveryCodes = await this.giveRecoveryCodes(transaction, person);
      await this.tell(transaction, actor, person, 'RECOVERY_CODES_RENEW', 'New recovery codes were made; the old ones are dead.');
      return done({ recoveryCodes });
    });
  }

  /** Tells the person, in the transaction that spends it, that a recovery code was used. */
  async recoveryCodeUsed(transaction: Transaction, actor: Actor, person: Person): Promise<void> {
    await this.tell(transaction, actor, person, 'RECOVERY_CODE_USE', 'A recovery code was used to log in or to confirm something.');
  }

  async stateOf(person: PersonKey): Promise<FactorState> {
    const app = await this.parts.factors.findApp(person);
    const appIsEnrolled = app != null && app.confirmedAt !== null;
    return { appIsEnrolled, recoveryCodesLeft: appIsEnrolled ? await this.parts.factors.countRecoveryCodes(person) : 0 };
  }

  private async giveRecoveryCodes(transaction: Transaction, person: Person): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await this.parts.factors.replaceRecoveryCodes(transaction, person, codes.map(hashRecoveryCode), this.parts.clock.now());
    return codes;
  }

  private async tell(
    transaction: Transaction,
    actor: Actor,
    person: Person,
    action: AuditAction,
    what: string,
    reason?: string,
  ): Promise<void> {
    await this.parts.audit.record(transaction, actor, {
      action,
      ...subjectOf(person.realm, person.id),
      summary: `${person.email}: ${what}`,
      ...(reason !== undefined && { reason }),
    });
    await this.parts.letters.post(transaction, [{ person, content: () => ({ kind: 'FACTOR_CHANGED', what }) }]);
  }
}
