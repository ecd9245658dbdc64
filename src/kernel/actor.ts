/** Whose somebody is: an end user's of the portal, or a platform user's. The two realms share nothing but the form. */
export type Realm = 'PORTAL' | 'PLATFORM';

/** Who does something, and from where: as the audit log names them. */
export interface Actor {
  realm: Realm | 'SYSTEM';
  /** The user's or platform user's number; null for the system, and for somebody who could not be told. */
  id: number | null;
  /** The e-mail or name at the time. */
  name: string;
  requestId: string | null;
  address: string | null;
}

/** Where a request came from. */
export type Origin = Pick<Actor, 'requestId' | 'address'>;

/** The operator at the command line, or a job. */
export function systemActor(name: string): Actor {
  return { realm: 'SYSTEM', id: null, name, requestId: null, address: null };
}
