import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KEY_BYTES, type NamedKey } from '../kernel/keyring';
import { defaultDatabaseDirectory } from './local-database-files';

/** The key of this folder's own, beside its private database; made at its first use, readable by its owner only. Never for production. */
export function localEncryptionKey(directory = dirname(defaultDatabaseDirectory())): NamedKey {
  const file = join(directory, 'encryption-key');
  mkdirSync(directory, { recursive: true });
  try {
    writeFileSync(file, randomBytes(KEY_BYTES).toString('base64'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return { id: 'local', key: Buffer.from(readFileSync(file, 'utf8'), 'base64') };
}
