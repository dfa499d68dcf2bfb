import { ACTIVITY, COLUMN, MODEL, type TObject, type TSchema } from '#sdk';
import { durationText } from '../../mining/log/duration-text.ts';
import type { Format } from '../../platform/text/format.ts';
import type { Texts } from '../../platform/text/texts.ts';

export interface Option {
  readonly value: string;
  readonly text: string;
  readonly note?: string;
}

/** One field of a form, as `components/fields.eta` shows it. */
export interface FieldView {
  readonly kind: 'text' | 'choice' | 'flag' | 'many';
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly error: string | null;
  readonly value: string | boolean | readonly string[];
  readonly optional: boolean;
  readonly options: readonly Option[];
  readonly type?: string;
  readonly step?: string;
  readonly maxlength?: number;
  readonly list?: string;
  readonly suggestions?: readonly Option[];
  /** Its label is for those alone who do not see the form. */
  readonly hideLabel?: boolean;
  readonly submitOnChange?: boolean;
}

/** What the log offers for parameters that name its parts. */
export interface Picks {
  readonly activities: readonly { readonly name: string; readonly count: number }[];
  readonly columns: readonly { readonly id: string; readonly name: string; readonly level: 'case' | 'event' }[];
  /** Kept models, as parameters name them. */
  readonly models: readonly { readonly ref: string; readonly name: string }[];
}

/** Of parameters that name no part of a log. */
export const NO_PICKS: Picks = { activities: [], columns: [], models: [] };

export interface FormWords extends Texts {
  readonly fmt: Format;
}

/** A list of two or more, or of one and another, asks for activities in an order, in which one may come twice. */
export const isSequence = (schema: TSchema): boolean => (schema.minItems ?? 0) >= 2 || schema.maxItems === 2;

/** Pairs of activities, one right after the other. */
export const isPairs = ({ type, properties }: TSchema): boolean =>
  type === 'object' && Boolean(properties?.from && properties?.to);

/** Rows of a form that asks for activities in an order. */
export const SEQUENCE_ROWS = 4;

type Values = Readonly<Record<string, unknown>>;
type Errors = ReadonlyMap<string, string>;

/** What a form calls a parameter, in English: its title, or its name in words: `minCount` becomes "Min count". */
export const labelOf = (name: string, { title }: TSchema): string => {
  if (title !== undefined) return title;
  const spaced = name
    .replace(/Ms$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\b(tls|sas)\b/g, (initials) => initials.toUpperCase());
  return spaced[0]!.toUpperCase() + spaced.slice(1);
};

/** The fields of a form for parameters, from their one schema; objects inside parameters have no field and keep their value. */
export function fieldsOf(schema: TObject, values: Values, errors: Errors, picks: Picks, words: FormWords): FieldView[] {
  const required = new Set<string>(schema.required ?? []);
  return Object.entries(schema.properties as Record<string, TSchema>).flatMap(([name, property]) => {
    const base = {
      ...{
        name,
        id: `param-${name}`,
        label: words.t(labelOf(name, property)),
        hint: words.t(property.description ?? ''),
      },
      ...{ error: errors.get(name) ?? null, optional: !required.has(name), options: [] },
    };
    return fieldOf(base, property, values[name] ?? property.default, picks, words);
  });
}

type Base = Pick<FieldView, 'name' | 'id' | 'label' | 'hint' | 'error' | 'optional' | 'options'>;

function fieldOf(base: Base, schema: TSchema, value: unknown, picks: Picks, words: FormWords): FieldView[] {
  const { t } = words;
  const empty: Option = { value: '', text: base.optional ? t('any') : t('Choose …') };
  if (COLUMN in schema) {
    const fitting = picks.columns.filter(({ level }) => schema[COLUMN] === 'any' || schema[COLUMN] === level);
    return [
      {
        ...base,
        kind: 'choice',
        value: text(value),
        options: [empty, ...fitting.map((c) => ({ value: c.id, text: c.name }))],
      },
    ];
  }
  if (ACTIVITY in schema)
    return [{ ...base, kind: 'choice', value: text(value), options: [empty, ...activityOptions(picks, words)] }];
  if (MODEL in schema)
    return [{ ...base, kind: 'choice', value: text(value), options: modelOptions(schema, text(value), picks, words) }];
  if (schema.type === 'array') return listField(base, schema, value, picks, words);
  if (schema.type === 'boolean') return [{ ...base, kind: 'flag', value: value === true }];
  if (isChoice(schema)) return [{ ...base, kind: 'choice', value: text(value), options: choicesOf(schema, words) }];
  if (schema.type === 'object') return [];
  if (base.name.endsWith('Ms'))
    return [
      {
        ...base,
        kind: 'text',
        hint: withMore(base.hint, t('Written as 2 d 4 h, 90 min or 30 s.')),
        value: durationText(value),
      },
    ];
  const number = schema.type === 'integer' || schema.type === 'number';
  return [
    {
      ...{ ...base, kind: 'text', value: text(value) },
      ...(number ? { type: 'number', step: schema.type === 'integer' ? '1' : 'any' } : {}),
    },
  ];
}

