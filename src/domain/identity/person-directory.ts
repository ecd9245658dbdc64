import type { PersonRepository, PersonRow } from '../../persistence/repositories/person.repository';
import type { LetterBranding } from '../mail/letter';
import type { PeopleReader, Person, Realm } from './person';

/** Finds people of both realms in the database. */
export class PersonDirectory implements PeopleReader {
  constructor(
    private readonly repository: PersonRepository,
    private readonly platformBranding: LetterBranding,
  ) {}

  async find(realm: Realm, id: number): Promise<Person | undefined> {
    const row = await this.repository.find(realm, id);
    if (!row) return undefined;
    const { mustEnrolApp, mfaIsOn, siteId, email, name, passwordHash } = row;
    const branding = siteId === null ? this.platformBranding : brandingOf(row);
    return { realm, id, siteId, email, name, passwordHash, branding, mustEnrolApp: mustEnrolApp === 1, mfaIsOn: mfaIsOn === 1 };
  }
}

function brandingOf({ siteName, siteUrl, supportEmail, buttonColor }: PersonRow): LetterBranding {
  return { siteName: siteName ?? '', siteUrl: siteUrl ?? '', supportEmail, buttonColor };
}
