/** JSON and NDJSON in every shape, and Parquet files written by pyarrow (tests/files/make.py). */
import { afterAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { faultOf } from '../../../tests/staged-csv.ts';
import { RecordsBench } from '../../../tests/staged-file.ts';
import { TABLE_LIMITS } from './limits.ts';

const bench = new RecordsBench();
afterAll(() => bench[Symbol.asyncDispose]());
const open = (content: string | Uint8Array, records?: string) =>
  bench.open(bench.file('file', content), records === undefined ? {} : { records });

describe('NDJSON', () => {
  test('mixed shapes: columns over the whole file, nested objects by dotted names, arrays as their text', async () => {
    const { headers, rows, lines, records } = await open(
      '\ufeff{"id": 1, "who": {"name": "Ann", "tags": ["a", {"b": 1}]}}\r\n\n{"late": true, "id": "2"}\n{"id": null, "who": {"name": ""}}',
    );
    expect(headers).toEqual(['id', 'who.name', 'who.tags', 'late']);
    expect(lines).toEqual([1, 3, 4]);
    expect(rows).toEqual([
      ['1', 'Ann', '["a", {"b": 1}]', null],
      ['2', null, null, 'true'],
      [null, null, null, null],
    ]);
    expect(records.findings).toMatchObject([{ code: 'nestedValues', column: 'who.tags', count: 1 }]);
  });

  test('numbers as they are written, texts as they are meant', async () => {
    const { rows } = await open(
      '{"a": 12345678901234567890, "b": 1.10, "c": -0e-7, "d": "\\u20ac \\"q\\" \\\\", "e": "a,b\\nc", "f": "é"}\n',
    );
    expect(rows).toEqual([['12345678901234567890', '1.10', '-0e-7', '€ "q" \\', 'a,b\nc', 'é']]);
  });

  test('a line that is no record is put aside with its number, and the rest is read', async () => {
    const bad = [
      '{"a": 1',
      '{"a": 01}',
      '[1]',
      '7',
      '{"a": "x\ty"}',
      '{"a": tru}',
      '{"a": 1,}',
      '{"a": "\\x"}',
      '{"a": 1} 2',
    ];
    const { rows, lines, refused } = await open(`{"a": "first"}\n${bad.join('\n')}\n{"a": "last"}\n`);
    expect(rows).toEqual([['first'], ['last']]);
    expect(lines).toEqual([1, bad.length + 2]);
    expect(refused.map(({ line }) => line)).toEqual(bad.map((_, i) => i + 2));
    expect(refused[0]!.reason).toBe('the record is no JSON: a comma is missing (character 8)');
    expect(refused[2]!.reason).toContain('no JSON object');
  });

  test('bytes that are no UTF-8, NUL and a cell that is too large cost their line', async () => {
    const content = Buffer.concat([
      Buffer.from('{"a": "x"}\n{"a": "'),
      Buffer.from([0xff]),
      Buffer.from(`"}\n{"a": "\\u0000"}\n{"a": "${'y'.repeat(2 << 20)}"}\n`),
    ]);
    const { rows, refused } = await open(content);
    expect(rows).toEqual([['x']]);
    expect(refused.map(({ line, reason }) => [line, reason.slice(0, 30)])).toEqual([
      [2, 'the record is not valid UTF-8,'],
      [3, 'the value holds a NUL characte'],
      [4, 'a cell is larger than 1 MiB'],
    ]);
  });

  test('nesting without end, columns without end, a bomb', async () => {
    const deep = `{"a": "x"}\n${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}\n`;
    expect((await open(deep)).refused[0]!.reason).toContain('nested more than 256 deep');
    const wide = Array.from({ length: 2_001 }, (_, i) => `{"c${i}": 1}`).join('\n');
    expect((await faultOf(open(wide))).code).toBe('import.tooManyColumns');
    const bomb = bench.file('bomb', gzipSync(Buffer.alloc(2 << 20, '{"a": 1}\n')));
    const limits = { ...TABLE_LIMITS, unpackedBytes: 1 << 20 };
    expect((await faultOf(bench.open(bomb, {}, limits))).code).toBe('import.gzipBomb');
    expect((await faultOf(bench.open(bench.file('l', `{"a": 1}\n{"a": "${'x'.repeat(2_000)}`), {}, { ...TABLE_LIMITS, lineBytes: 1_000 }))).code).toBe('import.lineTooLong'); // biome-ignore format: one line
  });

  test('a key that stands twice is told', async () => {
    const { rows, records } = await open('{"a": 1, "a": 2, "b.c": 3, "b": {"c": 4}}\n');
    expect(rows).toEqual([['2', '4']]);
    expect(records.findings.map(({ code, column }) => [code, column])).toEqual([
      ['repeatedKeys', 'a'],
      ['repeatedKeys', 'b.c'],
    ]);
  });
});

describe('JSON documents', () => {
  test('an array of records, or the first array of objects, or the one at a path', async () => {
    expect((await open('[\n {"a": 1},\n {"a": 2}\n]')).lines).toEqual([2, 3]);
    const document = '{"x": [1, "]"], "m": {"y": [{"a": 1}]}, "data": {"items": [{"a": "2"}, {"a": "[{"}]}}\n';
    expect((await open(document)).rows).toEqual([['1']]);
    expect((await open(document, 'data.items')).rows).toEqual([['2'], ['[{']]);
  });

  test.each([
    ['import.truncatedJson', '[{"a": 1}, {"a": '],
    ['import.noRecords', '{"a": [\n1,\n2\n]}'],
    ['import.notJson', '[{"a": 1}]\n[{"a": 2}]'],
    ['import.notJson', '[{"a": 1}}'],
    ['import.jsonTooDeep', `{"x":[\n${'['.repeat(300)}`],
  ])('%s', async (code, text) => {
    expect((await faultOf(open(text))).code).toBe(code);
  });

  test('no array at the path', async () => {
    expect((await faultOf(open('{"rows": [{"a": 1}]}', 'data'))).message).toContain('no array at "data"');
  });
});

describe('Parquet', () => {
  const made = (name: string) => resolve(import.meta.dir, '../../../tests/files', name);

  test('every type in one exact form', async () => {
    const { headers, rows, records } = await bench.open(made('pyarrow.parquet'));
    const [first, second, third] = rows.map((row) => Object.fromEntries(headers.map((name, i) => [name, row[i]])));
    expect(first).toEqual({
      ...{ case: 'c1', activity: 'a', time: '2024-03-31 01:30:00.123456Z', paris: '2024-03-31 01:30:00.123Z' },
      ...{ naive_us: '2024-03-31 01:30:00.123456', naive_ns: '2024-03-31 01:30:00.123456', day: '2024-02-29' },
      ...{ clock: '23:59:59.999999', i8: '-128', u64: '18446744073709551615', i64: '-9223372036854775808' },
      ...{ f32: '0.1', f64: '0.1', decimal: '12345678901234567890.1234', yes: 'true', bytes: 'prüfen', large: 'x' },
      ...{ list: '[1,2]', struct: '{"a":1,"b":"x"}', map: '{"k":1}', none: null },
    });
    expect(Object.values(second!).filter((cell) => cell !== null)).toEqual(['c1', 'b', '2024-03-31 02:30:00.123456Z']);
    expect(third).toMatchObject({
      day: '1969-12-31',
      f64: '1e+300',
      decimal: '-0.5000',
      yes: 'false',
      bytes: '0xff00',
    });
    expect(third).toMatchObject({ large: null, list: '[]' });
    expect(records.findings.map(({ column }) => column)).toEqual(['list', 'struct', 'map']);
    const declared = ['i8', 'decimal', 'yes', 'activity'].map((name) => {
      return records.sniffed.columns.find((c) => c.name === name)?.declared?.type ?? null;
    });
    expect(declared).toEqual(['number', 'number', 'boolean', null]);
  });

  test('times as INT96', async () => {
    const { rows } = await bench.open(made('pyarrow-int96.parquet'));
    expect(rows.map((row) => row[2])).toEqual(['2024-03-31 01:30:00.123456', null, '2024-03-31 01:30:00.123456']);
  });

  test('one that was cut off, and one that is encrypted, are refused with words', async () => {
    const whole = readFileSync(made('pyarrow.parquet'));
    expect((await faultOf(open(whole.subarray(0, 5_000)))).code).toBe('import.damagedParquet');
    const broken = Buffer.from(whole);
    broken.fill(0x7f, 4, 2_000);
    expect((await faultOf(open(broken))).code).toBe('import.damagedParquet');
    expect((await faultOf(open('PARE0000PARE'))).message).toContain('encrypted');
  });
});
