import { isAscii, isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { countEncodedLines } from '../../mining/formats/csv-encoding.ts';
import type { CellSyntax } from '../../mining/formats/csv-records.ts';
import type { TableLimits } from './limits.ts';
import { lineTooLong } from './sniff-file.ts';

/** What a first look over every byte says: enough to choose between DuckDB's parallel reader and the exact one. */
export interface CsvFacts {
  bytes: number;
  /** Lines of text; a last line without a line end counts. */
  lines: number;
  /** Blank lines at the end of the file. */
  blankLines: number;
  /**
   * Every line is one record, UTF-8, with the same line ends, well-formed quotes, no NUL and no blank line before the end:
   * record i stands in line i, and DuckDB splits it as we would.
   */
  plain: boolean;
  /** Lines beyond ASCII that are UTF-8, and lines that are not. */
  utf8Lines: number;
  otherLines: number;
  /** The line end of the first line. */
  lineEnd: '\n' | '\r\n';
  /** A line is longer than the largest cell, so that cells must be measured. */
  longLines: boolean;
}

const CHUNK = 8 << 20;
const LF = 10;
const CR = 13;

/**
 * Reads the file once, at memory speed: nearly all of it is native search. Faults: `import.lineTooLong` (too_large).
 * @param onBytes told how many bytes have been seen
 */
export async function scanCsv(
  path: string,
  syntax: CellSyntax,
  limits: TableLimits,
  signal?: AbortSignal,
  onBytes?: (bytes: number) => void,
): Promise<CsvFacts> {
  await using file = await open(path);
  const facts: CsvFacts = {
    bytes: 0,
    lines: 0,
    blankLines: 0,
    plain: true,
    utf8Lines: 0,
    otherLines: 0,
    lineEnd: '\n',
    longLines: false,
  };
  const scan: Scan = { facts, syntax, limits, started: false };
  let buffer = Buffer.allocUnsafe(CHUNK);
  let kept = 0;
  for (;;) {
    signal?.throwIfAborted();
    if (kept > buffer.length / 2) buffer = Buffer.concat([buffer.subarray(0, kept), Buffer.allocUnsafe(buffer.length)]);
    const { bytesRead } = await file.read(buffer, kept, buffer.length - kept, facts.bytes);
    facts.bytes += bytesRead;
    const filled = buffer.subarray(0, kept + bytesRead);
    const end = bytesRead === 0 ? filled.length : Math.max(filled.lastIndexOf(LF), filled.lastIndexOf(CR, -2)) + 1;
    if (end > 0) scanLines(scan, filled.subarray(0, end));
    kept = filled.length - end;
    if (kept > limits.lineBytes) lineTooLong(facts.lines + 1, limits);
    filled.copy(buffer, 0, end);
    onBytes?.(facts.bytes);
    if (bytesRead === 0) return facts;
  }
}

interface Scan {
  facts: CsvFacts;
  syntax: CellSyntax;
  limits: TableLimits;
  /** The first line end has been seen. */
  started: boolean;
}

/** Whole lines, the last one perhaps without its end. */
function scanLines(scan: Scan, chunk: Buffer): void {
  const { facts } = scan;
  checkLength(scan, chunk);
  if (chunk.includes(0)) facts.plain = false;
  if (!isAscii(chunk)) checkUtf8(facts, chunk);
  checkLineEnds(scan, chunk);
  if (facts.plain && scan.syntax.quote !== '') facts.plain = quotesAreTame(chunk, scan.syntax);
}

/** Steps through the chunk in strides of the largest cell; a stride without a line end lies inside a long line. */
function checkLength({ facts, limits }: Scan, chunk: Buffer): void {
  if (chunk.length <= limits.cellBytes) return;
  let start = 0;
  while (chunk.length - start > limits.cellBytes) {
    const last = lastLineEnd(chunk, start + limits.cellBytes);
    if (last >= start) {
      start = last + 1;
      continue;
    }
    facts.longLines = true;
    const next = nextLineEnd(chunk, start);
    const end = next < 0 ? chunk.length : next;
    if (end - start > limits.lineBytes) lineTooLong(facts.lines + countLines(chunk.subarray(0, start)) + 1, limits);
    start = end + 1;
  }
}

const lastLineEnd = (chunk: Buffer, from: number) => Math.max(chunk.lastIndexOf(LF, from), chunk.lastIndexOf(CR, from));

function nextLineEnd(chunk: Buffer, from: number): number {
  const lf = chunk.indexOf(LF, from);
  const cr = chunk.subarray(from, lf < 0 ? chunk.length : lf).indexOf(CR);
  return cr < 0 ? lf : from + cr;
}

function checkUtf8(facts: CsvFacts, chunk: Buffer): void {
  if (isUtf8(chunk)) {
    facts.utf8Lines++;
    return;
  }
  const { utf8Lines, otherLines } = countEncodedLines(chunk);
  facts.utf8Lines += utf8Lines;
  facts.otherLines += Math.max(1, otherLines);
  facts.plain = false;
}

/** Counts lines; mixed line ends, lone carriage returns and blank lines inside the text are not plain. */
function checkLineEnds(scan: Scan, chunk: Buffer): void {
  const { facts } = scan;
  const feeds = countByte(chunk, LF);
  const returns = chunk.includes(CR) ? countByte(chunk, CR) : 0;
  const open = chunk.at(-1) === LF || chunk.at(-1) === CR ? 0 : 1;
  if (feeds + returns > 0 && !scan.started) {
    scan.started = true;
    facts.lineEnd = returns === 0 ? '\n' : '\r\n';
  }
  const pairs = returns === 0 ? 0 : countPairs(chunk);
  facts.lines += feeds + returns - pairs + open;
  if (facts.lineEnd === '\n' ? returns > 0 : pairs !== feeds || pairs !== returns) facts.plain = false;
  const blank = blankLine(chunk, facts.lineEnd === '\r\n');
  const text = hasText(chunk, facts.blankLines > 0 ? 0 : blank);
  if (text && (facts.blankLines > 0 || blank >= 0)) {
    facts.plain = false;
    facts.blankLines = 0;
  } else if (blank >= 0) facts.blankLines += countLines(chunk.subarray(blank));
}

function hasText(chunk: Buffer, from: number): boolean {
  if (from < 0) return false;
  for (let i = from; i < chunk.length; i++) if (chunk[i] !== LF && chunk[i] !== CR) return true;
  return false;
}

function blankLine(chunk: Buffer, returns: boolean): number {
  if (chunk[0] === LF || chunk[0] === CR) return 0;
  const at = returns ? chunk.indexOf('\n\r\n') : chunk.indexOf('\n\n');
  return at < 0 ? -1 : at + 1;
}

/** Number of lines a piece of text ends. */
export const countLines = (bytes: Buffer): number => {
  const returns = bytes.includes(CR) ? countByte(bytes, CR) - countPairs(bytes) : 0;
  return countByte(bytes, LF) + returns;
};

function countByte(bytes: Buffer, byte: number): number {
  let n = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) n++;
  return n;
}

