/** What newer servers say, which Debian's cannot: types, times and faults as ClickHouse's manual has them. */
import { expect, test } from 'bun:test';
import type { Batch } from '#sdk';
import { BrokenAnswer, clickhouseRows, linesOf } from './clickhouse-rows.ts';
import { CLICKHOUSE_DIALECT } from './clickhouse-types.ts';

const SERVER = 'ClickHouse at erp:8443';

/** The body in pieces of so many bytes. */
async function* inPieces(body: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(body);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(body: string, { size = 7, serverZone = null as string | null } = {}) {
  const pieces: Omit<Batch, 'cursor'>[] = [];
  for await (const piece of clickhouseRows(linesOf(inPieces(body, size), SERVER), { server: SERVER, serverZone }))
    pieces.push(piece);
  return { columns: pieces[0]!.columns, rows: pieces.flatMap(({ rows }) => rows) };
}

test('types of newer servers, in pieces of any size', async () => {
  const body = [
    'flag\tat\tday\tname\tlong\tu',
    "Bool\tDateTime64(6, \\'Europe/Berlin\\')\tNullable(Date32)\tLowCardinality(Nullable(String))\tUInt256\tUUID",
    'true\t2024-03-31T01:30:00.000001Z\t1925-01-01\tZürich\\t\\\\N\t115792089237316195423570985008687907853269984665640564039457584007913129639935\tx',
    'false\t2024-03-31T01:30:00.000001Z\t\\N\t\\N\t0\ty',
  ].join('\n');
  for (const size of [1, 2, 3, 1000]) {
    const { columns, rows } = await read(`${body}\n`, { size });
    expect(columns.map(({ type }) => type)).toEqual(['boolean', 'time', 'time', 'text', 'number', 'text']);
    expect(rows).toEqual([
      [
        ...[true, '2024-03-31T01:30:00.000001Z', '1925-01-01', 'Zürich\t\\N'],
        ...['115792089237316195423570985008687907853269984665640564039457584007913129639935', 'x'],
      ],
      [false, '2024-03-31T01:30:00.000001Z', null, null, '0', 'y'],
    ]);
  }
});

test('times get their zone where it is known to be UTC, and none where it is not', async () => {
  const body = "a\tb\nDateTime\tDateTime(\\'UTC\\')\n2024-01-01 00:00:00\t2024-01-01 00:00:00\n";
  expect((await read(body, { serverZone: 'Europe/Berlin' })).rows).toEqual([
    ['2024-01-01T00:00:00', '2024-01-01T00:00:00Z'],
  ]);
  expect((await read(body, { serverZone: 'Etc/UTC' })).rows).toEqual([
    ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
  ]);
});

test.each([
  ['a\tb\nInt8\tInt8\n1\t2\nCode: 241. DB::Exception: Memory limit exceeded (MEMORY_LIMIT_EXCEEDED)'],
  ['a\nString\nx\nCode: 159, e.displayText() = DB::Exception: Timeout exceeded\n'],
])('a server that fails in the middle of its answer', async (body) => {
  expect(read(body)).rejects.toThrow(BrokenAnswer);
});

test.each([
  ['a row too short', 'a\tb\nInt8\tInt8\n1\n'],
  ['a row too long', 'a\nInt8\n1\t2\n'],
  ['types that are missing', 'a\tb\nInt8\n'],
  ['nothing', ''],
])('what is no answer is told: %s', async (_, body) => {
  expect(read(body)).rejects.toThrow('answers what cannot be understood');
});

test('values are compared as what their columns are', async () => {
  const { columns } = await read(
    "d\tt\tx\ts\nDecimal(38, 4)\tDateTime64(6, \\'UTC\\')\tDate\tString\n1\t2024-01-01T00:00:00.000001Z\t2024-01-01\tx\n",
  );
  const cells = ['1.5', '2024-01-01T00:00:00.000001Z', '2024-01-01T00:00:00Z', "it\\'s"];
  expect(columns.map((column, i) => CLICKHOUSE_DIALECT.value(cells[i]!, column).text)).toEqual([
    ...["toDecimal128('1.5', 4)", "toDateTime64('2024-01-01 00:00:00.000001', 6, 'UTC')", "toDate('2024-01-01')"],
    "'it\\\\\\'s'",
  ]);
});
