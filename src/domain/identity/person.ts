import type { Actor, Origin, Realm } from '../../kernel/actor';
import type { Person } from '../../persistence/repositories/person.repository';
import type { Act } from '../audit/audit-log';

export { isInForce, type Person, type PersonRepository } from '../../persistence/repositories/person.repository';

/** Somebody of a realm who acts, as the audit log names them. */
export function actorOf({ realm, id, email }: Pick<Person, 'realm' | 'id' | 'email'>, origin: Origin): Actor {
  return { realm, id, name: email, ...origin };
}

/** Somebody of a realm to whom something is done, as the audit log names them; without an id nobody knows whom. */
export function subjectOf(realm: Realm, id: number | null): Pick<Act, 'subjectType' | 'subjectId'> {
  return { subjectType: realm === 'PORTAL' ? 'USER' : 'PLATFORM_USER', subjectId: id };
}