function countPairs(bytes: Buffer): number {
  let n = 0;
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) if (bytes[at + 1] === LF) n++;
  return n;
}

/**
 * Whether every quote in these whole lines is tame: cells that start with one end with one before the line does, and a
 * quote inside other cells is a plain character. Looks only at lines that have quotes.
 */
function quotesAreTame(chunk: Buffer, syntax: CellSyntax): boolean {
  const quote = syntax.quote.charCodeAt(0);
  let at = chunk.indexOf(quote);
  while (at >= 0) {
    const start = chunk.lastIndexOf(LF, at) + 1;
    const next = chunk.indexOf(LF, at);
    const end = next < 0 ? chunk.length : next;
    if (!lineIsTame(chunk, start, end, quote, syntax)) return false;
    at = chunk.indexOf(quote, end);
  }
  return true;
}

function lineIsTame(chunk: Buffer, start: number, end: number, quote: number, syntax: CellSyntax): boolean {
  const delimiter = syntax.delimiter.charCodeAt(0);
  const escapeSign = syntax.escape === '' ? -1 : syntax.escape.charCodeAt(0);
  const stop = chunk[end - 1] === CR ? end - 1 : end;
  let i = start;
  while (i < stop) {
    if (chunk[i] === 0x20) {
      // Spaces before a quote: readers differ; the exact reader decides.
      let k = i;
      while (chunk[k] === 0x20) k++;
      if (chunk[k] === quote) return false;
    }
    if (chunk[i] === quote) {
      i++;
      for (;;) {
        if (i >= stop) return false;
        const byte = chunk[i]!;
        if (
          byte === escapeSign &&
          i + 1 < stop &&
          (chunk[i + 1] === quote || (escapeSign !== quote && chunk[i + 1] === escapeSign))
        ) {
          i += 2;
        } else if (byte === quote) break;
        else i++;
      }
      i++;
      if (i < stop && chunk[i] !== delimiter) return false;
    } else {
      while (i < stop && chunk[i] !== delimiter) i++;
    }
    i++;
  }
  return true;
}
