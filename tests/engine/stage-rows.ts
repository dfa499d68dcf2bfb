import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type ColumnClass, type ColumnSpec, ident, joinSql, sql } from '#sdk';
import { execute } from '../../src/engine/duckdb/query.ts';
import type { StagedLog } from '../../src/engine/import/staged-log.ts';

export type StageValue = string | number | boolean | null;
export interface StageColumn {
  spec: ColumnSpec;
  /** One value per row, or per case for case columns. */
  values: readonly StageValue[];
}

const TYPE: Record<ColumnClass, string> = {
  category: 'varchar',
  boolean: 'boolean',
  number: 'double',
  time: 'double',
  text: 'varchar',
};

/** A staged log as a reader would leave it, from values in a test. */
export async function stageRows(
  caseIds: readonly string[],
  columns: readonly StageColumn[],
  options: Partial<Pick<StagedLog, 'classifiers' | 'instanceId' | 'zone'>> = {},
): Promise<StagedLog & { archiving: DuckDBConnection }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const distinct = [...new Set(caseIds)];
  await fill('event', 'raw', caseIds);
  await fill('case', 'raw_cases', distinct);
  for (const { spec } of columns.filter((c) => c.spec.class === 'category')) {
    const from = ident(spec.level === 'event' ? 'raw' : 'raw_cases');
    const id = ident(spec.id);
    await execute(
      connection,
      sql`create type ${ident(`e_${spec.id}`)} as enum (select distinct ${id} from ${from} where ${id} is not null order by 1)`,
    );
  }
  await type('event', 'raw', 'staged', sql`"row", case_id`);
  if (columns.some((c) => c.spec.level === 'case')) await type('case', 'raw_cases', 'staged_cases', sql`case_id`);
  return {
    connection,
    archiving: await instance.connect(),
    columns: columns.map((c) => c.spec),
    instanceId: options.instanceId ?? null,
    classifiers: options.classifiers ?? [],
    zone: options.zone ?? 'UTC',
    inOrder: true,
  };

  async function fill(level: 'event' | 'case', table: string, ids: readonly string[]): Promise<void> {
    const own = columns.filter((c) => c.spec.level === level);
    const list = own.map((c) => `${ident(c.spec.id).text} ${TYPE[c.spec.class]}`);
    await connection.run(`create table ${table} (${['"row" bigint', 'case_id varchar', ...list].join(', ')})`);
    for (let at = 0; at < ids.length; at += 500) {
      const rows = ids.slice(at, at + 500).map((id, i) => [at + i, id, ...own.map((c) => c.values[at + i] ?? null)]);
      const marks = rows.map((r) => `(${r.map(() => '?').join(', ')})`).join(', ');
      await connection.run(`insert into ${table} values ${marks}`, rows.flat());
    }
  }

  async function type(level: 'event' | 'case', from: string, to: string, first: ReturnType<typeof sql>): Promise<void> {
    const list = columns
      .filter((c) => c.spec.level === level)
      .map(({ spec: c }) =>
        c.class === 'category' ? sql`${ident(c.id)}::${ident(`e_${c.id}`)} as ${ident(c.id)}` : ident(c.id),
      );
    await execute(
      connection,
      sql`create table ${ident(to)} as select ${joinSql([first, ...list], ', ')} from ${ident(from)}`,
    );
  }
}

/** Two connections of an empty DuckDB, for changes that bring no load. */
export async function stageNothing(): Promise<{ connection: DuckDBConnection; archiving: DuckDBConnection }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  return { connection: await instance.connect(), archiving: await instance.connect() };
}
