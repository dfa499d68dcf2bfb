import { type Static, type TObject, type TSchema, type TUnsafe, Type } from '@sinclair/typebox';
import { Value, type ValueError } from '@sinclair/typebox/value';

export { type Static, type TObject, type TSchema, type TUnsafe, Type, Value, type ValueError };

/** Marks the field that says how many cases stand behind the object it belongs to; groups below k are suppressed by it. */
export const CASE_SUPPORT = 'x-case-support';

/** A number of cases that carries the object around it. */
export const CaseSupport = (description = 'Number of cases') =>
  Type.Integer({ minimum: 0, description, [CASE_SUPPORT]: true });

/**
 * Marks a parameter that names a column of the log (by id or by name); the form offers the log's columns. In steps of pipelines, one of the
 * table before, or with `other` of the second table.
 */
export const COLUMN = 'x-column';
export const ColumnRef = (description: string, level?: 'case' | 'event') =>
  Type.String({ minLength: 1, description, [COLUMN]: level ?? 'any' });

/** Marks a parameter that names activities; the form offers the log's activities. */
export const ACTIVITY = 'x-activity';
export const ActivityRef = (description = 'Name of an activity') => Type.String({ description, [ACTIVITY]: true });
export const ActivityRefs = (description = 'Names of activities', minItems = 1) =>
  Type.Array(Type.String({ [ACTIVITY]: true }), { minItems, description });

/** Marks a parameter that names a way to discover a model, or is the text of a model file; `adit mine` takes a path for it. */
export const MODEL = 'x-model';
export const ModelRef = (description: string, fallback: string | null = 'inductive-model') =>
  Type.String({
    ...(fallback === null ? {} : { default: fallback }),
    ...{ minLength: 1, maxLength: 20_000_000, description, [MODEL]: true },
  });

/** A closed choice of words; `titles`: what people read in the place of a word that does not speak for itself. */
export const Choice = <const T extends readonly [string, ...string[]]>(
  values: T,
  {
    titles = {},
    ...options
  }: { default?: T[number]; description?: string; titles?: { [V in T[number]]?: string } } = {},
): TUnsafe<T[number]> =>
  Type.Union(
    values.map((value: T[number]) => Type.Literal(value, titles[value] === undefined ? {} : { title: titles[value] })),
    options,
  ) as unknown as TUnsafe<T[number]>;

/** A schema that also takes null (a duration that does not exist, say). */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
