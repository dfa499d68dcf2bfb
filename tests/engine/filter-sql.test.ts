import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ident, joinSql, type Log, type Sql, sql } from '#sdk';
import { rows } from '../../src/engine/duckdb/query.ts';
import caseAttribute from '../../src/mining/filters/case-attribute.ts';
import eventAttribute from '../../src/mining/filters/event-attribute.ts';
import { memoryLog } from '../../src/mining/log/memory-log.ts';
import { checkParams } from '../../src/mining/views/check-params.ts';
import { keptBy } from '../../src/mining/views/inline.ts';

// Kernel = SQL where both exist: each condition runs over codes, and over the archive as if the column were text.
const LABELS = ['Köln', 'köln', 'KÖLN', '100%', '100_', 'a\\b', '漢字🗼', "O'Hara", 'x"y', ' padded ', '', null];
const memory = memoryLog(
  LABELS.flatMap((label, i) =>
    [label, LABELS[(i * 5 + 1) % LABELS.length] ?? null].map((note, n) => ({
      case: `c${i}`,
      activity: 'a',
      time: i * 10 + n,
      attributes: { note },
    })),
  ),
  { caseAttributes: Object.fromEntries(LABELS.map((label, i) => [`c${i}`, { place: label }])), segmentEvents: 7 },
);
const asText: Log = { ...memory.log, column: (ref) => ({ ...memory.log.column(ref), class: 'text' }) };

let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  const columns = ['note', 'case:place'].map((ref) => memory.log.column(ref));
  const names = joinSql(
    columns.map((c) => sql`${ident(c.id)} varchar`),
    ', ',
  );
  const run = (statement: Sql) => connection.run(statement.text, [...statement.values]);
  await run(sql`create table events (segment usmallint, case_ix uinteger, event_ix uinteger, ${names})`);
  for (const segment of memory.segments) {
    for (let c = 0; c < segment.cases; c++) {
      for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) {
        const values = columns.map((column) => {
          const code = segment.codes(column.id)[column.level === 'case' ? c : e]!;
          return sql`${code === 0 ? null : memory.log.values(column.id)[code]!}`;
        });
        await run(sql`insert into events values (${segment.index}, ${c}, ${e}, ${joinSql(values, ', ')})`);
      }
    }
  }
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

async function bySql(filter: typeof caseAttribute | typeof eventAttribute, params: object, log = asText) {
  const statement = filter.sql?.(checkParams(filter.params, params) as never, log);
  if (!statement) throw new Error('no SQL');
  const found = await rows<{ segment: number; case_ix: number }>(connection, statement);
  return found.map((row) => memory.segments[row.segment]!.caseId(row.case_ix)).sort();
}

const CONDITIONS: object[] = [
  { value: 'Köln' },
  { value: 'Köln', ignoreCase: true },
  { operator: '!=', value: 'Köln' },
  { operator: '!=', value: 'Köln', ignoreCase: true },
  { operator: 'one-of', values: ["O'Hara", 'x"y', ''] },
  { operator: 'one-of', values: ['KÖLN', '100%'], ignoreCase: true },
  { operator: 'contains', value: 'ö' },
  { operator: 'contains', value: '%' },
  { operator: 'begins', value: '100' },
  { operator: 'begins', value: 'k', ignoreCase: true },
  { operator: 'ends', value: '🗼' },
  { operator: 'ends', value: ' ' },
  { operator: 'matches', value: '100%' },
  { operator: 'matches', value: '100?' },
  { operator: 'matches', value: '*\\\\b' },
  { operator: 'matches', value: '漢??' },
  { operator: 'matches', value: 'K*N', ignoreCase: true },
  { operator: 'matches', value: '*' },
  { operator: 'missing' },
  { operator: 'not-missing' },
];

for (const condition of CONDITIONS) {
  test(`codes and SQL agree: ${JSON.stringify(condition)}`, async () => {
    const ofCase = { attribute: 'case:place', ...condition };
    const expected = (await keptBy(memory, caseAttribute, ofCase)).cases.sort();
    expect(await bySql(caseAttribute, ofCase)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
    for (const mode of ['any', 'all', 'none']) {
      const ofEvent = { attribute: 'note', mode, ...condition };
      expect(await bySql(eventAttribute, ofEvent)).toEqual(
        (await keptBy(memory, eventAttribute, ofEvent)).cases.sort(),
      );
    }
  });
}

test('regular expressions run as RE2, on columns with codes too', async () => {
  const of = (params: object) =>
    bySql(caseAttribute, { attribute: 'case:place', operator: 'regex', ...params }, memory.log);
  // c0 Köln, c1 köln, c2 KÖLN, c3 100%, c4 100_
  expect(await of({ value: '^[Kk]ö' })).toEqual(['c0', 'c1']);
  expect(await of({ value: '^köln$', ignoreCase: true })).toEqual(['c0', 'c1', 'c2']);
  expect(await of({ value: '^\\d+.$' })).toEqual(['c3', 'c4']);
  // Would take for ever where a pattern backtracks.
  expect(await of({ value: '^(\\w+\\w+)+!$' })).toEqual([]);
});
