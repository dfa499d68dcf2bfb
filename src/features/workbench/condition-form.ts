import type { OpenForm } from '../../platform/http/route.ts';
import type { FieldView, FormWords, Option } from './param-fields.ts';

/** A column as a condition's form knows it. */
export interface ConditionColumn {
  readonly id: string;
  readonly name: string;
  readonly level: 'case' | 'event';
  readonly class: 'category' | 'boolean' | 'number' | 'time' | 'text';
  readonly min: string | number | null;
  readonly max: string | number | null;
  readonly examples: readonly { readonly value: string; readonly cases: number }[];
}

type Values = Readonly<Record<string, unknown>>;
type Params = Record<string, unknown>;

/** Filters whose parameters are a column and a condition on it: their form follows the column's class. */
export const CONDITION_FILTERS: Readonly<Record<string, 'case' | 'event'>> = {
  'case-attribute': 'case',
  'event-attribute': 'event',
};

const TEXT_OPERATORS = ['one-of', 'contains', 'begins', 'ends', 'matches', '!=', 'missing', 'not-missing'];

/** The fields that a condition on this column needs. */
export function conditionFields(
  column: ConditionColumn,
  values: Values,
  errors: ReadonlyMap<string, string>,
  words: FormWords,
): FieldView[] {
  const { t } = words;
  const base = (name: string, label: string, hint = '') => ({
    ...{ name, id: `param-${name}`, label, hint, error: errors.get(name) ?? null, optional: true, options: [] },
  });
  const choice = (name: string, label: string, value: string, options: readonly Option[]): FieldView => ({
    ...{ ...base(name, label), kind: 'choice', value, options },
  });
  const operator = String(values.operator ?? '');
  const mode =
    column.level === 'event'
      ? [
          choice('mode', t('Cases in which'), String(values.mode ?? 'any'), [
            { value: 'any', text: t('an event fits') },
            { value: 'all', text: t('every event fits') },
            { value: 'none', text: t('no event fits') },
          ]),
        ]
      : [];
  if (column.class === 'boolean')
    return [
      ...mode,
      choice('value', t('Is'), operator === 'missing' ? 'missing' : String(values.value ?? 'true'), [
        { value: 'true', text: t('yes') },
        { value: 'false', text: t('no') },
        { value: 'missing', text: t('missing') },
      ]),
    ];
  if (column.class === 'number' || column.class === 'time')
    return [...mode, ...rangeFields(column, values, base, words)];
  return [...mode, ...textFields(column, values, base, words)];
}

type Base = (name: string, label: string, hint?: string) => Omit<FieldView, 'kind' | 'value'>;

function rangeFields(column: ConditionColumn, values: Values, base: Base, { t, fmt }: FormWords): FieldView[] {
  const bound = (value: string | number | null) =>
    value === null
      ? ''
      : column.class === 'time'
        ? fmt.instant(Date.parse(String(value)))
        : fmt.number(Number(value), 3);
  const shown =
    column.min === null
      ? ''
      : t('The data goes from {from} to {to}.', { from: bound(column.min), to: bound(column.max) });
  const hint = column.class === 'time' ? `${shown} ${t('Written as 2024-01-31, 2024-01 or 2024.')}` : shown;
  const single = values.operator === undefined || values.operator === '=' ? values.value : undefined;
  const of = (name: string, own: string) =>
    String(values[name] ?? (values.operator === own ? values.value : undefined) ?? single ?? '');
  const type = column.class === 'number' ? { type: 'number', step: 'any' } : {};
  return [
    { ...base('from', t('From'), hint), kind: 'text', value: of('from', '>='), ...type },
    { ...base('to', t('To')), kind: 'text', value: of('to', '<='), ...type },
    { ...base('missing', t('Instead: where it is missing')), kind: 'flag', value: values.operator === 'missing' },
  ];
}

function textFields(column: ConditionColumn, values: Values, base: Base, { t, fmt }: FormWords): FieldView[] {
  const given = Array.isArray(values.values)
    ? values.values.map(String)
    : values.operator === undefined || values.operator === '='
      ? [values.value].flatMap((v) => (v === undefined ? [] : [String(v)]))
      : [];
  const listed = column.examples.map(({ value, cases }) => ({ value, text: value, note: fmt.number(cases) }));
  const unlisted = given
    .filter((value) => !listed.some((option) => option.value === value))
    .map((value) => ({ value, text: value }));
  const many: FieldView[] =
    listed.length > 0 || given.length > 1
      ? [{ ...base('values', t('Values')), kind: 'many', value: given, options: [...unlisted, ...listed] }]
      : [];
  const operator = String(values.operator ?? 'one-of');
  return [
    {
      ...base('operator', t('Condition')),
      kind: 'choice',
      value: operator === '=' ? 'one-of' : operator,
      options: TEXT_OPERATORS.map((value) => ({ value, text: t(value) })),
    },
    ...many,
    {
      ...base('value', t('Text'), t('For every condition but “one-of”; also a value that is not in the list.')),
      kind: 'text',
      value: many.length > 0 && given.length > 0 ? '' : String(given[0] ?? values.value ?? ''),
    },
    { ...base('ignoreCase', t('Upper and lower case alike')), kind: 'flag', value: values.ignoreCase === true },
  ];
}

/** The parameters of a condition from its form. */
export function readCondition(column: ConditionColumn, form: OpenForm): Params {
  const first = (name: string) => form[name]?.[0]?.trim() ?? '';
  const params: Params = { attribute: column.id };
  if (column.level === 'event' && first('mode') !== '') params.mode = first('mode');
  if (column.class === 'boolean')
    return first('value') === 'missing'
      ? { ...params, operator: 'missing' }
      : { ...params, value: first('value') === 'true' };
  if (column.class === 'number' || column.class === 'time') return { ...params, ...readRange(column, form) };
  const operator = first('operator') || 'one-of';
  if (operator === 'missing' || operator === 'not-missing') return { ...params, operator };
  if (first('ignoreCase') === 'true') params.ignoreCase = true;
  if (operator !== 'one-of') return { ...params, operator, value: first('value') };
  const values = [...(form.values ?? []), ...(first('value') === '' ? [] : [first('value')])];
  return values.length === 1 ? { ...params, value: values[0] } : { ...params, operator, values };
}

function readRange(column: ConditionColumn, form: OpenForm): Params {
  if (form.missing?.[0] === 'true') return { operator: 'missing' };
  const read = (name: string) => {
    const text = form[name]?.[0]?.trim() ?? '';
    if (text === '') return undefined;
    return column.class === 'number' && /^-?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : text;
  };
  const [from, to] = [read('from'), read('to')];
  if (from !== undefined && to !== undefined) return { operator: 'between', from, to };
  if (from !== undefined) return { operator: '>=', value: from };
  return { operator: '<=', value: to };
}