/** One of some fixed values. */
export const isChoice = (schema: TSchema): boolean =>
  schema.anyOf?.every((branch: TSchema) => branch.const !== undefined) ?? false;

/** What a form calls one of some fixed values, in English. */
export const choiceText = ({ title, const: value }: TSchema): string => title ?? String(value);

const choicesOf = ({ anyOf }: TSchema, { t }: FormWords): Option[] =>
  anyOf.map((branch: TSchema) => ({ value: String(branch.const), text: t(choiceText(branch)) }));

function listField(base: Base, schema: TSchema, value: unknown, picks: Picks, words: FormWords): FieldView[] {
  const given = Array.isArray(value) ? value : [];
  const items = schema.items as TSchema;
  const activities = activityOptions(picks, words);
  const blank: Option = { value: '', text: '–' };
  if (ACTIVITY in items && !isSequence(schema))
    return [{ ...base, kind: 'many', value: given.map(String), options: activities }];
  if (isChoice(items)) return [{ ...base, kind: 'many', value: given.map(String), options: choicesOf(items, words) }];
  if (ACTIVITY in items)
    return Array.from({ length: Math.min(schema.maxItems ?? 200, Math.max(SEQUENCE_ROWS, given.length)) }, (_, i) => ({
      ...{
        ...base,
        id: `${base.id}-${i}`,
        kind: 'choice' as const,
        value: text(given[i]),
        options: [blank, ...activities],
      },
      ...{
        label: i === 0 ? words.t('First') : words.t('then'),
        hint: i === 0 ? base.hint : '',
        error: i === 0 ? base.error : null,
      },
    }));
  if (isPairs(items))
    return (given.length > 0 ? given : [{}]).flatMap((pair: Values, i) =>
      (['from', 'to'] as const).map((end) => ({
        ...{
          ...base,
          name: `${base.name}.${end}`,
          id: `${base.id}-${i}-${end}`,
          kind: 'choice' as const,
          value: text(pair[end]),
        },
        ...{
          label: end === 'from' ? words.t('Activity') : words.t('directly followed by'),
          hint: '',
          options: [blank, ...activities],
        },
        error: end === 'from' ? base.error : null,
      })),
    );
  const hint = isWords(items) ? words.t('One on each line.') : words.t('Written as JSON.');
  return [
    {
      ...{ ...base, kind: 'text', type: 'textarea', maxlength: MAX_LIST_TEXT, hint: withMore(base.hint, hint) },
      value: typeof value === 'string' ? value : listText(items, given),
    },
  ];
}

/** What a description says, which ends without a full stop, and how the field is filled in. */
const withMore = (hint: string, more: string): string => (hint === '' ? more : `${hint}. ${more}`);

/** Lists of words are written one on a line; lists of other things as JSON, until they have a better place. */
export const isWords = (items: TSchema): boolean => items.type === 'string';

const MAX_LIST_TEXT = 200_000;

function listText(items: TSchema, given: readonly unknown[]): string {
  if (given.length === 0) return '';
  return isWords(items) ? given.join('\n') : JSON.stringify(given, null, 2);
}

const activityOptions = ({ activities }: Picks, { fmt, t }: FormWords): Option[] =>
  activities.map(({ name, count }) => ({
    value: name,
    text: name === '' ? t('(none)') : name,
    note: fmt.number(count),
  }));

/** Characters of a model's text that a list shows. */
const SHOWN_MODEL = 60;

/** What discovers one, the kept ones, and what stands there already, however it was written. */
function modelOptions({ default: discovers }: TSchema, given: string, { models }: Picks, { t }: FormWords): Option[] {
  const known = [
    { value: String(discovers), text: t('discovered from the view ({how})', { how: String(discovers) }) },
    ...models.map(({ ref, name }) => ({ value: ref, text: name })),
  ];
  if (given === '' || known.some(({ value }) => value === given)) return known;
  return [...known, { value: given, text: given.length > SHOWN_MODEL ? `${given.slice(0, SHOWN_MODEL)}…` : given }];
}

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
