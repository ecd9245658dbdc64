import { setTimeout as wait } from 'node:timers/promises';
import { generateSync } from 'otplib';

const STEP_SECONDS = 30;
/** Nobody types a code that is about to go. */
const SPARE_SECONDS = 3;

/** An authenticator app on somebody's phone: all it knows is what the QR code said. */
export class AuthenticatorPhone {
  private readonly secret: string;

  /** @param uri `otpauth://totp/…` */
  constructor(uri: string) {
    this.secret = new URL(uri).searchParams.get('secret') ?? '';
  }

  /** The code shown now, which stays for a few seconds at least, and the one shown before it. */
  async codes(): Promise<{ last: string; current: string }> {
    const left = STEP_SECONDS - ((Date.now() / 1000) % STEP_SECONDS);
    if (left < SPARE_SECONDS) await wait(left * 1000);
    const now = Math.floor(Date.now() / 1000);
    return { last: this.codeAt(now - STEP_SECONDS), current: this.codeAt(now) };
  }

  private codeAt(epoch: number): string {
    return generateSync({ secret: this.secret, epoch, period: STEP_SECONDS });
  }
}
