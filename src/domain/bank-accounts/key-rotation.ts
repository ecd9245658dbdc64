import type { Actor } from '../../kernel/actor';
import { UnsealError, type Keyring } from '../../kernel/keyring';
import type { Database } from '../../persistence/database';
import {
  SEALED_KINDS,
  type SealedKind,
  type SealedValue,
  type SealedValueRepository,
} from '../../persistence/repositories/sealed-value.repository';
import type { AuditLog } from '../audit/audit-log';
import { FACTOR_PURPOSES } from '../identity/challenge.service';
import { MAIL_PURPOSE } from '../mail/mail-body';
import { BANK_ACCOUNT_PURPOSES } from './bank-account-numbers';

export { SEALED_KINDS, type SealedKind } from '../../persistence/repositories/sealed-value.repository';

/** What became of the values of one kind. */
export interface RotatedKind {
  kind: SealedKind;
  /** Sealed anew under the newest key. */
  resealed: number;
  /** No key here opens them: the key is gone, or somebody changed them. They were left as they are. */
  unopened: number;
}

/** How many values of a kind a key has sealed. */
export interface SealedCount {
  kind: SealedKind;
  keyId: string;
  total: number;
}

/** What the values of each kind are sealed for. */
const PURPOSE_OF: Readonly<Record<SealedKind, string>> = {
  BANK_ACCOUNTS: BANK_ACCOUNT_PURPOSES.numbers,
  PAYMENT_HAND_OVERS: BANK_ACCOUNT_PURPOSES.forPayment,
  KEYS: BANK_ACCOUNT_PURPOSES.key,
  AUTHENTICATOR_APPS: FACTOR_PURPOSES.app,
  CHALLENGES: FACTOR_PURPOSES.code,
  MAILS: MAIL_PURPOSE,
};
const VALUES_AT_ONCE = 100;

/** Seals everything anew under the newest key, so that older ones can be taken away. It may be broken off at any time and run again, beside the portal at work. */
export class KeyRotation {
  constructor(
    private readonly database: Database,
    private readonly values: SealedValueRepository,
    private readonly keyring: Keyring,
    private readonly audit: AuditLog,
  ) {}

  /** What is sealed under which key. */
  async status(): Promise<SealedCount[]> {
    const counts: SealedCount[] = [];
    for (const kind of SEALED_KINDS) for (const count of await this.values.countByKey(kind)) counts.push({ kind, ...count });
    return counts;
  }

  /** `onProgress` is told after each small transaction. */
  async rotate(actor: Actor, onProgress: (kind: RotatedKind) => void = () => undefined): Promise<RotatedKind[]> {
    const rotated: RotatedKind[] = [];
    for (const kind of SEALED_KINDS) rotated.push(await this.rotateKind(kind, onProgress));
    const total = (of: 'resealed' | 'unopened'): number => rotated.reduce((sum, kind) => sum + kind[of], 0);
    await this.database.transaction((transaction) =>
      this.audit.record(transaction, actor, {
        action: 'KEYS_ROTATE',
        subjectType: 'ENCRYPTION_KEYS',
        subjectId: null,
        summary: `${total('resealed')} values were sealed anew under the newest key; ${total('unopened')} could not be opened.`,
        after: Object.fromEntries(rotated.map(({ kind, resealed, unopened }) => [kind, { resealed, unopened }])),
      }),
    );
    return rotated;
  }

  private async rotateKind(kind: SealedKind, onProgress: (kind: RotatedKind) => void): Promise<RotatedKind> {
    const rotated = { kind, resealed: 0, unopened: 0 };
    let after: SealedValue['key'] | undefined;
    for (;;) {
      const values = await this.values.listOutdated(kind, this.keyring.currentId, after, VALUES_AT_ONCE);
      after = values.at(-1)?.key;
      if (after === undefined) return rotated;
      const resealed = values.flatMap((value) => this.resealed(kind, value) ?? []);
      rotated.resealed += await this.values.replace(kind, resealed);
      rotated.unopened += values.length - resealed.length;
      onProgress({ ...rotated });
    }
  }

  private resealed(kind: SealedKind, value: SealedValue): (SealedValue & { resealed: string }) | undefined {
    const purpose = PURPOSE_OF[kind];
    try {
      return { ...value, resealed: this.keyring.seal(this.keyring.open(value.sealed, purpose), purpose) };
    } catch (error) {
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }
}
