/** InnoDB leaves words shorter than this out of a full-text index (innodb_ft_min_token_size). */
const SHORTEST_INDEXED = 3;
/** And cuts none longer than this (innodb_ft_max_token_size). */
const LONGEST_INDEXED = 84;
/** InnoDB's own stop words: they are in no index, yet people are called Will and De La Cruz. */
const STOP_WORDS = new Set(
  'a about an are as at be by com de en for from how i in is it la of on or that the this to was what when where who will with und the www'.split(
    ' ',
  ),
);
const WORD = /[\p{L}\p{N}_]*[\p{L}\p{N}][\p{L}\p{N}_]*/gu;

/** What a person typed, as words an index can answer for and words it cannot. */
export interface SearchWords {
  /** A boolean full-text query in which each word stands as a beginning; undefined when no word is long enough. */
  indexed: string | undefined;
  /** Short words and stop words: to be checked on the rows found otherwise. */
  others: string[];
}

/** Takes a search text apart. Nothing in it can act as an operator of the full-text query. */
export function searchWords(text: string): SearchWords {
  const words = [...new Set((text.normalize('NFC').toLowerCase().match(WORD) ?? []).map((word) => word.slice(0, LONGEST_INDEXED)))];
  const isIndexed = (word: string): boolean => [...word].length >= SHORTEST_INDEXED && !STOP_WORDS.has(word);
  const indexed = words.filter(isIndexed).map((word) => `+${word}*`);
  return { indexed: indexed.length > 0 ? indexed.join(' ') : undefined, others: words.filter((word) => !isIndexed(word)) };
}

/** A regular expression for a word that begins with `word`; words have only letters, digits and underscores. */
export function wordBeginning(word: string): string {
  return `(^|[^[:alnum:]])${word}`;
}
