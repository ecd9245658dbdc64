/** A UTC instant as the database writes it (`2026-11-23 22:25:23.000`) in RFC 3339. */
export function instantText(sqlText: string): string {
  return `${sqlText.slice(0, 10)}T${sqlText.slice(11)}Z`;
}

/** The same as a point in time. */
export function instantOf(sqlText: string): Date {
  return new Date(instantText(sqlText));
}
