import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedData } from '../../../tests/shared-data.ts';
import { faultOf } from '../../../tests/staged-csv.ts';
import { detectFile } from './detect.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adit-detect-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const named = (content: string | Uint8Array, name = 'log.csv') => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return detectFile(path);
};
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

test('what is accepted, by content and not by name', async () => {
  expect(await named('case,activity\n1,a\n', 'log.pdf')).toBe('csv');
  expect(await named(utf16('case,activity\n'))).toBe('csv');
  expect(await named(Buffer.from('case,activity\n1,a\n', 'utf16le'))).toBe('csv');
  expect(await named(Bun.gzipSync(Buffer.from('case,activity\n1,a\n')))).toBe('csv.gz');
  expect(await named('<?xml version="1.0"?>\n<!-- <x> -->\n<log xes.version="1.0"></log>')).toBe('xes');
  expect(await named('<xes:log xmlns:xes="x"/>')).toBe('xes');
  expect(await named(utf16('<?xml version="1.0"?><log/>'))).toBe('xes');
  expect(await named('<!DOCTYPE log [<!ENTITY a "b">]><log/>')).toBe('xes');
  expect(await named('case,activity\n1,a\0b\n'.repeat(20))).toBe('csv');
  expect(await detectFile(sharedData('logs/receipt.xes.gz'))).toBe('xes.gz');
  expect(await detectFile(sharedData('logs/receipt.csv'))).toBe('csv');
});

test.each([
  ['{"a": 1}', 'ndjson'],
  ['{"a": 1}\n{"a": 2', 'ndjson'],
  ['{"a": 1,\n{"a": 2}\n{"a": 3}\n', 'ndjson'],
  ['\ufeff  [{"a": 1}]', 'json'],
  ['{"rows": [ {"a": 1} ]}', 'json'],
  ['{\n  "rows": [\n    {"a": 1}\n  ]\n}\n', 'json'],
  [Bun.gzipSync(Buffer.from('{"a": 1}\n')), 'ndjson.gz'],
  [Bun.gzipSync(Buffer.from('[]')), 'json.gz'],
  ['PAR1....PAR1', 'parquet'],
  [Buffer.concat([hex('504b0304 14000600'), Buffer.from('[Content_Types].xml xl/workbook.xml')]), 'xlsx'],
  ['[id],name\n1,a\n', 'csv'],
])('%p is %s', async (content, kind) => {
  expect(await named(content)).toBe(kind as never);
});

test('everything else is named, with what is accepted', async () => {
  const files: [content: string | Uint8Array, name: string][] = [
    ['%PDF-1.7\n%\xe2\xe3', 'a PDF document'],
    [hex('89504e470d0a1a0a 0000000d49484452'), 'a PNG image'],
    [hex('ffd8ffe000104a464946'), 'a JPEG image'],
    ['GIF89a\x01', 'a GIF image'],
    [Buffer.concat([hex('504b0304 14000600'), Buffer.from('xl/vbaProject.bin')]), 'a workbook with macros'],
    [
      Buffer.concat([hex('504b0304'), Buffer.from('mimetypeapplication/vnd.oasis.opendocument')]),
      'an OpenDocument file',
    ],
    [hex('d0cf11e0a1b11ae1'), 'an old Office document'],
    [hex('377abcaf271c'), 'a 7-Zip archive'],
    [hex('28b52ffd'), 'a Zstandard archive'],
    ['PARE....PARE', 'an encrypted Parquet file'],
    ['{"ocel:x": 1, "eventTypes": []}', 'an object-centric log'],
    ['SQLite format 3\0', 'an SQLite database'],
    ['<!DOCTYPE html><html></html>', 'an HTML page'],
    ['<svg/>', 'an XML document <svg>, not an XES <log>'],
    ['<log><event-types></event-types></log>', 'an object-centric log'],
    [new Uint8Array(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)), 'binary data'],
    [Bun.gzipSync(hex('504b0304 14000000')), 'a ZIP archive inside gzip'],
    [Bun.gzipSync(Bun.gzipSync(Buffer.from('case,activity\n'))), 'gzip inside gzip'],
    [hex('1f8b0800000000000003 ffffffff'), 'a damaged gzip file'],
  ];
  for (const [content, name] of files) {
    const fault = await faultOf(named(content));
    expect(fault).toMatchObject({ fault: 'invalid', code: 'import.notAnEventLog' });
    expect(fault.message).toStartWith(`By its content this file is ${name}`);
    expect(fault.message).toContain(
      'Accepted are: CSV or TSV text, JSON, NDJSON, XES (each also gzipped), Parquet, XLSX.',
    );
  }
});

test('no file, a folder, an empty file', async () => {
  expect(await faultOf(detectFile(join(folder, 'none')))).toMatchObject({
    fault: 'not_found',
    code: 'import.noSuchFile',
  });
  expect((await faultOf(detectFile(folder))).code).toBe('import.notAFile');
  expect((await faultOf(named(''))).code).toBe('import.emptyFile');
});
