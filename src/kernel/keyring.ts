import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Bytes of a key. */
export const KEY_BYTES = 32;

/** A key with the name that sealed text carries. */
export interface NamedKey {
  /** 1 to 16 of `a-z 0-9 -`. */
  id: string;
  key: Buffer;
}

/** Sealed text cannot be opened: its key is not here, it is for another purpose, or somebody changed it. Never says more. */
export class UnsealError extends Error {
  constructor() {
    super('A sealed value cannot be opened with the keys configured.');
    this.name = 'UnsealError';
  }
}

/**
 * Encrypts what the database must keep but never show (AES-256-GCM, NIST SP 800-38D). The keys live outside the database.
 * The first key seals; all of them open, so that a new key can be put before an old one.
 */
export class Keyring {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly current: NamedKey;

  /** @throws Error without a key, for a key of the wrong length, or for two of one name. */
  constructor(keys: readonly NamedKey[]) {
    const [current] = keys;
    if (!current) throw new Error('A keyring needs a key.');
    if (keys.some(({ key }) => key.length !== KEY_BYTES)) throw new Error(`A key has ${KEY_BYTES} bytes.`);
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
    if (this.keys.size !== keys.length) throw new Error('Two keys have one name.');
    this.current = current;
  }

  /** The name of the key that seals. */
  get currentId(): string {
    return this.current.id;
  }

  /** `<key id>.<base64url>`. What is sealed for one purpose, for example `mail`, opens for no other. */
  seal(text: string, purpose: string): string {
    const { id, key } = this.current;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${id}.${sealed.toString('base64url')}`;
  }

  /** @throws UnsealError */
  open(sealed: string, purpose: string): string {
    const [id = '', text = ''] = sealed.split('.');
    const key = this.keys.get(id);
    const bytes = Buffer.from(text, 'base64url');
    if (!key || bytes.length < IV_BYTES + TAG_BYTES) throw new UnsealError();
    try {
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      throw new UnsealError();
    }
  }

  /** Whether another key than the current one sealed it. */
  isOutdated(sealed: string): boolean {
    return !sealed.startsWith(`${this.current.id}.`);
  }
}
