import { readFileSync } from 'node:fs';
import { ConfigurationError } from './config';
import { readBankFile } from './domain/bank-accounts/bank-directory-file';

/** Reads the operator's file of banks; none without one. @throws ConfigurationError naming every line at fault. */
export function readBankDirectory(path: string | undefined): ReadonlyMap<string, string> {
  if (path === undefined) return new Map();
  const { banks, faults } = readBankFile(readText(path));
  if (faults.length > 0) throw new ConfigurationError(faults.map((fault) => `PORTAL_BANK_DIRECTORY=${path}, ${fault}.`));
  return banks;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError([`PORTAL_BANK_DIRECTORY=${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`]);
  }
}
