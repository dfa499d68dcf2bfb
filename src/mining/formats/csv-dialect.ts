import { type Encoding, type SniffedEncoding, sniffEncoding } from './csv-encoding.ts';
import { type CellSyntax, parseRecords } from './csv-records.ts';
import { sniffDates } from './date-sniff.ts';
import { SNIFFED_ROWS, type SniffedTable, sniffColumns } from './table-sniff.ts';

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Sniffs delimiter, quote, escape, header row, encoding, decimal sign, date formats and roles from the first bytes of a
 * file. `cut`: the sample ends before the file does. `given` is what a person has already said. Pure.
 */
export function sniffCsv(
  sample: Uint8Array,
  cut: boolean,
  given: Partial<CellSyntax & { encoding: Encoding; header: boolean; skip: number }> = {},
): SniffedTable {
  const encoding = sniffEncoding(sample);
  if (given.encoding && given.encoding !== 'auto') encoding.encoding = given.encoding;
  const full = decodeSample(sample, encoding);
  const skip = given.skip ?? 0;
  const text =
    skip > 0
      ? full
          .split(/\r\n|\n|\r/)
          .slice(skip)
          .join('\n')
      : full;
  const syntax = sniffSyntax(text, cut, given);
  const records = parseRecords(text, syntax, SNIFFED_ROWS, cut);
  const width = records[0]?.length ?? 0;
  const body = records.slice(1).filter((r) => r.length === width);
  const header = given.header ?? looksLikeHeader(records[0] ?? [], body);
  const rows = header ? body : records.filter((r) => r.length === width);
  const headers = (records[0] ?? []).map((cell) => (header ? cell : null));
  return { encoding, syntax, header, skip, ...sniffColumns(headers, rows) };
}

function decodeSample(sample: Uint8Array, { encoding, bom }: SniffedEncoding): string {
  return new TextDecoder(encoding === 'auto' ? 'utf-8' : encoding).decode(sample.subarray(bom)).replace(/^\ufeff/, '');
}

/** The delimiter under which most lines have as many cells as the first one; ties go to the one with more cells. */
function sniffSyntax(text: string, cut: boolean, given: Partial<CellSyntax>): CellSyntax {
  const head = text.slice(0, 200_000);
  const shortened = cut || head.length < text.length;
  const quote = given.quote ?? sniffQuote(head);
  const escapeSign = given.escape ?? (quote !== '' && backslashEscapes(head, quote) ? '\\' : quote);
  if (given.delimiter) return { delimiter: given.delimiter, quote, escape: escapeSign };
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const records = parseRecords(head, { delimiter, quote, escape: escapeSign }, 300, shortened);
    const width = records[0]?.length ?? 0;
    const same = records.filter((r) => r.length === width).length / Math.max(1, records.length);
    const score = width < 2 ? 0 : same + Math.min(width, 100) / 1_000;
    if (score > best.score) best = { delimiter, score };
  }
  return { delimiter: best.delimiter, quote, escape: escapeSign };
}

/** Single quotes only when cells begin and end with them and no double quote does. */
function sniffQuote(text: string): string {
  const cells = (quote: string) =>
    text.match(new RegExp(`(?:^|[,;\\t|\\n])${quote}[^${quote}\\n]*${quote}(?=[,;\\t|\\r\\n]|$)`, 'g'));
  return !cells('"') && (cells("'")?.length ?? 0) >= 2 ? "'" : '"';
}

/** A backslash escapes where it stands before quotes inside cells and no quote is doubled (`"C:\\"` alone proves nothing). */
function backslashEscapes(text: string, quote: string): boolean {
  const inside = new RegExp(`\\\\${quote}[^,;\\t|\\r\\n]`).test(text);
  const doubled = new RegExp(`[^,;\\t|\\r\\n${quote}]${quote}${quote}`).test(text.replaceAll(`\\${quote}`, ''));
  return inside && !doubled;
}

/** A header row holds names: no numbers, no dates, nothing that its own column holds below. */
function looksLikeHeader(first: readonly string[], body: readonly (readonly string[])[]): boolean {
  const filled = first.filter((cell) => cell.trim() !== '');
  if (filled.length === 0 || filled.length < first.length / 2) return false;
  if (filled.some((cell) => /^[+-]?\d+([.,]\d+)?$/.test(cell.trim()) || sniffDates([cell]) !== null)) return false;
  const below = body.slice(0, 200);
  const repeated = first.filter((cell, i) => cell !== '' && below.some((row) => row[i] === cell)).length;
  return repeated < Math.max(1, filled.length / 2);
}
