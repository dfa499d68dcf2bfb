import { gzipSync } from 'node:zlib';

/** A file that must not come in, and what is said of it. */
export interface BadFile {
  name: string;
  content(): string | Uint8Array;
  /** Further arguments of the call. */
  flags?: readonly string[];
  code: string;
  /** Part of the one message. */
  says: string;
  /** Where, when there is a place. */
  line?: number;
  column?: number;
}

export const HEADER = 'case_id,activity,timestamp\n';
/** A line that is right. */
export const EVENT_LINE = 'case 1,register,2024-01-01T09:00:00Z\n';
const row = (n: number, time = '2024-01-01T09:00:00Z') => `case ${n},register,${time}\n`;
const rows = (count: number, time?: string) => Array.from({ length: count }, (_, n) => row(n, time)).join('');
const MIB = 1 << 20;

/** A PNG of one pixel, a ZIP without entries, a PDF without pages. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const ZIP = Buffer.from(`504b0304${'00'.repeat(26)}504b0506${'00'.repeat(18)}`, 'hex');

const ENTITY_BOMB = `<?xml version="1.0"?>
<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<log><trace><event><string key="concept:name" value="&c;"/></event></trace></log>`;

const ROLES = (...pairs: [string, string][]) =>
  JSON.stringify({ columns: pairs.map(([column, role]) => ({ column, role })) });

export const BAD_FILES: readonly BadFile[] = [
  { name: 'empty.csv', content: () => '', code: 'import.emptyFile', says: 'empty (0 bytes)' },
  { name: 'blank.csv', content: () => '\n \n\n', code: 'import.emptyFile', says: 'only blank lines' },
  {
    name: 'header-only.csv',
    content: () => HEADER,
    code: 'import.headerOnly',
    says: 'not one event below it',
    line: 1,
  },
  {
    name: 'wrong-delimiter.csv',
    content: () => HEADER.replaceAll(',', '~') + rows(5).replaceAll(',', '~'),
    code: 'import.noActivityColumn',
    says: 'Read with "," between cells, the file has one column only',
  },
  {
    name: 'said-delimiter.csv',
    content: () => HEADER + rows(5),
    flags: ['--map', '{"dialect":{"delimiter":";"}}'],
    code: 'import.noActivityColumn',
    says: 'Read with ";" between cells, the file has one column only',
  },
  {
    name: 'many-columns.csv',
    content: () => `${Array.from({ length: 2001 }, (_, n) => `c${n}`).join(',')}\n`,
    code: 'import.tooManyColumns',
    says: '2001',
    line: 1,
  },
  {
    name: 'long-line.csv',
    content: () => `${HEADER}${row(1)}2,"${'x'.repeat(17 * MIB)}",2024-01-01T09:00:00Z\n`,
    code: 'import.lineTooLong',
    says: '16 MiB',
    line: 3,
  },
  {
    name: 'nul.csv',
    content: () => `${HEADER}${'\0'.repeat(4000)}`,
    code: 'import.notAnEventLog',
    says: 'binary data of an unknown format. Accepted are: CSV',
  },
  {
    name: 'dates.csv',
    content: () => HEADER + rows(5, 'the 3rd of May'),
    code: 'import.unknownDateFormat',
    says: 'The values in column "timestamp" ("the 3rd of May") are in no date format',
  },
  {
    name: 'ambiguous.csv',
    content: () => HEADER + rows(5, '03/04/2024 10:00'),
    code: 'import.ambiguousDate',
    says: 'DD/MM/YYYY HH:mm or MM/DD/YYYY HH:mm',
  },
  {
    name: 'naive.csv',
    content: () => HEADER + rows(5, '2024-05-04 10:00'),
    code: 'import.needsTimeZone',
    says: '--time-zone',
  },
  {
    name: 'no-case.csv',
    content: () => 'when,what\n2024-01-01T09:00:00Z,register\n',
    code: 'import.noCaseColumn',
    says: 'The file has: "when", "what".',
  },
  {
    name: 'twice.csv',
    content: () => `case_id,activity,timestamp,activity\n${'1,a,2024-01-01T09:00:00Z,b\n'}`,
    code: 'import.duplicateHeaders',
    says: '"activity"',
    line: 1,
    column: 4,
  },
  {
    name: 'mapped-twice.csv',
    content: () => HEADER + rows(3),
    flags: ['--map', ROLES(['case_id', 'case'], ['case_id', 'activity'])],
    code: 'import.columnMappedTwice',
    says: 'Column "case_id" is mapped twice',
  },
  {
    name: 'role-twice.csv',
    content: () => HEADER + rows(3),
    flags: ['--map', ROLES(['case_id', 'case'], ['activity', 'case'])],
    code: 'import.roleMappedTwice',
    says: '"case_id" and "activity" are both mapped as case',
  },
  {
    name: 'no-such-column.csv',
    content: () => HEADER + rows(3),
    flags: ['--map', ROLES(['caseid', 'case'])],
    code: 'import.unknownColumn',
    says: 'Did you mean "case_id"?',
  },
  {
    name: 'report.csv',
    content: () => '%PDF-1.7\n%\xe2\xe3\n1 0 obj\n',
    code: 'import.notAnEventLog',
    says: 'a PDF document. Accepted are: CSV',
  },
  { name: 'archive.csv', content: () => ZIP, code: 'import.notAnEventLog', says: 'a ZIP archive. Accepted are: CSV' },
  { name: 'picture.csv', content: () => PNG, code: 'import.notAnEventLog', says: 'a PNG image. Accepted are: CSV' },
  {
    name: 'page.xes',
    content: () => '<!doctype html><html></html>',
    code: 'import.notAnEventLog',
    says: 'an HTML page',
  },
  {
    name: 'unclosed.xes',
    content: () => '<log>\n<trace>\n<event><string key="concept:name" value="a"/>',
    code: 'import.xmlNotWellFormed',
    says: 'before <event> is closed',
    line: 3,
    column: 46,
  },
  {
    name: 'bomb.xes',
    content: () => ENTITY_BOMB,
    code: 'import.xmlDoctype',
    says: 'Line 2, column 1: the file has a document type declaration',
    line: 2,
    column: 1,
  },
  { name: 'no-events.xes', content: () => '<log><trace/></log>', code: 'import.noEvents', says: 'no event' },
  {
    name: 'bomb.csv.gz',
    content: () =>
      gzipSync(Buffer.concat([Buffer.from(HEADER + row(1)), Buffer.alloc(120 * MIB, 'a,b,2024-01-01T09:00:00Z\n')]), {
        level: 9,
      }),
    code: 'import.gzipBomb',
    says: 'larger than 100 times its size',
  },
  {
    name: 'bomb.xes.gz',
    content: () =>
      gzipSync(Buffer.concat([Buffer.from('<log>'), Buffer.alloc(120 * MIB, '<trace/>'), Buffer.from('</log>')]), {
        level: 9,
      }),
    code: 'import.gzipBomb',
    says: 'larger than 100 times its size',
  },
  {
    name: 'cut.csv.gz',
    content: () => gzipSync(HEADER + rows(20_000)).subarray(0, 30_000),
    code: 'import.damagedGzip',
    says: 'unexpected end of file',
  },
  {
    name: 'cut.xes.gz',
    content: () =>
      gzipSync(
        `<log>${'<trace><event><string key="concept:name" value="a"/></event></trace>'.repeat(50_000)}</log>`,
      ).subarray(0, 900),
    code: 'import.damagedGzip',
    says: 'unexpected end of file',
  },
];
