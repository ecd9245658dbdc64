import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a phone shows for a base32 secret: Debian's oathtool, a stranger's implementation of RFC 6238. */
export function phoneCode(secret: string, at: Date): string {
  const now = at.toISOString().replace('T', ' ').replace(/\..*/, ' UTC');
  return execFileSync('oathtool', ['--totp', '--base32', secret, '--now', now], { encoding: 'utf8' }).trim();
}

/** What a phone's camera reads in a PNG in a `data:` URL: Debian's zbarimg. */
export function readQrCode(dataUrl: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'portal-qr-'));
  try {
    writeFileSync(join(folder, 'code.png'), Buffer.from(dataUrl.replace('data:image/png;base64,', ''), 'base64'));
    const args = ['--quiet', '--raw', join(folder, 'code.png')];
    return execFileSync('zbarimg', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
