import type { Realm } from '../../kernel/actor';
import type { Transaction } from '../../persistence/database';
import type { SiteRepository } from '../../persistence/repositories/site.repository';
import type { LetterBranding, LetterContent, Outbox } from '../mail/letter';
import { siteBranding } from '../sites/site-branding';

/** Somebody to write to. */
export interface Addressee {
  realm: Realm;
  id: number;
  /** Null on the platform. */
  siteId: number | null;
  email: string;
  name: string;
}

/** What is written to whom; the content is made from where the links lead. */
export interface PersonLetter {
  person: Addressee;
  content: (branding: LetterBranding) => LetterContent;
}

/** Letters to people of either realm, in the looks of their site or of the platform. */
export class PersonLetters {
  constructor(
    private readonly outbox: Outbox,
    private readonly sites: Pick<SiteRepository, 'findByIds'>,
    /** For platform users; its `siteUrl` is where their front end is. */
    private readonly platformBranding: LetterBranding,
  ) {}

  /** Posts letters, which go out if, and only if, the transaction is committed. */
  async post(transaction: Transaction, letters: readonly PersonLetter[]): Promise<void> {
    const siteIds = [...new Set(letters.flatMap(({ person }) => (person.siteId === null ? [] : [person.siteId])))];
    const sites = siteIds.length > 0 ? await this.sites.findByIds(siteIds) : [];
    const brandings = new Map<number | null, LetterBranding>(sites.map((site) => [site.id, siteBranding(site)]));
    brandings.set(null, this.platformBranding);
    const addressed = letters.map(({ person, content }) => {
      const { realm, id: personId, siteId, email, name } = person;
      const branding = brandings.get(siteId) as LetterBranding;
      return { realm, personId, siteId, to: { email, name }, branding, content: content(branding) };
    });
    await this.outbox.post(transaction, ...addressed);
  }

  /** The looks of whatever the person is shown by us. */
  async brandingOf({ siteId }: Addressee): Promise<LetterBranding> {
    const [site] = siteId === null ? [] : await this.sites.findByIds([siteId]);
    return site ? siteBranding(site) : this.platformBranding;
  }
}
