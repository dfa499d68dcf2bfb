import { Choice, type TObject, type TSchema, Type } from '#sdk';

/** What every setting says about itself, beside its type; the example file, the manual and the checks come from it. */
export interface About {
  description: string;
  /** Release that brought it. */
  since: string;
  /** `reload`: taken over on SIGHUP; `restart`: only by a new start. */
  change: 'reload' | 'restart';
  /** Never shown; `<key>_file` beside it names a file that holds it. */
  secret?: true;
  /** A path; relative ones stand on the folder of the configuration file. */
  path?: true;
}

const SINCE = '0.1';
type Change = About['change'];
/** What a text must look like: as a pattern, and in words for people. */
interface Form {
  pattern?: string;
  form?: string;
}
interface Range {
  minimum?: number;
  maximum?: number;
}

export const text = (description: string, initial: string, change: Change, options: Form = {}) =>
  Type.String({ description, default: initial, since: SINCE, change, ...options });

export const path = (description: string, initial: string, change: Change) =>
  Type.String({ description, default: initial, since: SINCE, change, path: true });

export const secret = (description: string, change: Change) =>
  Type.String({ description, default: '', since: SINCE, change, secret: true });

export const whole = (description: string, initial: number, change: Change, range: Range = { minimum: 1 }) =>
  Type.Integer({ description, default: initial, since: SINCE, change, ...range });

export const share = (description: string, initial: number, change: Change) =>
  Type.Number({ description, default: initial, since: SINCE, change, minimum: 0, maximum: 1 });

export const choice = <const T extends readonly [string, ...string[]]>(
  description: string,
  values: T,
  initial: T[number],
  change: Change,
) => Choice(values, { default: initial, description, ...{ since: SINCE, change } });

export const flag = (description: string, initial: boolean, change: Change) =>
  Type.Boolean({ description, default: initial, since: SINCE, change });

export const list = (description: string, change: Change, options: Form & { path?: true } = {}) =>
  Type.Array(Type.String(options), { description, default: [], since: SINCE, change });

export const byName = (description: string, change: Change, options: Form & { path?: true } = {}) =>
  Type.Record(Type.String(), Type.String(options), { description, default: {}, since: SINCE, change });

/** A text that has no default. */
export const needed = (description: string, change: Change, options: Form & { example: string }) =>
  Type.String({ description, since: SINCE, change, ...options });

/** Tables of one form, any number of them: `[[section.key]]`. */
export const tables = <T extends TObject>(description: string, change: Change, items: T) =>
  Type.Array(items, { description, default: [], since: SINCE, change });

/** The kinds of value that a configuration file can hold. */
export type Kind = 'section' | 'tables' | 'by-name' | 'list' | 'choice' | 'string' | 'integer' | 'number' | 'boolean';

export function kindOf(schema: TSchema): Kind {
  if (schema.anyOf) return 'choice';
  if (schema.patternProperties) return 'by-name';
  if (schema.type === 'object') return 'section';
  if (schema.type === 'array') return schema.items.type === 'object' ? 'tables' : 'list';
  return schema.type as Kind;
}

export const aboutOf = (schema: TSchema): About => schema as unknown as About;
export const isSecret = (schema: TSchema | undefined): boolean => schema?.secret === true;
export const choicesOf = (schema: TSchema): string[] =>
  (schema.anyOf as { const: string }[]).map((choice) => choice.const);

/** The keys that a section takes: its settings, and `<key>_file` beside every secret. */
export const keysOf = (section: TObject): string[] =>
  Object.entries(section.properties).flatMap(([key, schema]) => (isSecret(schema) ? [key, `${key}_file`] : [key]));

/** Every setting with its dotted name, in the order of the schema; tables are one setting. */
export function settingsOf(section: TObject, prefix = ''): { name: string; schema: TSchema }[] {
  return Object.entries(section.properties).flatMap(([key, schema]) =>
    kindOf(schema) === 'section' ? settingsOf(schema as TObject, `${prefix}${key}.`) : [{ name: prefix + key, schema }],
  );
}

/** Every setting that a configuration holds; those of tables one by one, as `ldap.servers.0.id`. */
export function settingsIn(section: TObject, value: unknown, prefix = ''): { name: string; schema: TSchema }[] {
  const of = (schema: TSchema, key: string, held: unknown) => settingsIn(schema as TObject, held, `${prefix}${key}.`);
  return Object.entries(section.properties).flatMap(([key, schema]) => {
    const held = (value as Record<string, unknown>)[key];
    if (kindOf(schema) === 'section') return of(schema, key, held);
    if (kindOf(schema) !== 'tables') return [{ name: prefix + key, schema }];
    return (held as unknown[]).flatMap((item, i) => of(schema.items as TSchema, `${key}.${i}`, item));
  });
}
