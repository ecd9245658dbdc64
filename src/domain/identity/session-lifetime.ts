import { instantOf } from '../../kernel/instant';

/** How long a platform user's log-in lasts (domain.md §3); end users' sites say it themselves. Milliseconds. */
export const PLATFORM_SESSION_LIFETIME = { idleMs: 30 * 60_000, absoluteMs: 12 * 3_600_000 } as const;

/** Staff look as a customer for at most this long, used or not. Milliseconds. */
export const VIEW_AS_LIFETIME_MS = 15 * 60_000;

/** Use is written down at most this often, so that reading costs no write. */
const USE_NOTED_EVERY_MS = 60_000;

/** A platform user's session last used before this has idled out. */
export function platformIdleLimit(now: Date): Date {
  return new Date(now.getTime() - PLATFORM_SESSION_LIFETIME.idleMs);
}

/** Whether the last noted use (SQL text, UTC) is old enough to be noted anew. */
export function useIsStale(lastUsedAt: string, now: Date): boolean {
  return now.getTime() - instantOf(lastUsedAt).getTime() > USE_NOTED_EVERY_MS;
}

/** A factor shown this long ago still counts for sensitive operations. */
const FRESH_MS = 10 * 60_000;

/** Whether whoever has the session has shown a factor recently enough for something sensitive. */
export function isFresh(steppedUpAt: Date | null, now: Date): boolean {
  return steppedUpAt !== null && now.getTime() - steppedUpAt.getTime() <= FRESH_MS;
}
