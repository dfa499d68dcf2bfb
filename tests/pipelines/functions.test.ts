/** Every example of every function of the expression language, and every example of every transform, on DuckDB. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CellType, cellAt, joinSql, keyword, sql, type Transform } from '#sdk';
import * as builtIns from '../../src/engine/generated/built-ins.ts';
import { compileExpression } from '../../src/mining/expressions/compile.ts';
import { FUNCTIONS } from '../../src/mining/expressions/functions.ts';
import { planOf } from '../../src/mining/pipelines/flow.ts';
import { checkParams } from '../../src/mining/views/check-params.ts';
import { PipelineBench } from './bench.ts';

let bench: PipelineBench;
beforeAll(async () => {
  bench = await new PipelineBench().open();
});
afterAll(() => bench[Symbol.asyncDispose]());

test.each([...FUNCTIONS.values()])('function $name', async ({ examples }) => {
  expect(examples.length).toBeGreaterThan(0);
  for (const { text, gives } of examples) {
    const { sql: value } = compileExpression(text, []);
    expect([text, ...(await bench.rows(sql`select ${value}`))]).toEqual([text, [gives]]);
  }
});

const transforms: readonly Transform[] = builtIns.transforms;
test('every file of the folder is in the catalogue, under its name', () => {
  const files = readdirSync(resolve(import.meta.dir, '../../src/mining/transforms')).map((name) =>
    name.replace(/\.ts$/, ''),
  );
  expect(transforms.map(({ id }) => id)).toEqual(files.sort());
});

describe.each([...transforms])('transform $id', (transform) => {
  test.each([...transform.examples])('$title', async ({ params, expect: example }) => {
    const input = bench.table(example.input, example.types);
    const other = example.other ? bench.table(example.other.rows, example.other.types) : null;
    const complete = checkParams(transform.params, params) as Record<string, unknown>;
    const problems: string[] = [];
    const plan = planOf(
      transform,
      complete,
      { input, other },
      { add: (at, message) => problems.push(`${at} ${message}`) },
    );
    expect(problems).toEqual([]);
    const policy = transform.failure?.(complete as never);
    const rows = sql`(${plan.query})`;
    const kept = policy === 'refuse' ? sql` where problem is null` : sql``;
    const cells = joinSql(
      plan.columns.map((_, i) => cellAt(i)),
      ', ',
    );
    const found = await bench.rows(sql`select ${cells} from ${rows}${kept}`);
    expect([plan.columns.map(({ name }) => name), ...found]).toEqual(example.output as never);
    const failed = policy ? await bench.rows(sql`select problem from ${rows} where problem is not null`) : [];
    expect(failed.flat()).toEqual([...(example.failed ?? [])]);
    // What is promised of rows and of types is what the query gives.
    const types: Readonly<Record<CellType, string>> = {
      text: 'VARCHAR',
      number: 'DOUBLE',
      boolean: 'BOOLEAN',
      time: 'TIMESTAMP WITH TIME ZONE',
    };
    const described = await bench.rows(sql`select column_name, column_type from (describe ${keyword('from')} ${rows})`);
    const byName = new Map(described.map(([name, type]) => [name, type]));
    plan.columns.forEach(({ type }, i) => {
      expect(byName.get(`c${i}`)).toBe(types[type]);
    });
    expect(byName.has('row')).toBe(transform.rows !== 'other');
    expect(byName.has('problem')).toBe(policy !== undefined);
  });
});
