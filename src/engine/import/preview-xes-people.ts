import { randomBytes } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type ColumnSpec, joinSql, literal, type Sql, sql, wholeNumber } from '#sdk';
import { rows } from '../duckdb/query.ts';
import { type Suspicion, suspect } from '../privacy/suspect.ts';
import { undecidedPerson } from './check-privacy.ts';
import type { ColumnMapping } from './mapping.ts';
import { NO_PERSON } from './personal-columns.ts';
import type { PreviewColumn, PreviewRow } from './preview-job.ts';
import { preparePrivacy } from './privacy-macros.ts';
import { SHIFT_DAYS } from './privacy-schema.ts';
import { changedText, changesCells } from './private-cells.ts';
import { type StandingDecisions, standingOf } from './standing-decisions.ts';
import { CASE_ID } from './xes-names.ts';
import { decidedIn } from './xes-people.ts';

export interface XesTable {
  readonly columns: PreviewColumn[];
  readonly rows: PreviewRow[];
}

/** What an attribute seems to say of people, by its name and different values. */
export const suspicionOfAttribute = (
  { name, role }: Pick<PreviewColumn, 'name' | 'role'>,
  values: readonly string[],
): Suspicion | null => (NO_PERSON.has(role) ? null : suspect({ name, values }));

/**
 * A look into an XES file with what was decided about people, in the dataset it goes into too, done to it. Faults: those of {@link decidedIn}, `import.undecidedPerson`.
 * @param open a database; asked for only where something is changed
 */
export async function withDecisions(
  table: XesTable,
  given: readonly ColumnMapping[],
  { asks, standing }: { readonly asks: boolean; readonly standing: StandingDecisions | null },
  open: () => Promise<DuckDBConnection>,
): Promise<XesTable> {
  const decided = decidedIn(given, table.columns.map(specOf), standing);
  for (const { name, personal } of asks ? table.columns : [])
    if (personal?.class === 'direct' && !decided.has(name)) undecidedPerson(name);
  const changed = [...decided.values()].filter(changesCells);
  const kept = changed.length === 0 ? new Map() : await keptCells(await open(), table, changed);
  return {
    columns: table.columns.map((seen) => {
      const own = decided.get(seen.name);
      const column = { ...seen, stands: (standing && standingOf(standing, [seen.name], seen.role))?.privacy ?? null };
      if (!own) return column;
      const drop = own.privacy!.action === 'drop';
      return { ...column, privacy: own.privacy!, drop, ...(changesCells(own) ? { samples: [] } : {}) };
    }),
    rows: table.rows.map((row, r) => ({
      ...row,
      cells: row.cells.map(
        (cell, c) => kept.get(table.columns[c]!.name)?.[r] ?? (kept.has(table.columns[c]!.name) ? null : cell),
      ),
    })),
  };
}

const specOf = ({ name, role, level, type }: PreviewColumn): ColumnSpec => ({
  ...{ id: ID_OF_ROLE[role] ?? name, name, level },
  class: type,
});
const ID_OF_ROLE: Partial<Record<PreviewColumn['role'], string>> = {
  ...{ activity: 'activity', timestamp: 'time', start: 'start-time', resource: 'resource', lifecycle: 'lifecycle' },
};

/** The texts that take the place of the shown ones, by name of the column. */
async function keptCells(
  connection: DuckDBConnection,
  { columns, rows: shown }: XesTable,
  changed: readonly ColumnMapping[],
): Promise<Map<string, (string | null)[]>> {
  // A key of its own: nobody learns by a look what becomes of a value.
  await preparePrivacy(connection, { columns: [...changed] }, () => randomBytes(32).toString('hex'));
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const caseAt = at(CASE_ID);
  const kept = new Map<string, (string | null)[]>();
  for (const column of changed) {
    const own = at(column.column);
    const cells = shown.map(({ cells: all }, i) => {
      const [text, id] = [all[own] ?? null, all[caseAt] ?? ''];
      return sql`(${wholeNumber(i)}, ${text === null ? sql`null::varchar` : literal(text)}, ${literal(id)})`;
    });
    if (cells.length === 0) return kept;
    const found = await rows<{ kept: string | null }>(
      connection,
      sql`select ${keptOf(column)} as kept from (values ${joinSql(cells, ', ')}) as t(i, v, c) order by i`,
    );
    kept.set(
      column.column,
      found.map((row) => row.kept),
    );
  }
  return kept;
}

function keptOf({ privacy }: ColumnMapping): Sql {
  const atMs = sql`epoch_ms(try_cast(replace(v, ' UTC', '') as timestamp))::double`;
  if (privacy!.action === 'drop') return sql`null::varchar`;
  if (privacy!.action !== 'shift')
    return changedText(privacy!, { raw: sql`v`, number: () => sql`try_cast(v as double)`, atMs: () => atMs });
  const moved = sql`${atMs} + case_offset_ms(c, ${wholeNumber(privacy!.days ?? SHIFT_DAYS)})`;
  return sql`strftime(make_timestamp((${moved} * 1000)::bigint), '%Y-%m-%d %H:%M:%S.%g UTC')`;
}
