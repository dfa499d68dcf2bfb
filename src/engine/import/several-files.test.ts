/** Real logs in parts, in every format: the log of the parts is the log of the whole. */
import { afterAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { ImportBench } from '../../../tests/import-bench.ts';
import { sharedData } from '../../../tests/shared-data.ts';
import { faultOf } from '../../../tests/staged-csv.ts';
import { workbookOf } from '../../../tests/zipped.ts';

const bench = new ImportBench();
afterAll(() => bench[Symbol.dispose]());

/** Several files say nothing of the order of their rows (staged-log.ts): neither does the whole that they are compared with. */
const WHOLE = [null, null, { unordered: true }] as const;

/** Rows of Receipt that a file is made of, and files that are made of them. */
const RECEIPT = `(select * from read_csv('${sharedData('logs/receipt.csv')}', all_varchar = true, parallel = false))`;
async function copied(name: string, how: string, from: number, rows: number): Promise<string> {
  const path = join(bench.folder, name);
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await connection.run(`copy (select * from ${RECEIPT} limit ${rows} offset ${from}) to '${path}' (${how})`);
  connection.closeSync();
  return path;
}

test.each([
  ['parquet', 'format parquet'],
  ['ndjson', 'format json'],
  ['json', 'format json, array true'],
])(
  'Receipt as %s',
  async (ending, how) => {
    const whole = await bench.import(await copied(`whole.${ending}`, how, 0, 10_000), ...WHOLE);
    const places = [
      [0, 3_000],
      [3_000, 1],
      [3_001, 9_000],
    ] as const;
    const [first, ...more] = await Promise.all(
      places.map(async ([from, rows], i) => ({
        name: `part ${i}.${ending}`,
        path: await copied(`part-${i}.${ending}`, how, from, rows),
      })),
    );
    const parts = await bench.import(first!.path, null, null, { name: first!.name, more });
    expect([whole.events, whole.rejected.count]).toEqual([8_577, 0]);
    expect([parts.read, parts.cases, parts.hash]).toEqual([whole.read, whole.cases, whole.hash]);
  },
  60_000,
);

const HEAD = ['case', 'activity', 'time'];
const rowOf = (i: number) => [`c${i % 7}`, `a${i % 3}`, `2024-03-01T08:00:${String(i % 60).padStart(2, '0')}Z`];

test('workbooks; each keeps its name in a column, and with the rows that it has refused', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => rowOf(i));
  const whole = await bench.import(bench.file('whole.xlsx', workbookOf([HEAD, ...rows])), ...WHOLE);
  const a = bench.file('a.xlsx', workbookOf([HEAD, ...rows.slice(0, 20)]));
  const b = bench.file('b.xlsx', workbookOf([HEAD, ...rows.slice(20)]));
  const more = [{ name: 'b.xlsx', path: b }];
  expect((await bench.import(a, null, null, { name: 'a.xlsx', more })).hash).toBe(whole.hash);
  const bad = bench.file('bad.xlsx', workbookOf([HEAD, ['c', 'a', 'soon'], rowOf(1)]));
  const some = await bench.import(a, { fileColumn: 'source' }, null, {
    name: 'a.xlsx',
    more: [{ name: 'bad.xlsx', path: bad }],
  });
  expect([some.read, some.accepted]).toEqual([22, 21]);
  expect(some.rejected.sample).toEqual([
    expect.objectContaining({ file: 'bad.xlsx', line: 2, column: 'time', value: 'soon' }),
  ]);
});

test('what differs is named: columns, kinds, and a file that is broken', async () => {
  const line = (more: object) =>
    `${JSON.stringify({ case: 'a', activity: 'x', time: '2024-03-01T08:00:00Z', ...more })}\n`;
  const first = bench.file('first.ndjson', line({ cost: 1 }));
  const fault = (name: string, content: string | Uint8Array) =>
    faultOf(
      bench.import(first, null, null, { name: 'first.ndjson', more: [{ name, path: bench.file(name, content) }] }),
    );
  const columns = await fault('second.ndjson', line({ costs: 1 }));
  expect(columns.code).toBe('import.partColumns');
  expect(columns.message).toContain(
    '"second.ndjson" cannot be read as one with "first.ndjson": it lacks "cost", and it has "costs" besides',
  );
  const kind = await fault('third.csv', 'case,activity,time\na,x,2024-03-01T08:00:00Z\n');
  expect([kind.code, kind.message]).toEqual([
    'import.partKind',
    expect.stringContaining('"third.csv" is CSV and "first.ndjson" is JSON'),
  ]);
  const broken = await fault('fourth.json', '[{"case":"a"');
  expect(broken.message).toContain('"fourth.json"');
  // Keys of JSON stand in any order.
  const order = bench.file('order.ndjson', '{"cost":2,"time":"2024-03-02T08:00:00Z","activity":"y","case":"a"}\n');
  const both = await bench.import(first, null, null, {
    name: 'first.ndjson',
    more: [{ name: 'order.ndjson', path: order }],
  });
  expect([both.cases, both.events]).toEqual([1, 2]);
});

test.each(['receipt', 'Sepsis'])(
  '%s as XES',
  async (name) => {
    const packed = sharedData(`logs/${name}.xes.gz`);
    const text = gunzipSync(await Bun.file(packed).bytes()).toString();
    const [start, end] = [text.indexOf('<trace>'), text.lastIndexOf('</trace>') + '</trace>'.length];
    const traces = text.slice(start, end).split(/(?<=<\/trace>)/);
    const part = (i: number, from: number, to: number) => {
      const content = text.slice(0, start) + traces.slice(from, to).join('') + text.slice(end);
      return { name: `part ${i}.xes`, path: bench.file(`${name}-${i}.xes`, content) };
    };
    const [first, ...more] = [part(0, 0, 400), part(1, 400, 401), part(2, 401, traces.length)];
    const whole = await bench.import(packed, ...WHOLE);
    const parts = await bench.import(first!.path, null, null, { name: first!.name, more });
    expect([parts.cases, parts.events, parts.hash]).toEqual([whole.cases, whole.events, whole.hash]);
  },
  60_000,
);

test('traces of one name in several files are one case; what is refused is told by its file', async () => {
  const log = (...events: readonly string[]) =>
    `<log><trace><string key="concept:name" value="1"/>${events.map((e) => `<event><string key="concept:name" value="${e}"/><date key="time:timestamp" value="2024-03-0${e.length}T08:00:00Z"/></event>`).join('')}</trace></log>`;
  const a = bench.file('one.xes', log('a', 'bb'));
  const b = bench.file('two.xes', log('ccc').replace('<event>', '<event><int key="n" value="x"/></event><event>'));
  const both = await bench.import(a, null, null, { name: 'one.xes', more: [{ name: 'two.xes', path: b }] });
  expect([both.cases, both.events, both.read]).toEqual([1, 3, 4]);
  expect(both.rejected.sample.map(({ file }) => file)).toEqual(['two.xes']);
});
