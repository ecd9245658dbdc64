import { notFound } from '../../kernel/fault';
import type { PageRequest } from '../../kernel/page';
import type {
  AffectedUserRow,
  LabelMapping,
  MappingPreviewRepository,
  MappingStep,
  MovedContractRow,
} from '../../persistence/repositories/mapping-preview.repository';
import type { SiteRepository } from '../../persistence/repositories/site.repository';

export type { AffectedUserRow, MovedContractRow } from '../../persistence/repositories/mapping-preview.repository';

/** One side of a preview: what would come, or what would go. */
export interface MappingSide {
  contracts(page: PageRequest): Promise<MovedContractRow[]>;
  countContracts(): Promise<number>;
  users(page: PageRequest): Promise<AffectedUserRow[]>;
  countUsers(): Promise<number>;
}

/** What a changed mapping of labels would do, told before it is done. */
export class MappingPreviewService {
  constructor(
    private readonly sites: SiteRepository,
    private readonly previews: MappingPreviewRepository,
  ) {}

  /** Compares the site's mapping now with the one given. @throws Fault NOT_FOUND for an unknown site. */
  async preview(siteId: number, wanted: LabelMapping): Promise<{ gained: MappingSide; lost: MappingSide }> {
    const [site] = await this.sites.findByIds([siteId]);
    if (!site) throw notFound();
    // Losing is gaining backwards.
    return {
      gained: this.side({ siteId, before: site, after: wanted }),
      lost: this.side({ siteId, before: wanted, after: site }),
    };
  }

  private side(step: MappingStep): MappingSide {
    return {
      contracts: (page) => this.previews.listContracts(step, page),
      countContracts: () => this.previews.countContracts(step),
      users: (page) => this.previews.listUsers(step, page),
      countUsers: () => this.previews.countUsers(step),
    };
  }
}
