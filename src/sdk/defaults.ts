import { type TSchema, Value } from './schema.ts';

/**
 * Fills what is left out, and nothing else. TypeBox lays an object over an array's default (and an array over an object's), so that a
 * wrong value would pass as the default: `{ "id": "x" }` for a list of filters as no filter at all. Such a value is left wrong here.
 */
export const withDefaults = (schema: TSchema, value: unknown): unknown =>
  Value.Default(schema, leftWrong(schema, value));

function leftWrong(schema: TSchema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { default: filled, items, properties } = schema;
  if (filled !== undefined && typeof filled === 'object' && Array.isArray(filled) !== Array.isArray(value))
    // Text is never an object or a list: whoever checks it says what was expected.
    return Array.isArray(value) ? 'a list' : 'an object';
  if (Array.isArray(value)) return items && !Array.isArray(items) ? value.map((item) => leftWrong(items, item)) : value;
  const kind = kindOf(schema, value);
  if (kind) return withDefaults(kind, value);
  if (!properties) return value;
  const members = Object.entries(value).map(([name, member]) => {
    const declared = Object.hasOwn(properties, name) ? (properties[name] as TSchema) : undefined;
    return [name, declared ? leftWrong(declared, member) : member];
  });
  return Object.fromEntries(members);
}

/** Of several kinds of objects that are told apart by a word, the one whose word the value has. */
export function kindOf({ discriminator, anyOf }: TSchema, value: object): TSchema | undefined {
  const word: string | undefined = discriminator?.propertyName;
  if (word === undefined) return undefined;
  const said = (value as Record<string, unknown>)[word];
  return (anyOf as TSchema[]).find(({ properties }) => properties[word].const === said);
}
