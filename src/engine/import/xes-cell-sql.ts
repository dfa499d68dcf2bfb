import { ident, joinSql, type Sql, sql } from '#sdk';
import type { XesColumn } from '../../mining/formats/xes/row-table.ts';
import type { PlannedXesColumn } from './plan-xes-columns.ts';
import type { RawTable } from './raw-table.ts';

/**
 * How a column of the log is computed from its raw table, in two levels: `inner` beside the raw rows (alias `r` outside),
 * `outer` and `join` around them. A small dictionary is a list, looked up by the code: several times as fast as a join,
 * but only in a plain scan, because a join above or beside it would copy the list for every row. A large one is joined.
 */
export interface Cell {
  inner: readonly Sql[];
  outer: Sql;
  join: Sql | null;
}

/** Up to here lists are faster than joins. */
const SMALL_DICTIONARY = 1_000;

export const isLarge = (raw: RawTable, column: XesColumn): boolean =>
  raw.isSpilled(column) || (column.dictionary?.size ?? 0) > SMALL_DICTIONARY;

/** A cell that is an expression over the raw row. */
export const plainCell = (id: string, value: Sql): Cell => ({
  inner: [sql`${value} as ${ident(id)}`],
  outer: sql`r.${ident(id)}`,
  join: null,
});

/** The cell of a planned column whose dictionary, if it is a large one, holds values of the column's type. */
export function cellOf(column: PlannedXesColumn): Cell {
  const { id, class: kind, raw, sources } = column;
  const [only] = sources;
  if (sources.length > 1) {
    const value = united(raw, sources);
    return plainCell(id, kind === 'category' ? sql`${value}::${ident(`e_${id}`)}` : value);
  }
  if (only!.heldAs === 'boolean') return plainCell(id, booleanOf(raw, only!));
  if (only!.heldAs !== 'text') return plainCell(id, numberOf(raw, only!));
  if (isLarge(raw, only!)) return joinedCell(column, only!);
  return plainCell(id, kind === 'category' ? categoryOf(column, only!) : textOf(raw, only!));
}

const categoryOf = ({ id, raw }: PlannedXesColumn, source: XesColumn): Sql =>
  sql`(select list(try_cast(v as ${ident(`e_${id}`)}) order by code) from ${raw.dictionaryName(source)})[${raw.partName(source)}]`;

function joinedCell({ id, raw }: PlannedXesColumn, source: XesColumn): Cell {
  const [code, text, dictionary] = [ident(`code ${id}`), ident(`text ${id}`), ident(`dictionary ${id}`)];
  const spilled = raw.isSpilled(source);
  return {
    inner: [
      sql`${raw.partName(source)} as ${code}`,
      ...(spilled ? [sql`${raw.partName(source, true)} as ${text}`] : []),
    ],
    outer: spilled ? sql`coalesce(r.${text}, ${dictionary}.v) as ${ident(id)}` : sql`${dictionary}.v as ${ident(id)}`,
    join: sql`left join ${raw.dictionaryName(source)} ${dictionary} on ${dictionary}.code = r.${code}`,
  };
}

const numberOf = (raw: RawTable, column: XesColumn) => sql`nullif(${raw.partName(column)}, 'nan'::double)`;
const booleanOf = (raw: RawTable, column: XesColumn) =>
  sql`case ${raw.partName(column)} when 1 then false when 2 then true end`;

/** The text of a column, in a plain scan of its raw table. */
export function textOf(raw: RawTable, column: XesColumn): Sql {
  const known = sql`(select list(v order by code) from ${raw.dictionaryName(column)})[${raw.partName(column)}]`;
  return raw.isSpilled(column) ? sql`coalesce(${raw.partName(column, true)}, ${known})` : known;
}

/** Values of several types as text: numbers in their shortest form, times in UTC, booleans as `true` and `false`. */
export function united(raw: RawTable, sources: readonly XesColumn[]): Sql {
  const texts = sources.map((column): Sql => {
    const number = numberOf(raw, column);
    switch (column.heldAs) {
      case 'text':
        return textOf(raw, column);
      case 'boolean':
        return sql`${booleanOf(raw, column)}::varchar`;
      case 'time':
        return sql`strftime(make_timestamp((${number} * 1000)::bigint), '%Y-%m-%dT%H:%M:%S.%gZ')`;
      default:
        return sql`case when ${number} = trunc(${number}) and abs(${number}) < 1e16 then (${number})::bigint::varchar else (${number})::varchar end`;
    }
  });
  return sql`coalesce(${joinSql(texts, ', ')}, null)`;
}
