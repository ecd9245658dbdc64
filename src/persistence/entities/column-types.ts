import type { ColumnOptions } from 'typeorm';

const asNumber = { from: (value: string | null) => (value === null ? null : Number(value)), to: (value: unknown) => value };

/** A servicing system's oid or one of our own ids: at most 2^53 − 1, a number in memory. */
export const id = { type: 'bigint', unsigned: true, transformer: asNumber } satisfies ColumnOptions;

/** Integer cents, a number in memory. */
export const cents = { type: 'bigint', transformer: asNumber } satisfies ColumnOptions;

/** A UTC instant with milliseconds. */
export const instant = { type: 'datetime', precision: 3 } satisfies ColumnOptions;

/** A word of a closed list, compared byte by byte. */
export const word = { type: 'varchar', length: 20, charset: 'ascii', collation: 'ascii_bin' } satisfies ColumnOptions;

/** Text compared byte by byte, as private labels and e-mail keys are. */
export const exactText = { type: 'varchar', length: 254, charset: 'utf8mb4', collation: 'utf8mb4_bin' } satisfies ColumnOptions;

/** ISO 4217. */
export const currency = { type: 'char', length: 3, charset: 'ascii', collation: 'ascii_bin' } satisfies ColumnOptions;

/** A SHA-256 digest. */
export const digest = { type: 'binary', length: 32 } satisfies ColumnOptions;
