import { registerEnumType } from 'type-graphql';

/** Registers a closed list of words as a GraphQL enum; every value must be described. */
export function describedEnum<Word extends string>(
  name: string,
  description: string,
  values: Record<Word, string>,
): { [Key in Word]: Key } {
  const words = Object.keys(values) as Word[];
  const enumObject = Object.fromEntries(words.map((word) => [word, word])) as { [Key in Word]: Key };
  const valuesConfig = Object.fromEntries(words.map((word) => [word, { description: values[word] }])) as Record<
    Word,
    { description: string }
  >;
  registerEnumType(enumObject, { name, description, valuesConfig });
  return enumObject;
}
