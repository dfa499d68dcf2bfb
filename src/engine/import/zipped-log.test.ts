import { afterAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultOf } from '../../../tests/staged-csv.ts';
import { workbookParts, zipped } from '../../../tests/zipped.ts';
import { demandOneFile, plainFile } from './zipped-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-zip-'));
afterAll(() => rmSync(folder, { recursive: true }));
const LIMITS = { maxUnpackedBytes: 1 << 20, maxUnpackRatio: 100 };
const CSV = 'case,activity,time\na,x,2024-01-01T08:00:00Z\n';
let files = 0;
const written = (content: Uint8Array | string): string => {
  const path = join(folder, `${++files}.zip`);
  writeFileSync(path, content);
  return path;
};
const open = (entries: Record<string, string>, limits = LIMITS) => plainFile(written(zipped(entries)), folder, limits);

describe('an archive with one file in it', () => {
  test.each([
    ['a CSV file', { 'logs/may.csv': CSV }, 'csv'],
    ['a log of XES', { 'log.xes': '<log><trace/></log>' }, 'xes'],
    ['what a Mac packs beside it', { 'may.csv': CSV, '__MACOSX/._may.csv': 'x', '.DS_Store': 'x', 'logs/': '' }, 'csv'],
  ] as const)('is that file: %s', async (_, entries, kind) => {
    const found = await open(entries);
    expect(found.kind).toBe(kind);
    expect(readFileSync(found.path, 'utf8')).toBe(Object.values(entries)[0]!);
  });

  test('a workbook is no archive of files', async () => {
    const path = written(zipped(workbookParts('')));
    expect(await plainFile(path, folder, LIMITS)).toEqual({ path, kind: 'xlsx' });
  });

  test('is unpacked within the limits', async () => {
    const large = `${CSV}${'a,x,2024-01-01T08:00:00Z\n'.repeat(80_000)}`;
    const fault = await faultOf(open({ 'a.csv': large }));
    expect([fault.fault, fault.code]).toEqual(['too_large', 'import.zipBomb']);
  });
});

describe('other archives are refused with what they hold', () => {
  test.each([
    ['several files', { 'a.csv': CSV, 'b.csv': CSV }, 'It holds 2 files ("a.csv", "b.csv")'],
    [
      'many files',
      Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.csv`, CSV])),
      '9 files ("0.csv", "1.csv", "2.csv", …)',
    ],
    ['no file', { 'logs/': '' }, 'It holds no file'],
    ['an archive', { 'a.zip': Buffer.from(zipped({ 'a.csv': CSV })).toString('latin1') }, 'ZIP archive'],
    ['a document', { 'a.csv': '%PDF-1.7' }, 'Accepted are: CSV'],
  ])('%s', async (_, entries, says) => {
    const fault = await faultOf(open(entries));
    expect(fault.code).toBe('import.notAnEventLog');
    expect(fault.message).toContain(says);
  });

  test('a path that leads out writes nothing there', async () => {
    const fault = await faultOf(open({ '../../outside.csv': CSV }));
    expect(fault.code).toBe('import.hostileZip');
    expect(fault.message).toContain('leads out of the archive');
    expect(existsSync(join(folder, '../../outside.csv'))).toBe(false);
  });

  test('what is damaged or cut off is told before anything is read', async () => {
    const whole = zipped({ 'a.csv': CSV });
    for (const bytes of [whole.subarray(0, whole.length - 10), Buffer.from('PK\x03\x04 and nothing else')]) {
      const fault = await faultOf(demandOneFile(written(bytes)));
      expect([fault.code, fault.message.includes('It is damaged')]).toEqual(['import.notAnEventLog', true]);
    }
  });
});
