import { createHash } from 'node:crypto';
import { Choice, type Static, Type } from '#sdk';
import type { SniffedColumn, SniffedTable } from '../../mining/formats/table-sniff.ts';

/** What a column of a file looks like; bands, because exact figures differ from one export to the next. */
export const ColumnProfileSchema = Type.Object(
  {
    name: Type.String(),
    holds: Choice(['time', 'number', 'text'], { description: 'What its values read as' }),
    missing: Choice(['none', 'some', 'most', 'all'], { description: 'Share of cells without a value' }),
    values: Choice(['none', 'one', 'few', 'some', 'many'], {
      description: 'Different values in the sample: none, one, up to 20, more, or hardly two alike',
    }),
  },
  { additionalProperties: false },
);
export type ColumnProfile = Static<typeof ColumnProfileSchema>;

/** The columns of a file in order, as its sample shows them. */
export const profileOf = ({ columns, rows }: Pick<SniffedTable, 'columns' | 'rows'>): ColumnProfile[] =>
  columns.map((column) => ({
    name: column.name,
    holds: holds(column),
    missing: missingBand(rows - column.filled, rows),
    values: valuesBand(column),
  }));

const holds = ({ dates, numbers }: SniffedColumn): ColumnProfile['holds'] =>
  dates ? 'time' : numbers ? 'number' : 'text';

function missingBand(missing: number, rows: number): ColumnProfile['missing'] {
  if (missing <= 0) return 'none';
  if (missing >= rows) return 'all';
  return missing * 2 < rows ? 'some' : 'most';
}

const FEW_VALUES = 20;

function valuesBand({ distinct, filled }: SniffedColumn): ColumnProfile['values'] {
  if (distinct <= 1) return distinct === 0 ? 'none' : 'one';
  if (distinct <= FEW_VALUES) return 'few';
  return distinct * 10 >= filled * 9 ? 'many' : 'some';
}

/**
 * Names the make of a file: by the names of its columns, in order, and what they hold. The bands of missing and of different values
 * are left out: they differ from one month's export to the next, and a mapping would be lost with them. They tell makes apart that
 * are alike otherwise (column-mappings/differences.ts).
 */
export function fingerprintOf(profile: readonly ColumnProfile[]): string {
  const kinds = profile.map(({ name, holds: kind }) => [name, kind]);
  return createHash('sha256').update(JSON.stringify(kinds)).digest('base64url').slice(0, 32);
}
