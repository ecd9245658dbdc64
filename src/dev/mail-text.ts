/** What a person would look for in a letter of ours: all above its foot. */
function linesOf(text: string): string[] {
  return (text.split(/^-- ?$/m)[0] ?? '').split(/\r?\n/).map((line) => line.trim());
}

/** The six digits that stand on a line of their own; undefined without any. */
export function codeIn(text: string): string | undefined {
  return linesOf(text).find((line) => /^\d{6}$/.test(line));
}

/** The links that stand on lines of their own. */
export function linksIn(text: string): string[] {
  return linesOf(text).filter((line) => /^https?:\/\/\S+$/.test(line));
}
