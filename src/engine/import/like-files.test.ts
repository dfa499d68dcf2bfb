/** Which files can be read as one is told by their beginnings, in the words of the load that would refuse them. */
import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { ImportBench } from '../../../tests/import-bench.ts';
import { workbookOf, zipped } from '../../../tests/zipped.ts';
import { LikeFiles } from './like-files.ts';
import type { Dialect } from './mapping.ts';

const bench = new ImportBench();
afterAll(() => bench[Symbol.dispose]());
const scratch = join(bench.folder, 'scratch');
mkdirSync(scratch);

/** What is said of each of the files, in their order. */
async function differences(
  files: Readonly<Record<string, string | Uint8Array>>,
  dialect: Partial<Dialect> = {},
): Promise<(string | null)[]> {
  const like = new LikeFiles(scratch, dialect);
  const said: (string | null)[] = [];
  for (const [name, content] of Object.entries(files))
    said.push(await like.difference(bench.file(name, content), name));
  return said;
}

const cannot = (name: string, first: string, what: string) =>
  `"${name}" cannot be read as one with "${first}": ${what}.`;

test('text: by its columns, gzipped or not, however the cells are separated', async () => {
  const files = {
    ...{
      'a.csv': 'case,activity\n1,x\n',
      'b.csv.gz': gzipSync('case,activity\n2,y\n'),
      'c.csv': 'case;activity\n3;z\n',
    },
    ...{ 'd.csv': 'activity,case\nx,1\n', 'e.csv': 'case,cost\n1,2\n' },
  };
  expect(await differences(files)).toEqual([
    ...[null, null, null, cannot('d.csv', 'a.csv', 'its columns stand in another order')],
    cannot('e.csv', 'a.csv', 'it lacks "activity", and it has "cost" besides'),
  ]);
});

test('text without a header row: by how many columns it has', async () => {
  const files = { 'a.csv': '1,x\n2,y\n', 'b.csv': '3,z\n4,x\n', 'c.csv': '5,x,9\n6,y,9\n' };
  const [a, b, c] = await differences(files, { header: false });
  expect([a, b, c]).toEqual([null, null, expect.stringContaining('besides')]);
});

test('workbooks by the columns of the sheet that is meant, JSON by names in any order', async () => {
  const rows = [['case', 'cost'], ...Array.from({ length: 60 }, (_, i) => [`${i}`, 'x'])];
  expect(
    await differences({ 'a.xlsx': workbookOf(rows), 'b.xlsx': workbookOf(rows.map((r) => r.toReversed())) }),
  ).toEqual([...[null, cannot('b.xlsx', 'a.xlsx', 'its columns stand in another order')]]);
  const json = { 'a.ndjson': '{"a":1,"b":2}\n', 'b.json': '[{"b":1,"a":2}]', 'c.ndjson': '{"a":1}\n{"a":2}\n' };
  expect(await differences(json)).toEqual([null, null, cannot('c.ndjson', 'a.ndjson', 'it lacks "b"')]);
});

test('Parquet by what its end says of the columns', async () => {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const files: Record<string, Uint8Array> = {};
  for (const [name, columns] of Object.entries({ a: '1 as x, 2 as y', b: '3 as y, 4 as x', c: '1 as x' })) {
    const path = join(bench.folder, `made-${name}.parquet`);
    await connection.run(`copy (select ${columns}) to '${path}' (format parquet)`);
    files[`${name}.parquet`] = await Bun.file(path).bytes();
  }
  connection.closeSync();
  expect(await differences(files)).toEqual([null, null, cannot('c.parquet', 'a.parquet', 'it lacks "y"')]);
});

test('XES is one log whatever its attributes; another kind, an archive and a damaged file stand alone', async () => {
  const log = (key: string) => `<?xml version="1.0"?><log><trace><string key="${key}" value="1"/></trace></log>`;
  const files = {
    ...{ 'a.xes': log('concept:name'), 'b.xes': log('other'), 'c.csv': 'case\n1\n' },
    ...{ 'd.zip': zipped({ 'd.csv': 'case\n1\n' }), 'e.xes': '' },
  };
  expect(await differences(files)).toEqual([
    ...[null, null, cannot('c.csv', 'a.xes', 'it is CSV, and the first is XES')],
    ...[
      '"d.zip" is an archive, which is read by itself.',
      expect.stringMatching(/^"e.xes" is read by itself: .*empty/),
    ],
  ]);
});

test('nothing is left behind of what was looked into', () => {
  expect(readdirSync(scratch).filter((name) => name !== 'spill')).toEqual([]);
});
