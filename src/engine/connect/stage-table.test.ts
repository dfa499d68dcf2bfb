import { afterAll, describe, expect, test } from 'bun:test';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppError, Cell, TableColumn } from '#sdk';
import { seeded } from '../../../tests/faults/seeded.ts';
import { csvLines } from './csv-lines.ts';
import { NOTHING_READ, stageTable, type TableAsked, type TableCheckpoint } from './stage-table.ts';
import { type TrialTable, trialTable } from './trial-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-stage-'));
afterAll(() => rmSync(folder, { recursive: true }));

const COLUMNS: TableColumn[] = [
  { name: 'id', type: 'number' },
  { name: 'say, "so"', type: 'text' },
];
const rowsOf = (n: number): Cell[][] => Array.from({ length: n }, (_, i) => [BigInt(i), `text ${i}`]);
const stage = (name: string, more: Partial<TableAsked> = {}): TableAsked => ({
  ...{ path: join(folder, name), request: { table: 't', limit: null }, cursor: null, from: NOTHING_READ },
  ...{ minFreeBytes: 0, syncBytes: 1, syncMs: 60_000, ...more },
});
const staged = (
  source: Parameters<typeof stageTable>[0],
  asked: TableAsked,
  told: (checkpoint: TableCheckpoint) => void,
) => stageTable(source, asked, { told, clean: (written) => written });
const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const trial = (n: number, more: Partial<TrialTable> = {}) =>
  trialTable({ columns: COLUMNS, rows: rowsOf(n), batchRows: () => 3, ...more });

describe('cells', () => {
  const cells: [Cell, string][] = [
    ...([
      [null, ''],
      ['', ''],
      ['a', 'a'],
      ['a,b', '"a,b"'],
      ['say "no"', '"say ""no"""'],
      ['a\nb\r', '"a\nb\r"'],
    ] as [Cell, string][]),
    ...([
      [9007199254740993n, '9007199254740993'],
      [-170141183460469231731687303715884105728n, '-170141183460469231731687303715884105728'],
    ] as [Cell, string][]),
    ...([
      [0.1, '0.1'],
      [1e21, '1e+21'],
      [true, 'true'],
      [false, 'false'],
    ] as [Cell, string][]),
    ['2024-01-01T08:00:00.123456+05:30', '2024-01-01T08:00:00.123456+05:30'],
    ['99999999999999999999999999999999999999', '99999999999999999999999999999999999999'],
  ];
  test.each(cells)('%p', (cell, written) => expect(csvLines([[cell, 1]])).toBe(`${written},1\n`));

  test('a row of one column without a value is a row still', () =>
    expect(csvLines([[null], [''], ['x']])).toBe('""\n""\nx\n'));
});

test('a table is read into a file with a header; a checkpoint tells of what is on the disk', async () => {
  const told: TableCheckpoint[] = [];
  const end = await staged(trial(7), stage('a'), (checkpoint) => {
    expect(statSync(join(folder, 'a')).size).toBeGreaterThanOrEqual(checkpoint.bytes);
    told.push(checkpoint);
  });
  expect(text('a').split('\n').slice(0, 2)).toEqual(['id,"say, ""so"""', '0,text 0']);
  expect(told.map(({ rows, cursor }) => [rows, cursor])).toEqual([
    ...[3, 6, 7].map((rows) => [rows, { place: rows }]),
    [7, { place: 7 }],
  ]);
  expect(end).toMatchObject({ rows: 7, bytes: text('a').length, columns: COLUMNS });
  expect(JSON.parse(JSON.stringify(end))).toEqual(end);
});

test('nothing to read is an empty file', async () => {
  expect(await staged(trial(0), stage('empty'), () => {})).toEqual(NOTHING_READ);
  expect(text('empty')).toBe('');
});

test('the limit is kept, also where the source gives more, and over a resumption', async () => {
  const greedy = {
    read: (request: Parameters<ReturnType<typeof trial>['read']>[0]) => trial(9).read({ ...request, limit: null }),
  };
  const limited = { table: 't', limit: 5 };
  expect((await staged(greedy, stage('limit', { request: limited }), () => {})).rows).toBe(5);
  const told: TableCheckpoint[] = [];
  await staged(trial(9), stage('again', { request: limited }), (checkpoint) => told.push(checkpoint));
  await staged(trial(9), stage('again', { request: limited, from: told[0]! }), () => {});
  expect(text('again')).toBe(text('limit'));
});

describe('of a column that is followed the last value is known', () => {
  test.each([
    [[1n, 2n, null], { bigint: '2' }],
    [['9223372036854775807', null], { bigint: '9223372036854775807' }],
    [['12.50'], '12.50'],
    [['2024-01-01T00:00:00.000001Z', null], '2024-01-01T00:00:00.000001Z'],
    [[null], null],
  ] as [Cell[], unknown][])('%p', async (values, last) => {
    const rows = values.map((value) => [value, 'x']);
    const source = {
      async *read() {
        yield { columns: COLUMNS, rows, cursor: 1 };
      },
    };
    const request = { table: 't', limit: null, since: { column: 'id', value: null } };
    expect((await staged(source, stage('last', { request }), () => {})).last).toEqual(last as never);
  });
});

