/** What makes two e-mail addresses the same user of a site: white space around and upper or lower case don't count. */
export function emailKey(email: string): string {
  return email.trim().toLowerCase();
}
