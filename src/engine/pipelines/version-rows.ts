import type { DuckDBConnection } from '@duckdb/node-api';
import { type CellType, cellAt, hasBit, joinSql, keyword, type Sql, sql } from '#sdk';
import { analystViews, type ValueKind } from '../analyst-sql/views.ts';
import { archiveRelation } from '../duckdb/archive-relation.ts';
import { createKept } from '../duckdb/kept-rows.ts';
import { type OpenVersion, openVersion } from '../segments/open-version.ts';
import { type Veil, veiledManifest } from '../segments/veil.ts';
import type { RawRows } from './raw-rows.ts';

const TYPES: Readonly<Record<ValueKind, CellType>> = {
  ...{ text: 'text', number: 'number', time: 'time', 'yes or no': 'boolean' },
};
const CASTS: Readonly<Record<CellType, Sql>> = {
  ...{ text: keyword('varchar'), number: keyword('double'), boolean: keyword('boolean'), time: keyword('timestamptz') },
};

/** The events of a version, of every case that lives, in their order: columns as an analyst's statement sees them. */
export async function versionRows(connection: DuckDBConnection, folder: string, veil: Veil): Promise<RawRows> {
  const version = openVersion(folder);
  const { events } = analystViews(veiledManifest(version.manifest, veil));
  const columns = events.map(({ name, kind }) => ({ name, type: TYPES[kind] }));
  const cells = events.map(({ from, kind }, i) => sql`(${from})::${CASTS[TYPES[kind]]} as ${cellAt(i)}`);
  const rows = await livingRows(connection, version);
  const number = sql`row_number() over (order by segment, event_ix)`;
  const relation = sql`(select ${joinSql(cells, ', ')}, ${number} as "row" from ${rows} order by segment, event_ix)`;
  return { columns, relation, refused: 0 };
}

async function livingRows(
  connection: DuckDBConnection,
  { folder, manifest, live, segments }: OpenVersion,
): Promise<Sql> {
  const archive = sql`(${archiveRelation(folder, manifest)})`;
  if (live.every((bits) => bits === null)) return archive;
  const pairs: number[] = [];
  segments.forEach((segment, s) => {
    const bits = live[s];
    for (let c = 0; c < segment.cases; c++) if (!bits || hasBit(bits, c)) pairs.push(s, c);
  });
  await createKept(connection, 'case_ix', Uint32Array.from(pairs));
  return sql`(select * from ${archive} semi join kept using (segment, case_ix))`;
}
