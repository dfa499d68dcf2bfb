import { isUtf8 } from 'node:buffer';
import { type FaultDetail, invalid } from '#sdk';
import { RecordParser } from '../../engine/import/csv-record-bytes.ts';
import type { RefusedLine } from '../../engine/import/refused-file.ts';
import { guarded, unguarded } from '../../platform/csv.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import { OWN_HEADS } from './refused-file.ts';
import type { OpenRefusal } from './refused-rows.ts';

/** A refused row as somebody sends it again. */
export interface RepairedRow {
  readonly row: number;
  /** By the headers; absent: as it was. */
  readonly cells: readonly (string | undefined)[];
}

/** Records after which others get their turn. */
const RECORDS_A_TURN = 2_000;
/** Mistakes that are told one by one. */
const MOST_TOLD = 100;

/**
 * Reads the file of refused rows with changed cells, as a spreadsheet may have saved it: with commas, semicolons or tabs, in UTF-8 or
 * Windows-1252. Columns may be missing; those about reasons are not read. Faults: `refused.notThatFile`, `refused.unknownColumn`,
 * `refused.badRows`.
 */
export async function readRepaired(sent: Buffer, headers: readonly string[]): Promise<RepairedRow[]> {
  const bytes = isUtf8(sent) ? sent : Buffer.from(new TextDecoder('windows-1252').decode(sent));
  const start = bytes[0] === 0xef ? 3 : 0;
  const delimiter = /^"?adit row"?([,;\t])/.exec(bytes.toString('utf8', start, start + 20))?.[1];
  if (!delimiter)
    invalid(
      'refused.notThatFile',
      'This is not the file of refused rows: its first column must be "adit row". Save that file, change cells in it, and send it.',
    );
  const rows: RepairedRow[] = [];
  const mistakes: FaultDetail[] = [];
  let places: readonly number[] | null = null;
  let records = 0;
  for await (const cells of recordsOf(bytes.subarray(start), delimiter)) {
    records++;
    if (!places) {
      places = placesOf(cells, headers);
      continue;
    }
    const row = Number(cells[0]);
    if (Number.isSafeInteger(row) && row > 0)
      rows.push({ row, cells: places.map((place) => (place < 0 ? undefined : (cells[place] ?? ''))) });
    else if (mistakes.length < MOST_TOLD)
      mistakes.push({ line: records, value: cells[0] ?? '', message: '"adit row" must be the number that was there' });
  }
  if (mistakes.length > 0) refuse(mistakes);
  return rows;
}

/** The same, of bytes on their way; null: nothing was sent. */
export async function readSent(
  chunks: AsyncIterable<Uint8Array> | null,
  headers: readonly string[],
): Promise<RepairedRow[]> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks ?? []) parts.push(chunk);
  return readRepaired(Buffer.concat(parts), headers);
}

async function* recordsOf(bytes: Buffer, delimiter: string): AsyncGenerator<string[]> {
  const parser = new RecordParser({ delimiter, quote: '"', escape: '"' });
  let records = 0;
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const shape = parser.read(rest, true);
    if (!shape) return;
    at += shape.next;
    if (shape.fault !== null) refuse([{ line: records + 1, message: shape.fault }]);
    if (shape.cells === 0) continue;
    if (++records % RECORDS_A_TURN === 0) await nextTurn();
    yield Array.from({ length: shape.cells }, (_, i) => {
      const cell = rest.toString('utf8', shape.starts[i]!, shape.ends[i]!);
      return shape.quoted[i] ? cell.replaceAll('""', '"') : cell;
    });
  }
}

/** Where each column of the source stands in what was sent; -1: nowhere. */
function placesOf(heads: readonly string[], headers: readonly string[]): number[] {
  const own = new Set<string>(OWN_HEADS);
  const unknown = heads.find((head) => !own.has(head) && head !== '' && !headers.includes(head));
  if (unknown !== undefined)
    invalid(
      'refused.unknownColumn',
      `The load has no column "${unknown}". Leave the first row of the file as it was; nothing was taken.`,
      [{ value: unknown, message: 'unknown column' }],
    );
  return headers.map((header) => heads.indexOf(header));
}

export function refuse(mistakes: readonly FaultDetail[]): never {
  return invalid('refused.badRows', 'Some rows cannot be taken; nothing was taken.', mistakes.slice(0, MOST_TOLD));
}

/**
 * The cells of a row once it is repaired; null: nothing of it was changed. What privacy changed, and what nobody may see, stays as it is
 * kept, whatever was sent.
 */
export function repaired(
  { columns }: Pick<OpenRefusal, 'columns'>,
  line: RefusedLine,
  sent: RepairedRow,
): string[] | null {
  let changed = false;
  const cells = columns.map(({ changed: isPrivate, hidden }, i) => {
    const before = line.cells?.[i] ?? '';
    const now = sent.cells[i];
    if (now === undefined || isPrivate || hidden || sameCell(before, now)) return before;
    changed = true;
    return unguarded(now);
  });
  return changed ? cells : null;
}

/** Forms have no line ends in a cell, and spreadsheets other ones. */
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, '');
const sameCell = (before: string, now: string): boolean =>
  now === before || now === guarded(before) || oneLine(now) === oneLine(before);
