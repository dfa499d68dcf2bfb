import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { columnValues, faultOf, StagingBench, staged } from '../../../tests/staged-csv.ts';
import { detectFile } from './detect.ts';

let bench: StagingBench;
beforeAll(() => {
  bench = new StagingBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const H = 'case,activity,time,x\n';
const T = '2020-01-01T00:00:00Z';
const MIB = 1 << 20;
const fault = (content: string | Uint8Array, input = {}) => faultOf(bench.stage(content, input));

describe('refused with a question or a reason', () => {
  test('an empty file, a file of blank lines', async () => {
    expect((await faultOf(detectFile(bench.file('')))).code).toBe('import.emptyFile');
    expect((await faultOf(detectFile(bench.file('\n\n')))).code).toBe('import.emptyFile');
    expect((await fault('')).code).toBe('import.emptyFile');
  });

  test('a header row alone', async () => {
    const found = await fault(H);
    expect(found.code).toBe('import.headerOnly');
    expect(found.details[0]).toMatchObject({ line: 1 });
    const path = bench.file(H);
    const mapping = await bench.mapping(bench.file(`${H}1,a,${T},x\n`));
    expect((await faultOf(bench.read(path, mapping))).code).toBe('import.headerOnly');
    expect((await faultOf(bench.read(bench.file(`${H}\n\n`), mapping))).code).toBe('import.headerOnly');
  });

  test('a delimiter that is not the file’s', async () => {
    const unknown = await fault('case^activity^time\n1^a^2020-01-01T00:00:00Z\n');
    expect(unknown.code).toBe('import.noCaseColumn');
    expect(unknown.message).toContain('one column only: if another sign separates them');
    const given = await fault(`${H}1,a,${T},x\n`, {
      dialect: { delimiter: ';' },
      columns: [{ column: 'case', role: 'case' }],
    });
    expect(given.code).toBe('import.unknownColumn');
    expect(given.message).toContain('Read with ";" between cells');
    // The right one, named: any sign will do.
    const right = await bench.stage(`case^activity^time\n1^a^${T}\n`, { dialect: { delimiter: '^' } });
    expect(right.accepted).toBe(1);
  });

  test('more than 2,000 columns, whatever reads them', async () => {
    const wide = (n: number) => ['case', 'activity', ...Array.from({ length: n - 2 }, (_, i) => `x${i}`)].join(',');
    const row = (n: number) => ['1', 'a', ...Array.from({ length: n - 2 }, () => '')].join(',');
    const found = await fault(`${wide(2001)}\n${row(2001)}\n`);
    expect(found).toMatchObject({ fault: 'too_large', code: 'import.tooManyColumns' });
    expect(found.message).toBe('The file has 2001 columns; at most 2000 are taken.');
    expect((await bench.stage(`${wide(2000)}\n${row(2000)}\n`)).accepted).toBe(1);
  }, 30_000);

  test('a line over 16 MiB names the line and the limit; one of 16 MiB is read', async () => {
    const long = await fault(`${H}1,a,${T},x\n1,${'b'.repeat(16 * MIB)},${T},x\n`);
    expect(long).toMatchObject({ fault: 'too_large', code: 'import.lineTooLong' });
    expect(long.message).toStartWith('Line 3 is longer than 16 MiB');
    expect(long.details[0]).toMatchObject({ line: 3 });
    expect((await fault('x'.repeat(17 * MIB))).code).toBe('import.lineTooLong');
    const open = await fault(`${H}1,a,${T},x\n1,"${'b\n'.repeat(9 * MIB)}`);
    expect(open.message).toContain('Is a quote opened there and never closed');
    expect(open.details[0]).toMatchObject({ line: 3 });
    const start = `1,a,${T},`;
    const kept = await bench.stage(`${H}1,a,${T},x\n${start}${'b,'.repeat(8 * MIB - start.length / 2)}\n`);
    expect(kept).toMatchObject({ accepted: 1, refused: 1 });
  }, 60_000);

  test('no case column, no activity, duplicate headers, one column mapped twice, one role twice', async () => {
    const nocase = await fault(`foo,activity,time\n1,a,${T}\n`);
    expect(nocase.code).toBe('import.noCaseColumn');
    expect(nocase.message).toContain('"foo", "activity", "time"');
    expect((await fault(`case,foo,time\n1,a,${T}\n`)).code).toBe('import.noActivityColumn');
    const twice = await fault(`case,activity,time,activity\n1,a,${T},b\n`);
    expect(twice.message).toContain('"activity" (columns 2, 4)');
    expect(twice.details[0]).toMatchObject({ line: 1, column: 4 });
    const columns = [{ column: 'x' }, { column: 'case' }, { column: 'x', drop: true }];
    const mapped = await fault(`${H}1,a,${T},x\n`, { columns });
    expect(mapped.code).toBe('import.columnMappedTwice');
    expect(mapped.details[0]!.pointer).toBe('/columns/2/column');
    const roles = [
      { column: 'x', role: 'case' },
      { column: 'case', role: 'case' },
    ];
    expect((await fault(`${H}1,a,${T},x\n`, { columns: roles })).code).toBe('import.roleMappedTwice');
  });

  test('unknown columns, formats and zones come with the nearest name', async () => {
    const text = `${H}1,a,${T},x\n`;
    const column = await fault(text, { columns: [{ column: 'activty' }] });
    expect(column.message).toContain('Did you mean "activity"?');
    const format = await fault(text, { columns: [{ column: 'time', format: 'epoc-ms' }] });
    expect(format.code).toBe('import.unknownFormat');
    expect(format.message).toContain('Did you mean "epoch-ms"?');
    expect((await fault(text, { timeZone: 'Europe/Berln' })).message).toContain('Did you mean "Europe/Berlin"?');
    const unknown = await fault(`${H}1,a,2020.13.45,x\n1,b,2020.14.1,x\n`);
    expect(unknown.code).toBe('import.unknownDateFormat');
    expect(unknown.message).toContain('"2020.13.45"');
  });

  test('naive times need a zone, ambiguous dates an order', async () => {
    const naive = await fault(`${H}1,a,2020-01-01 00:00:00,x\n`);
    expect(naive.code).toBe('import.needsTimeZone');
    expect(naive.message).toContain('--time-zone Europe/Berlin');
    // The example shown is one that lacks the zone.
    const some = await fault(`${H}1,a,${T},x\n1,b,2020-05-06T07:08:09,x\n`);
    expect(some.message).toContain('("2020-05-06T07:08:09") carry no time zone');
    const german = await fault(`${H}1,a,31.12.2020 10:00,x\n`);
    expect(german.code).toBe('import.needsTimeZone');
    const dates = await fault(`${H}1,a,01/02/2003 10:00,x\n`, { timeZone: 'UTC' });
    expect(dates.code).toBe('import.ambiguousDate');
    expect(dates.message).toContain('DD/MM/YYYY HH:mm or MM/DD/YYYY HH:mm');
    expect((await fault(`${H}1,a,01/02/03,x\n`, { timeZone: 'UTC' })).message).toContain('3 ways');
  });
});

describe('rows to the quarantine', () => {
  test('mixed encodings: the lines that are not UTF-8', async () => {
    const latin = Buffer.from(`1,Prüfen,${T},x\n`, 'latin1');
    const text = Buffer.concat([Buffer.from(`${H}1,Größe,${T},x\n`), latin, Buffer.from(`2,ok,${T},x\n`)]);
    const result = await bench.stage(text);
    expect(result).toMatchObject({ read: 3, accepted: 2, refused: 1 });
    expect(result.rejected[0]).toMatchObject({ line: 3, column: null });
    expect(result.rejected[0]!.reason).toContain('not valid UTF-8');
    expect(await columnValues(result, 'activity')).toEqual(['Größe', 'ok']);
  });

  test('NUL bytes', async () => {
    const result = await bench.stage(`${H}1,a\0b,${T},x\n1,b,${T},x\n`);
    expect(result.rejected).toEqual([
      { line: 2, column: null, value: null, reason: 'the line holds a NUL byte (0x00)' },
    ]);
    expect(await columnValues(result, 'activity')).toEqual(['b']);
  });

  test('too few and too many cells', async () => {
    const result = await bench.stage(`${H}1,a,${T},x\n1,b\n1,c,${T},x,y,z\n1,d,${T},x\n`);
    expect(result.rejected).toEqual([
      { line: 3, column: null, value: null, reason: 'the row has 2 cells, the table has 4 columns' },
      { line: 4, column: null, value: null, reason: 'the row has 6 cells, the table has 4 columns' },
    ]);
    expect(result).toMatchObject({ read: 4, accepted: 2, refused: 2 });
  });

  test('a cell over 1 MiB', async () => {
    const cell = (bytes: number) => `${H}1,a,${T},${'y'.repeat(bytes)}\n1,b,${T},x\n`;
    expect((await bench.stage(cell(MIB))).refused).toBe(0);
    const result = await bench.stage(cell(MIB + 1));
    expect(result.rejected).toEqual([{ line: 2, column: null, value: null, reason: 'a cell is larger than 1 MiB' }]);
  });

  test('a broken quote costs its line and no other', async () => {
    const text = `${H}1,a,${T},"x"y\n1,b,${T},x\n1,"c,${T},x\n1,d,${T},"say ""hi"""\n1,e,${T},x\n1,"f,${T},x\n`;
    const result = await bench.stage(text);
    expect(result.rejected.map((r) => r.line)).toEqual([2, 4, 7]);
    expect(result.rejected[2]!.reason).toBe('a quote is opened here and never closed');
    expect(await columnValues(result, 'activity')).toEqual(['b', 'd', 'e']);
    expect(await columnValues(result, 'x')).toEqual(['x', 'say "hi"', 'x']);
  });
});

test('gzip: read; a damaged one and a bomb are refused', async () => {
  const text = H + `1,a,${T},x\n`.repeat(200);
  const packed = Bun.gzipSync(Buffer.from(text));
  expect((await bench.stage(packed)).accepted).toBe(200);
  const many = Bun.gzipSync(Buffer.from(H + Array.from({ length: 50_000 }, (_, i) => `${i},a,${T},x\n`).join('')));
  const cut = bench.file(many.subarray(0, many.length / 2));
  const mapping = await bench.mapping(bench.file(packed));
  expect((await faultOf(bench.read(cut, mapping))).code).toBe('import.damagedGzip');
  const bomb = bench.file(Bun.gzipSync(Buffer.concat([Buffer.from(text), Buffer.alloc(80 * MIB, `1,a,${T},x\n`)])));
  const found = await faultOf(bench.read(bomb, mapping));
  expect(found).toMatchObject({ fault: 'too_large', code: 'import.gzipBomb' });
  expect(found.message).toContain('100 times its size');
  const limits = { unpackedBytes: 1000 };
  expect((await faultOf(bench.read(bench.file(packed), mapping, { limits }))).code).toBe('import.gzipBomb');
}, 30_000);

test('a column the mapping does not know is left out with a finding', async () => {
  const mapping = await bench.mapping(bench.file(`${H}1,a,${T},x\n`));
  const result = await bench.read(bench.file(`case,new,activity,time,x\n1,n,a,${T},x\n`), mapping);
  expect(result.findings).toMatchObject([{ code: 'columnNotMapped', column: 'new' }]);
  expect(await staged(result, 'select activity::varchar as a, c_001::varchar as x from staged')).toEqual([
    { a: 'a', x: 'x' },
  ]);
});
