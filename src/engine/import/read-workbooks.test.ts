/** Workbooks written by openpyxl and XlsxWriter (tests/files/make.py), and hostile ones written here. */
import { afterAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { faultOf } from '../../../tests/staged-csv.ts';
import { RecordsBench } from '../../../tests/staged-file.ts';
import { inlineCell as cell, workbookParts as parts, zipped } from '../../../tests/zipped.ts';
import { TABLE_LIMITS } from './limits.ts';

const bench = new RecordsBench();
afterAll(() => bench[Symbol.asyncDispose]());
const made = (name: string) => resolve(import.meta.dir, '../../../tests/files', name);

test('a sheet below a title, behind a hidden sheet: dates, numbers, yes and no, errors, formulas, merged cells', async () => {
  const { headers, rows, lines, records } = await bench.open(made('openpyxl.xlsx'));
  expect(headers).toEqual(['Case ID', 'Activity', 'Timestamp', 'Cost', 'Late', 'Due', 'Sum']);
  expect(records.sniffed).toMatchObject({ header: true, skip: 2 });
  expect(rows).toEqual([
    ['A-1', 'register & check', '2024-03-31 01:30:00', '12.5', 'true', '2024-04-01', null],
    ['A-1', 'pay', '2024-04-01 09:00:00.250', '0.1', 'false', '1900-02-28', null],
    ['A-2', 'register & check', '2024-04-02 10:00:00', '1e+21', null, '1900-03-01', null],
    ['7', '  pay\nlate  ', '2024-04-03 00:00:00', '9007199254740991', 'true', null, null],
  ]);
  expect(lines).toEqual([4, 5, 6, 7]);
  const declared = records.sniffed.columns.filter((column) => column.declared);
  expect(declared.map(({ name, declared: as }) => [name, as?.type])).toEqual([['Late', 'boolean']]);
  expect(records.findings.map(({ code, column, count }) => [code, column, count])).toEqual([
    ['cellErrors', 'Sum', 1],
    ['formulasWithoutValue', undefined, 1],
    ['mergedCells', undefined, 1],
  ]);
  expect(records.sheets).toEqual([
    { name: 'Notes', hidden: true },
    { name: 'Events', hidden: false },
  ]);
});

test('texts in the cells, formulas by their kept values, days from 1904', async () => {
  const { headers, rows } = await bench.open(made('xlsxwriter-1904.xlsx'));
  expect(headers).toEqual(['case', 'activity', 'time', 'amount']);
  expect(rows).toEqual([
    ['1', 'a', '2024-02-29 23:59:59.999', '1'],
    ['1', 'b', '2024-03-01 00:00:00', '2'],
    ['2', 'a', '1999-12-31 12:00:00', '3'],
  ]);
});

test('the sheet and the header row may be said', async () => {
  const notes = await bench.open(made('openpyxl.xlsx'), { sheet: 'Notes', header: false });
  expect(notes.headers).toEqual(['column_1', 'column_2', 'column_3']);
  expect(notes.rows).toEqual([['nothing', 'to', 'see']]);
  const later = await bench.open(made('openpyxl.xlsx'), { skip: 4, header: true });
  expect(later.lines).toEqual([6, 7]);
  const fault = await faultOf(bench.open(made('openpyxl.xlsx'), { sheet: 'Evens' }));
  expect(fault).toMatchObject({ code: 'import.unknownSheet' });
  expect(fault.message).toContain('"Notes", "Events"');
});

test('a column is of yes and no where every cell says so, not where one is a text', async () => {
  const yes = (place: string, value: number) => `<c r="${place}" t="b"><v>${value}</v></c>`;
  const sheet = `<row r="1">${cell('A1', 'all')}${cell('B1', 'mixed')}${cell('C1', 'texts')}</row>
    <row r="2">${yes('A2', 1)}${yes('B2', 0)}${cell('C2', 'true')}</row>
    <row r="3">${yes('A3', 0)}${cell('B3', 'later')}${cell('C3', 'false')}</row>`;
  const { records } = await bench.open(bench.file('booleans.xlsx', zipped(parts(sheet))), { header: true });
  expect(records.sniffed.columns.map(({ name, declared }) => [name, declared?.type ?? null])).toEqual([
    ['all', 'boolean'],
    ['mixed', null],
    ['texts', null],
  ]);
});

const HEAD = `<row r="1">${cell('A1', 'case')}${cell('B1', 'activity')}</row>`;
const book = (name: string, sheet: string, more?: Record<string, string>) =>
  bench.file(name, zipped(parts(sheet, more)));

test('empty rows at the end are passed over, however many', async () => {
  const empty = Array.from({ length: 200_000 }, (_, i) => `<row r="${i + 3}"><c r="A${i + 3}" s="1"/></row>`).join('');
  const { rows } = await bench.open(
    book('empty.xlsx', `${HEAD}<row r="2">${cell('A2', '1')}${cell('B2', 'a')}</row>${empty}`),
  );
  expect(rows).toEqual([['1', 'a']]);
}, 60_000);

test('rich text is joined, what is read aloud is left out, escapes are undone', async () => {
  const rich = '<c r="A2" t="inlineStr"><is><r><t>one </t></r><r><t>two</t></r><rPh><t>three</t></rPh></is></c>';
  const { rows } = await bench.open(
    book('rich.xlsx', `${HEAD}<row>${rich}${cell('B2', 'a_x000D_b &lt;c&gt; &#8364;')}</row>`),
  );
  expect(rows).toEqual([['one two', 'a\rb <c> €']]);
});

test.each([
  ['import.xmlDoctype', '<!DOCTYPE x [<!ENTITY a "b">]>', undefined],
  ['import.xmlNotWellFormed', '<row><c></row>', undefined],
  ['import.xmlTooDeep', '<a>'.repeat(300), undefined],
  ['import.tooManyColumns', `<row r="1">${cell('XFD1', 'far')}</row>`, undefined],
  [
    'import.duplicateHeaders',
    `<row r="1">${cell('A1', 'case')}${cell('B1', 'case')}</row><row>${cell('A2', '1')}</row>`,
    undefined,
  ],
  ['import.emptyFile', '', undefined],
  ['import.notXlsx', HEAD, { 'xl/workbook.xml': '<workbook/>' }],
] as const)('%s', async (code, sheet, more) => {
  expect((await faultOf(bench.open(book('bad.xlsx', sheet, more)))).code).toBe(code);
});

test('a workbook with macros, a binary one, an old one, and a zip of something else are refused with words', async () => {
  const says = async (content: Uint8Array) => (await faultOf(bench.open(bench.file('other', content)))).message;
  expect(await says(zipped(parts(HEAD, { 'xl/vbaProject.bin': 'x' })))).toContain('macros (XLSM)');
  expect(await says(zipped({ 'xl/workbook.bin': '' }))).toContain('binary workbook (XLSB)');
  expect(await says(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toContain('with a password');
  expect(await says(zipped({ 'a.csv': 'x', 'b.csv': 'y' }))).toContain('Unpack it first');
});

test('a bomb, a lying directory, paths that lead out, links, overlaps and repeated names are refused', async () => {
  const limits = { ...TABLE_LIMITS, unpackedBytes: 1 << 20 };
  const large = book('bomb.xlsx', HEAD + ' '.repeat(2 << 20));
  expect((await faultOf(bench.open(large, {}, limits))).code).toBe('import.zipBomb');
  const lying = readFileSync(book('lying.xlsx', HEAD));
  const directory = lying.indexOf(Buffer.from('504b0102', 'hex'));
  lying.writeUInt32LE(5, directory + 24); // of the first entry: shorter than it is
  const sheet = lying.lastIndexOf('xl/worksheets/sheet1.xml');
  lying.writeUInt32LE(5, sheet - 46 + 24);
  expect((await faultOf(bench.open(bench.file('lying.xlsx', lying)))).code).toBe('import.damagedZip');
  const wrong = readFileSync(book('crc.xlsx', HEAD));
  wrong.writeUInt32LE(1, wrong.lastIndexOf('xl/worksheets/sheet1.xml') - 46 + 16);
  expect((await faultOf(bench.open(bench.file('crc.xlsx', wrong)))).code).toBe('import.damagedZip');
  for (const name of ['../evil', '/etc/passwd', 'xl/../../evil', 'C:\\evil', 'xl\\..\\..\\evil'])
    expect((await faultOf(bench.open(book('path.xlsx', HEAD, { [name]: '' })))).code).toBe('import.hostileZip');
  const link = readFileSync(book('link.xlsx', HEAD));
  link[directory + 5] = 3;
  link.writeUInt32LE((0o120777 << 16) >>> 0, directory + 38);
  expect((await faultOf(bench.open(bench.file('link.xlsx', link)))).code).toBe('import.hostileZip');
  const over = readFileSync(book('over.xlsx', HEAD));
  over.writeUInt32LE(0, over.lastIndexOf('xl/worksheets/sheet1.xml') - 46 + 42);
  expect((await faultOf(bench.open(bench.file('over.xlsx', over)))).code).toBe('import.hostileZip');
  const locked = readFileSync(book('locked.xlsx', HEAD));
  locked[directory + 8]! |= 1;
  expect((await faultOf(bench.open(bench.file('locked.xlsx', locked)))).code).toBe('import.encryptedZip');
});
