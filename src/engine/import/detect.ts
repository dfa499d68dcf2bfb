import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { AppError, invalid } from '#sdk';

/** What the reader of this kind can take. */
export type LogKind =
  | 'csv'
  | 'csv.gz'
  | 'xes'
  | 'xes.gz'
  | 'ndjson'
  | 'ndjson.gz'
  | 'json'
  | 'json.gz'
  | 'parquet'
  | 'xlsx'
  /** With a file of another kind in it (zipped-log.ts). */
  | 'zip';
export const ACCEPTED = 'CSV or TSV text, JSON, NDJSON, XES (each also gzipped), Parquet, XLSX';

const HEAD_BYTES = 64 * 1024;

/** First bytes that name a format we do not read, with what to do instead where there is something. */
const FOREIGN: readonly (readonly [magic: string | RegExp, name: string, advice?: string])[] = [
  ['%PDF-', 'a PDF document'],
  ['\x89PNG\r\n\x1a\n', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  [/^GIF8[79]a/, 'a GIF image'],
  [/^RIFF[\s\S]{4}WEBP/, 'a WebP image'],
  [/^(II\*\0|MM\0\*)/, 'a TIFF image'],
  [/^BM[\s\S]{4}\0{4}/, 'a BMP image'],
  [
    '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    'an old Office document (XLS, DOC), or one with a password',
    'Save it as XLSX without a password, or as CSV.',
  ],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive', 'Unpack it first.'],
  ['Rar!\x1a\x07', 'a RAR archive', 'Unpack it first.'],
  ['\xfd7zXZ\0', 'an XZ archive', 'Unpack it first.'],
  [/^BZh[1-9]1AY&SY/, 'a bzip2 archive', 'Unpack it first.'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive', 'Unpack it first.'],
  ['PARE', 'an encrypted Parquet file', 'Write it without encryption.'],
  ['SQLite format 3\0', 'an SQLite database', 'Export the table as CSV.'],
  ['\x7fELF', 'a program'],
  [/^MZ[\s\S]{2,}PE\0\0/, 'a program'],
  [/^\s*<(!doctype html|html)/i, 'an HTML page', 'Download the file itself, not the page about it.'],
  [/^\s*\{\\rtf/, 'an RTF document'],
];

/**
 * Tells by content, never by name, what a file is. Faults (`invalid`): `import.emptyFile`, `import.notAnEventLog` with
 * what it is and what is accepted.
 */
export async function detectFile(path: string): Promise<LogKind> {
  const { head, size } = await readHead(path, HEAD_BYTES);
  if (size === 0) invalid('import.emptyFile', 'The file is empty (0 bytes): there is nothing to import.');
  return detectKind(head, await gunzipHead(head));
}

/** The kind by the first bytes; `unpacked` are the first bytes inside when the file is gzip. */
export function detectKind(head: Uint8Array, unpacked: Uint8Array | null): LogKind {
  const text = latin1(head);
  if (text.startsWith('\x1f\x8b')) {
    if (unpacked === null) refuse('a damaged gzip file');
    if (unpacked[0] === 0x1f && unpacked[1] === 0x8b) refuse('gzip inside gzip', 'Unpack it first.');
    const inside = detectKind(unpacked, null);
    if (inside === 'zip') refuse('a ZIP archive inside gzip', 'Unpack it first.');
    if (inside === 'parquet' || inside === 'xlsx')
      refuse('a Parquet file or a workbook inside gzip', 'Unpack it first.');
    return `${inside as 'csv' | 'xes' | 'json' | 'ndjson'}.gz`;
  }
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return zipKind(head);
  for (const [magic, name, advice] of FOREIGN) {
    if (typeof magic === 'string' ? text.startsWith(magic) : magic.test(text)) refuse(name, advice);
  }
  if (text.startsWith('PAR1')) return 'parquet';
  const start = asText(head).trimStart();
  if (start === '') invalid('import.emptyFile', 'The file holds only blank lines: there is nothing to import.');
  if (start.startsWith('<')) return xmlKind(start);
  if (/^[[{]\s*("|\{|\[|\}|\])/.test(start)) return jsonKind(start);
  if (isBinary(head)) refuse('binary data of an unknown format');
  return 'csv';
}

/** The first bytes of a file and its size. Faults: `import.cannotRead`. */
export async function readHead(path: string, bytes: number): Promise<{ head: Uint8Array; size: number }> {
  try {
    await using file = await open(path);
    const stat = await file.stat();
    if (!stat.isFile()) invalid('import.notAFile', `"${path}" is not a file.`);
    const buffer = new Uint8Array(Math.min(bytes, stat.size));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { head: buffer.subarray(0, filled), size: stat.size };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new AppError('not_found', 'import.noSuchFile', `There is no file "${path}".`);
    throw new AppError('invalid', 'import.cannotRead', `"${path}" cannot be read: ${(error as Error).message}`);
  }
}

/** First bytes inside a gzip member, as far as this head reaches; null when it is no gzip or damaged. */
export async function gunzipHead(head: Uint8Array, most = 1 << 20): Promise<Uint8Array | null> {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return null;
  const gunzip = createGunzip();
  const parts: Uint8Array[] = [];
  let length = 0;
  gunzip.end(head);
  try {
    for await (const part of gunzip) {
      parts.push(part);
      length += part.length;
      if (length >= most) break;
    }
  } catch (error) {
    // A cut head always ends in the middle of the stream; what came before the cut is what was asked for.
    if (length === 0 || (error as NodeJS.ErrnoException).code === 'Z_DATA_ERROR')
      return length > 0 ? join(parts) : null;
  }
  return join(parts).subarray(0, most);
}

const join = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1');

function asText(head: Uint8Array): string {
  const wide =
    head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(wide).decode(head);
}

/** A workbook by the names of its first parts, or a file that somebody packed; what else it may be is said when it is opened. */
function zipKind(head: Uint8Array): LogKind {
  const names = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  if (names.includes('opendocument')) refuse('an OpenDocument file (ZIP)', 'Save the sheet as XLSX or CSV.');
  if (names.includes('vbaProject.bin')) refuse('a workbook with macros (XLSM)', 'Save it as XLSX.');
  if (names.includes('xl/workbook.bin')) refuse('a binary workbook (XLSB)', 'Save it as XLSX.');
  if (/(word|ppt)\/(document|presentation)\.xml/.test(names)) refuse('an Office document that is no workbook');
  if (names.includes('xl/') || names.includes('[Content_Types].xml')) return 'xlsx';
  return 'zip';
}

function xmlKind(start: string): LogKind {
  const root = /<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]/.exec(
    start.replace(/<!--[\s\S]*?(-->|$)|<\?[\s\S]*?(\?>|$)/g, ''),
  )?.[2];
  // A document type comes before the root; the XES reader refuses it and says why.
  if (root === 'log' && /<(object-types|event-types)[\s/>]/.test(start))
    refuse('an object-centric log (OCEL 2.0 in XML)');
  if (root === 'log' || /^(<\?[\s\S]*?\?>\s*)?<!DOCTYPE\s+log/i.test(start)) return 'xes';
  return refuse(root ? `an XML document <${root}>, not an XES <log>` : 'an XML document without a root element');
}

/** Most lines are records by themselves, or the whole is one document. */
function jsonKind(start: string): LogKind {
  if (/"(objectTypes|eventTypes)"\s*:\s*\[/.test(start)) refuse('an object-centric log (OCEL 2.0 in JSON)');
  if (start.startsWith('[')) return 'json';
  const lines = start.split('\n').filter((line) => line.trim() !== '');
  const records = lines.filter((line) => /^\s*\{.*\}\s*$/.test(line)).length;
  if (lines.length === 1) return /:\s*\[\s*\{/.test(start) ? 'json' : 'ndjson';
  return records >= lines.length / 2 ? 'ndjson' : 'json';
}

/** Text has no control characters to speak of; UTF-16 has zeros, but only at every second place. */
function isBinary(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return false;
  const sample = head.subarray(0, 8192);
  let control = 0;
  const zeros = [0, 0];
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i]!;
    if (byte === 0) zeros[i & 1]!++;
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++;
  }
  const wide = Math.max(...zeros) > sample.length * 0.3 && Math.min(...zeros) < sample.length * 0.05;
  const nul = wide ? 0 : zeros[0]! + zeros[1]!;
  return nul + control > Math.max(2, sample.length * 0.1);
}

export function refuse(what: string, advice?: string): never {
  const next = advice ? ` ${advice}` : '';
  return invalid('import.notAnEventLog', `By its content this file is ${what}. Accepted are: ${ACCEPTED}.${next}`);
}
