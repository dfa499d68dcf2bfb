import { type Static, Type } from '#sdk';
import type { PolicyCondition, PolicyValue } from '../../platform/access/row-policy.ts';

/** The conditions as fields of a form, a list each: the n-th of all belong together. A row without a column is none. */
const lines = (maxLength: number) => Type.Array(Type.String({ maxLength }), { default: [], maxItems: 21 });
export const conditionFields = {
  column: lines(500),
  level: lines(10),
  asks: lines(10),
  values: lines(100_000),
  attributes: lines(2000),
};
const ConditionFields = Type.Object(conditionFields);
export type ConditionFields = Static<typeof ConditionFields>;

export interface ConditionRow {
  readonly column: string;
  readonly level: 'case' | 'event';
  readonly asks: 'one' | 'none';
  /** A line each. */
  readonly values: string;
  /** Separated by commas. */
  readonly attributes: string;
}

const EMPTY: ConditionRow = { column: '', level: 'case', asks: 'one', values: '', attributes: '' };
const FEWEST = 2;

/** As they are kept, and empty rows for more. */
export function rowsOf(conditions: readonly PolicyCondition[]): ConditionRow[] {
  return withEmpty(
    conditions.map(({ column, level, not, values }) => ({
      ...{ column, level, asks: not ? 'none' : 'one' },
      values: values.filter((value) => typeof value === 'string').join('\n'),
      attributes: values.flatMap((value) => (typeof value === 'string' ? [] : [value.attribute])).join(', '),
    })),
  );
}

/** As they were typed. */
export const typedRows = (sent: ConditionFields): ConditionRow[] =>
  withEmpty(
    sent.column.map((column, i) => ({
      column,
      level: sent.level[i] === 'event' ? 'event' : 'case',
      asks: sent.asks[i] === 'none' ? 'none' : 'one',
      values: sent.values[i] ?? '',
      attributes: sent.attributes[i] ?? '',
    })),
  );

function withEmpty(rows: ConditionRow[]): ConditionRow[] {
  const full = rows.filter(({ column, values, attributes }) => `${column}${values}${attributes}`.trim() !== '');
  const empty = Math.max(FEWEST - full.length, 1);
  return [...full, ...Array.from({ length: empty }, () => EMPTY)];
}

/** What the rows say; those without a column, values and attributes are left out. */
export const conditionsOf = (rows: readonly ConditionRow[]): PolicyCondition[] =>
  rows
    .filter(({ column, values, attributes }) => `${column}${values}${attributes}`.trim() !== '')
    .map(({ column, level, asks, values, attributes }) => ({
      ...{ column: column.trim(), level, not: asks === 'none' },
      values: [...parts(values, '\n'), ...parts(attributes, ',').map((attribute): PolicyValue => ({ attribute }))],
    }));

const parts = (text: string, by: string): string[] =>
  text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '');