test('what was written and never told is cut off; a file that lost bytes is read anew', async () => {
  const told: TableCheckpoint[] = [];
  await staged(trial(9), stage('whole'), (checkpoint) => told.push(checkpoint));
  const whole = text('whole');
  appendFileSync(join(folder, 'whole'), 'torn li');
  await staged(trial(9), stage('whole', { from: told[1]! }), () => {});
  expect(text('whole')).toBe(whole);
  truncateSync(join(folder, 'whole'), 10);
  await staged(trial(9), stage('whole', { from: told[1]! }), () => {});
  expect(text('whole')).toBe(whole);
  rmSync(join(folder, 'whole'));
  await staged(trial(9), stage('whole', { from: told[1]! }), () => {});
  expect(text('whole')).toBe(whole);
});

test('a source that cannot go on begins anew', async () => {
  const rows = rowsOf(4);
  const source = {
    async *read() {
      for (const row of rows) yield { columns: COLUMNS, rows: [row], cursor: null };
    },
  };
  const told: TableCheckpoint[] = [];
  await staged(source, stage('no cursor'), (checkpoint) => told.push(checkpoint));
  await staged(source, stage('no cursor', { from: told[1]! }), () => {});
  expect(text('no cursor').split('\n')).toHaveLength(6);
});

test('where a source has no place to go on from, the one before is kept', async () => {
  const cursors = [null, 'a', null, null, 'b', null];
  const source = {
    async *read({ cursor }: { cursor: unknown }) {
      const from = cursor === null ? 0 : cursors.indexOf(cursor as string) + 1;
      for (let i = from; i < cursors.length; i++) yield { columns: COLUMNS, rows: [[i, 'x']], cursor: cursors[i] };
    },
  };
  const told: TableCheckpoint[] = [];
  const whole = await staged(source, stage('places'), (checkpoint) => told.push(checkpoint));
  expect([whole.rows, told.map(({ cursor }) => cursor)]).toEqual([6, [null, 'a', 'b']]);
  const before = text('places');
  for (const from of told) {
    await staged(source, stage('places', { from }), () => {});
    expect(text('places')).toBe(before);
  }
});

test('random tables, batches and drops: the file is that of one reading', async () => {
  const random = seeded(Number(process.env.ADIT_TEST_SEED ?? 1));
  let drops = 0;
  for (let round = 0; round < 60; round++) {
    const rows = rowsOf(Math.floor(random() * 200));
    const batchRows = () => Math.ceil(random() * 20);
    const path = `round ${round}`;
    const whole = `whole ${round}`;
    await staged(trialTable({ columns: COLUMNS, rows, batchRows }), stage(whole), () => {});
    const source = trialTable({ columns: COLUMNS, rows, batchRows, drops: () => random() < 0.1 });
    let from = NOTHING_READ;
    for (let done = false; !done; ) {
      const syncBytes = Math.ceil(random() * 2000);
      const wanted = stage(path, { from, syncBytes });
      done = await staged(source, wanted, (checkpoint) => {
        from = JSON.parse(JSON.stringify(checkpoint));
      }).then(
        () => true,
        (error: AppError) => {
          expect(error.code).toBe('connector.lost');
          drops++;
          return false;
        },
      );
    }
    expect([round, text(path)]).toEqual([round, text(whole)]);
  }
  expect(drops).toBeGreaterThan(50);
});

describe('what cannot be taken', () => {
  const give = (...batches: { columns?: TableColumn[]; rows: Cell[][]; cursor?: unknown }[]) => ({
    async *read() {
      for (const batch of batches) yield { columns: COLUMNS, cursor: 1, ...batch };
    },
  });
  const other = [
    { name: 'id', type: 'number' },
    { name: 'new', type: 'text' },
  ] as TableColumn[];
  test.each([
    [
      'columns that change',
      give({ rows: [[1, 'a']] }, { columns: other, rows: [[1, 'a']] }),
      'connector.columnsChanged',
      '"say, "so"" is gone, "new" is new',
    ],
    [
      'columns that change places',
      give({ rows: [[1, 'a']] }, { columns: COLUMNS.toReversed(), rows: [[1, 'a']] }),
      'connector.columnsChanged',
      'another order',
    ],
    ['two columns of one name', give({ columns: [other[0]!, other[0]!], rows: [] }), 'connector.sameName', '"id"'],
    ['no columns', give({ columns: [], rows: [] }), 'connector.noColumns', 'no columns'],
  ])('%s', async (_, source, code, says) => {
    const fault = await staged(source, stage('bad'), () => {}).catch((error) => error as AppError);
    expect(fault).toMatchObject({ code, message: expect.stringContaining(says) });
  });

  test('a column to follow that is not read', async () => {
    const request = { table: 't', limit: null, since: { column: 'at', value: null } };
    const fault = await staged(trial(3), stage('bad', { request }), () => {}).catch((error) => error);
    expect(fault).toMatchObject({ code: 'connector.notThere' });
  });

  test('less space than must stay free', async () => {
    const fault = await staged(trial(3), stage('full', { minFreeBytes: 2 ** 60 }), () => {}).catch((e) => e);
    expect(fault).toMatchObject({ fault: 'no_space', code: 'extraction.noSpace' });
  });
});
