import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { columnValues, StagingBench, staged } from '../../../tests/staged-csv.ts';
import type { Mapping } from './mapping.ts';
import type { TableResult } from './read-table.ts';

let bench: StagingBench;
beforeAll(() => {
  bench = new StagingBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const H = 'case,activity,time,x\n';
const T = '2020-01-01T00:00:00Z';
const linesOf = (result: TableResult) => result.rejected.map((r) => r.line);

test('quoted line ends do not shift the line numbers', async () => {
  // Line 2–3 one record, 4 bad, 5–7 one record with a blank line inside, 8 blank, 9 bad.
  const text = `${H}1,"a\nb",${T},x\n1,b,soon,x\n1,"c\r\n\n",${T},x\n\n1,d,soon,"x"\n`;
  const result = await bench.stage(text);
  expect(linesOf(result)).toEqual([4, 9]);
  expect(await columnValues(result, 'activity')).toEqual(['a\nb', 'c\r\n\n']);
});

test('a header that spans two lines, lines before the header', async () => {
  const spans = await bench.stage(`case,activity,time,"a\nb"\n1,a,${T},x\n1,a,soon,x\n`);
  expect(linesOf(spans)).toEqual([4]);
  expect(await columnValues(spans, 'a\nb')).toEqual(['x']);
  const skipped = await bench.stage(`Report of May\n"by, me"\n${H}1,a,${T},x\n1,a,soon,x\n`, { dialect: { skip: 2 } });
  expect(linesOf(skipped)).toEqual([5]);
});

test('all line ends, also mixed and at the end', async () => {
  for (const [end, lines] of [
    ['\n', [3]],
    ['\r\n', [3]],
    ['\r', [3]],
  ] as const) {
    const result = await bench.stage(`${H}1,a,${T},x\n1,b,soon,x\n1,c,${T},x`.replaceAll('\n', end));
    expect([end, linesOf(result), await columnValues(result, 'activity')]).toEqual([end, [...lines], ['a', 'c']]);
    expect(await columnValues(result, 'x')).toEqual(['x', 'x']);
  }
  const mixed = await bench.stage(`${H.replace('\n', '\r\n')}1,a,${T},x\n1,b,soon,x\r\n1,c,${T},x\r1,d,soon,x\n\n\n`);
  expect(linesOf(mixed)).toEqual([3, 5]);
});

test('the line of a refused row among refused lines, far into a file', async () => {
  // Every 1,000th line has too few cells, every 999th a bad time; 400,000 lines are more than one buffer of the reader.
  const rows = Array.from({ length: 400_000 }, (_, i) => {
    const line = i + 2;
    if (line % 1000 === 0) return '1,short';
    return `${i},a,${line % 999 === 0 ? 'soon' : T},some text to fill the line with ${i}`;
  });
  const result = await bench.stage(`${H}${rows.join('\n')}\n`);
  const expected = rows.map((_, i) => i + 2).filter((line) => line % 1000 === 0 || line % 999 === 0);
  expect(linesOf(result)).toEqual(expected);
  // `row` is the place among the records that have the right shape.
  const [order] = await staged(
    result,
    'select count(*) as n, bool_and("row" > before) as rising from (select "row", lag("row", 1, -1) over (order by rowid) as before from staged)',
  );
  expect(order).toEqual({ n: String(400_000 - expected.length), rising: true });
  const [order2] = await staged(
    result,
    'select bool_and(case_id::bigint > before) as same from (select case_id, lag(case_id, 1, -1) over (order by "row")::bigint as before from staged)',
  );
  expect(order2).toEqual({ same: true });
}, 30_000);

test('encodings: UTF-8 with a mark, UTF-16 both ways with and without, Windows-1252', async () => {
  const text = `Fall,Aktivität,time,x\n1,Prüfen €,${T},ß\n1,Größe,soon,x\n`;
  const wide = Buffer.from(text, 'utf16le');
  const swapped = Buffer.from(wide).swap16();
  const western = new Uint8Array([...text].map((c) => (c === '€' ? 0x80 : c.charCodeAt(0))));
  const files: [string, Uint8Array][] = [
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE with mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide])],
    ['UTF-16 BE with mark', Buffer.concat([Buffer.from([0xfe, 0xff]), swapped])],
    ['UTF-16 LE', wide],
    ['UTF-16 BE', swapped],
    ['Windows-1252', western],
    ['gzip of UTF-16', Bun.gzipSync(Buffer.concat([Buffer.from([0xff, 0xfe]), wide]))],
  ];
  for (const [name, bytes] of files) {
    const result = await bench.stage(bytes);
    expect([name, await columnValues(result, 'Aktivität'), linesOf(result)]).toEqual([name, ['Prüfen €'], [3]]);
    expect(await columnValues(result, 'x')).toEqual(['ß']);
  }
});

test('Windows-1252 that shows only after a mebibyte of ASCII', async () => {
  const filler = `1,a,${T},plain\n`.repeat(60_000);
  const result = await bench.stage(
    Buffer.concat([Buffer.from(H + filler), Buffer.from(`2,Prüfen,${T},x\n`, 'latin1')]),
  );
  expect(result.refused).toBe(0);
  expect((await columnValues(result, 'activity')).at(-1)).toBe('Prüfen');
});

const SIGNS = [
  ',',
  ';',
  '\t',
  '|',
  '"',
  "'",
  '\\',
  ' ',
  '\n',
  '\r',
  'ä',
  '€',
  '😀',
  '0',
  '7',
  '.',
  '-',
  'NULL',
  '%',
  '\u00a0',
  '\u2028',
];
const cell = fc
  .array(fc.oneof(fc.constantFrom(...SIGNS), fc.string({ maxLength: 3 })), { maxLength: 6 })
  .map((p) => p.join('').replaceAll('\0', ''));
const table = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  quote: fc.constantFrom('"', "'"),
  end: fc.constantFrom('\n', '\r\n'),
  always: fc.boolean(),
  blank: fc.boolean(),
  rows: fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }),
});

test('random tables come back cell by cell, by both readers', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ delimiter, quote, end, always, blank, rows }) => {
      const needs = (text: string) =>
        always || [delimiter, '"', "'", '\n', '\r'].some((sign) => text.includes(sign)) || /^ | $/.test(text);
      const written = (text: string) => (needs(text) ? quote + text.replaceAll(quote, quote + quote) + quote : text);
      const lines = rows.map((row, i) => ['1', `a${i}`, T, ...row].map(written).join(delimiter));
      // A blank line sends the file to the exact reader.
      const body = [['case', 'activity', 'time', 'x', 'y', 'z'].join(delimiter), ...(blank ? [''] : []), ...lines];
      const dialect = { delimiter, quote, escape: quote, header: true, encoding: 'utf-8' } as const;
      const path = bench.file(`${body.join(end)}${end}`);
      const proposed = await bench.mapping(path, { dialect });
      const columns = proposed.columns.map((c) =>
        'xyz'.includes(c.column) ? { column: c.column, type: 'text' as const } : c,
      );
      const result = await bench.read(path, { ...proposed, columns } as Mapping);
      expect(result).toMatchObject({ read: rows.length, accepted: rows.length });
      for (const [k, name] of ['x', 'y', 'z'].entries()) {
        // The only text that does not come back is the empty one: it is a missing value.
        const expected = rows.map((row) => (row[k] === '' ? null : row[k]!));
        expect(await columnValues(result, name)).toEqual(expected);
      }
      bench.close(result);
    }),
    { numRuns: 80, seed: 20_240_229 },
  );
}, 60_000);
