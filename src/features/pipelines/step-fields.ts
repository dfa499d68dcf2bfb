import { COLUMN, EXPRESSION, TABLE, type TableColumn, type TObject, type TSchema, Type, VERBATIM } from '#sdk';
import type { OpenForm } from '../../platform/http/route.ts';
import { english } from '../../platform/text/texts.ts';
import type { Words } from '../../platform/text/words.ts';
import { type FieldView, fieldsOf, NO_PICKS, readParams } from '../workbench/index.ts';
import type { ExpressionGives } from './expression-check.ts';
import { TYPE_TEXTS } from './table-view.ts';

/** A part of the form of a step: one field, one for an expression, or rows of several. */
export type StepField =
  | { readonly kind: 'field'; readonly field: FieldView }
  | { readonly kind: 'expression'; readonly field: FieldView; readonly gives: ExpressionGives }
  | {
      readonly kind: 'rows';
      readonly name: string;
      readonly label: string;
      readonly hint: string;
      readonly error: string | null;
      readonly rows: readonly (readonly FieldView[])[];
    };

/** What parameters may name at this place of the pipeline. */
export interface StepPicks {
  readonly columns: readonly TableColumn[];
  readonly tables: readonly string[];
  /** Columns of the second table, where one is chosen. */
  readonly others: readonly TableColumn[];
}

type Values = Readonly<Record<string, unknown>>;
type Errors = ReadonlyMap<string, string>;

/** Rows behind those that are filled in, for more. */
const BLANK_ROWS = 2;

const isRows = (schema: TSchema): boolean => schema.type === 'array' && schema.items?.type === 'object';
const isColumns = (schema: TSchema): boolean => schema.type === 'array' && COLUMN in schema.items;

/** The form of a step, from the schema of its transform, with the columns that are there at that step. */
export function stepFields(
  schema: TObject,
  values: Values,
  errors: Errors,
  picks: StepPicks,
  words: Words,
): StepField[] {
  const properties = Object.entries(schema.properties as Record<string, TSchema>);
  return properties.flatMap(([name, property]): StepField[] => {
    const optional = !(schema.required ?? []).includes(name);
    if (isRows(property)) return [rowsField(name, property, values[name], errors, picks, words)];
    const field = oneField(name, property, values[name], errors.get(name) ?? null, picks, words, optional);
    if (field && EXPRESSION in property) return [{ kind: 'expression', field, gives: property[EXPRESSION] }];
    return field ? [{ kind: 'field', field }] : [];
  });
}

/** What the schema calls it and says of it, in the reader's language, with what this place offers. */
function oneField(
  name: string,
  schema: TSchema,
  value: unknown,
  error: string | null,
  picks: StepPicks,
  words: Words,
  optional: boolean,
): FieldView | null {
  const plain = isColumns(schema) ? { ...schema, items: Type.String() } : withoutMarks(schema);
  const of = Type.Object({ [name]: optional ? Type.Optional(plain as TSchema) : (plain as TSchema) });
  const errors = new Map(error === null ? [] : [[name, error]]);
  const [field] = fieldsOf(of, { [name]: value }, errors, NO_PICKS, words);
  if (!field) return null;
  const { t } = words;
  const own = { ...field, id: `step-${name}` };
  const columns = (schema.items ?? schema)[COLUMN] === 'other' ? picks.others : picks.columns;
  const chosen = value ?? schema.default;
  if (isColumns(schema)) {
    const given = Array.isArray(chosen) ? chosen.map(String) : [];
    const offered = new Map(columns.map((column) => [column.name, columnOption(column, words)]));
    const gone = (name: string) => ({ value: name, text: name, note: t('not there') });
    // What is chosen comes first, in its order: so it stays when the form is sent again.
    const options = [
      ...given.map((name) => offered.get(name) ?? gone(name)),
      ...[...offered.values()].filter(({ value }) => !given.includes(value)),
    ];
    const hint =
      columns === picks.others && columns.length === 0
        ? english('Apply the other table first: its columns are offered then.')
        : (schema.description ?? '');
    return { ...own, kind: 'many', hint: t(hint), value: given, options };
  }
  if (COLUMN in schema || TABLE in schema) {
    const known = COLUMN in schema ? columns.map((c) => c.name) : [...picks.tables];
    const given = typeof chosen === 'string' ? chosen : '';
    const all = given === '' || known.includes(given) ? known : [...known, given];
    const options = [
      { value: '', text: optional ? '–' : t('Choose …') },
      ...all.map((one) => ({ value: one, text: one })),
    ];
    return { ...own, kind: 'choice', value: given, options, submitOnChange: TABLE in schema };
  }
  return EXPRESSION in schema ? { ...own, type: 'textarea', maxlength: 10_000 } : own;
}

const columnOption = ({ name, type }: TableColumn, { t }: Words) => ({
  ...{ value: name, text: name, note: t(TYPE_TEXTS[type]) },
});

const withoutMarks = (schema: TSchema): TSchema => {
  const copy = { ...schema };
  for (const mark of [COLUMN, TABLE, EXPRESSION]) delete (copy as Record<string, unknown>)[mark];
  return copy;
};

function rowsField(
  name: string,
  schema: TSchema,
  value: unknown,
  errors: Errors,
  picks: StepPicks,
  words: Words,
): StepField {
  const given = (Array.isArray(value) ? value : []) as Values[];
  const { properties, required = [] } = schema.items as TObject;
  const places = Array.from({ length: given.length + BLANK_ROWS }, (_, i) => i);
  const rows = places.map((i) =>
    Object.entries(properties as Record<string, TSchema>).flatMap(([key, property]): FieldView[] => {
      const error = errors.get(`${name}/${i}/${key}`) ?? null;
      const field = oneField(key, property, given[i]?.[key], error, picks, words, true);
      const label = words.t(property.description ?? key);
      const optional = i < given.length && !required.includes(key);
      return field
        ? [
            {
              ...field,
              label,
              hideLabel: i > 0,
              hint: '',
              optional,
              name: `${name}.${key}`,
              id: `step-${name}-${i}-${key}`,
            },
          ]
        : [];
    }),
  );
  const label = words.t(schema.description ?? name);
  return { kind: 'rows', name, label, hint: '', error: errors.get(name) ?? null, rows };
}

/** The parameters that such a form was filled in with; rows in which nothing was written are left out. */
export function readStep(schema: TObject, form: OpenForm): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties as Record<string, TSchema>)) {
    const value = readOne(name, property, form);
    if (value !== undefined) params[name] = value;
  }
  return params;
}

function readOne(name: string, schema: TSchema, form: OpenForm): unknown {
  if (isColumns(schema)) {
    const sent = form[name] ?? [];
    return sent.length > 0 ? [...sent] : undefined;
  }
  if (VERBATIM in schema) return form[name]?.[0] || undefined;
  if (!isRows(schema)) return readParams(Type.Object({ [name]: schema }), form)[name];
  const { properties } = schema.items as TObject;
  const keys = Object.keys(properties);
  const count = Math.max(0, ...keys.map((key) => form[`${name}.${key}`]?.length ?? 0));
  const rows = Array.from({ length: count }, (_, i) => {
    const one = Object.fromEntries(keys.map((key) => [key, [form[`${name}.${key}`]?.[i] ?? '']]));
    return readParams(Type.Object(properties), one);
  });
  // Choices always have a value: a row is filled in where something else was.
  const isChoice = (key: string) => (properties[key] as TSchema).anyOf !== undefined;
  const filled = rows.filter((row) => keys.some((key) => !isChoice(key) && row[key] !== undefined));
  return filled.length > 0 ? filled : undefined;
}
