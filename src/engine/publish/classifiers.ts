import { type ColumnSpec, ident, joinSql, type Sql, sql } from '#sdk';
import { execute } from '../duckdb/query.ts';
import type { StagedLog } from '../import/staged-log.ts';
import type { Manifest } from '../segments/manifest.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import type { JoinedColumns } from './incoming.ts';

/** The value of a classifier over several attributes: their values with `+` between them; null where all are missing. */
const classifierValue = (parts: readonly string[]): Sql =>
  sql`nullif(concat_ws('+', ${joinSql(
    parts.map((id) => sql`${ident(id)}::varchar`),
    ', ',
  )}), '')`;

/** Each declared classifier over several attributes becomes a derived column; one attribute alone is that attribute's column. */
export async function addClassifiers(
  staged: StagedLog,
): Promise<{ columns: ColumnSpec[]; classifiers: Manifest['classifiers'] }> {
  const columns = [...staged.columns];
  const classifiers: Manifest['classifiers'][number][] = [];
  for (const { name, columns: parts } of staged.classifiers) {
    const known = parts.map((id) => columns.find((c) => c.id === id && c.level === 'event' && c.class === 'category'));
    if (known.length === 0 || known.some((c) => !c)) continue;
    if (known.length === 1) {
      classifiers.push({ name, column: known[0]!.id });
      continue;
    }
    const id = `k_${String(classifiers.length + 1).padStart(3, '0')}`;
    const value = classifierValue(parts);
    const type = ident(`e_${id}`);
    await execute(
      staged.connection,
      sql`create type ${type} as enum (select distinct v from (select ${value} as v from staged) where v is not null order by v)`,
    );
    await execute(staged.connection, sql`alter table staged add column ${ident(id)} ${type}`);
    await execute(staged.connection, sql`update staged set ${ident(id)} = (${value})::${type}`);
    columns.push({ id, name, level: 'event', class: 'category' });
    classifiers.push({ name, column: id, parts });
  }
  return { columns, classifiers };
}

/** Gives the rows of a load (table `incoming`) the classifier columns that the dataset has. */
export async function classifyIncoming(
  staged: StagedLog,
  base: OpenVersion,
  joined: JoinedColumns,
): Promise<JoinedColumns> {
  const inLoad = new Set(joined.idOf.values());
  const idOf = new Map(joined.idOf);
  for (const { column, parts } of base.manifest.classifiers) {
    const present = parts?.filter((id) => inLoad.has(id)) ?? [];
    if (present.length === 0) continue;
    await execute(staged.connection, sql`alter table incoming add column ${ident(column)} varchar`);
    await execute(staged.connection, sql`update incoming set ${ident(column)} = ${classifierValue(present)}`);
    idOf.set(column, column);
  }
  return { ...joined, idOf };
}
