import type { Realm } from '../../persistence/entities/second-factor.entity';
import type { LetterBranding } from '../mail/letter';

export type { Realm } from '../../persistence/entities/second-factor.entity';

/** Somebody of either realm who may log in: switched on, and so is their site. */
export interface Person {
  realm: Realm;
  id: number;
  /** Null for platform users. */
  siteId: number | null;
  email: string;
  name: string;
  passwordHash: string | null;
  /** A session is good for nothing but enrolling an authenticator app until there is one. */
  mustEnrolApp: boolean;
  /** Whether e-mailed codes are asked for at this person's log-in. */
  mfaIsOn: boolean;
  branding: LetterBranding;
}

/** How people are found. */
export interface PeopleReader {
  /** Undefined for somebody who is unknown or may not log in. */
  find(realm: Realm, id: number): Promise<Person | undefined>;
}
