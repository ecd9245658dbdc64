import type { Transaction } from '../../persistence/database';
import type { PlatformUserRepository } from '../../persistence/repositories/platform-user.repository';
import type { Letter, Outbox } from '../mail/letter';
import { platformBranding } from '../mail/platform-branding';
import { HALT_ADVICE } from './sync-health';
import type { HaltAlarm } from './sync.service';

/** Writes to every administrator who can log in that the sync stands still: one letter to each for each halt. */
export class HaltLetters implements HaltAlarm {
  constructor(
    private readonly platformUsers: Pick<PlatformUserRepository, 'listActiveAdministrators'>,
    private readonly outbox: Outbox,
    /** Where platform users reach the portal. */
    private readonly publicUrl: string,
  ) {}

  async syncHalted(transaction: Transaction, reason: string): Promise<void> {
    const branding = platformBranding(this.publicUrl);
    const administrators = await this.platformUsers.listActiveAdministrators(transaction);
    const letters = administrators.map(({ id, email, name }): Letter => ({
      realm: 'PLATFORM',
      personId: id,
      siteId: null,
      to: { email, name },
      branding,
      content: { kind: 'SYNC_HALTED', reason, advice: HALT_ADVICE },
    }));
    await this.outbox.post(transaction, ...letters);
  }
}
