/**
 * Whose eyes a read is made with: the accounts linked to a user and what the user's site takes.
 * Every read of contracts, invoices and payments received demands one. It is loaded anew for each request, so a changed link or label counts at once.
 */
export class ViewerScope {
  /** Makes the type nominal: no object literal passes for a scope. */
  declare private readonly loaded: true;

  constructor(
    readonly accountIds: readonly number[],
    readonly privateLabels: readonly string[],
    readonly takesUnlabelled: boolean,
  ) {}
}
