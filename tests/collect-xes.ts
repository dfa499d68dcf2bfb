import { SaxesParser } from 'saxes';
import type { RowTable } from '../src/mining/formats/xes/row-table.ts';
import { OFFSET_BIAS } from '../src/mining/formats/xes/xes-cells.ts';
import { XesInterpreter } from '../src/mining/formats/xes/xes-interpreter.ts';
import { XES_LIMITS } from '../src/mining/formats/xes/xes-limits.ts';
import { XesReader, type XesReaderOptions } from '../src/mining/formats/xes/xes-reader.ts';
import { type RejectedEvent, XesRows } from '../src/mining/formats/xes/xes-rows.ts';

/** One row as text: the number of its trace, then its values by key, in order of the columns' first appearance. */
type Row = { trace: number; values: Record<string, string | number | boolean>; offsetMinutes?: number };

export interface CollectedXes {
  events: Row[];
  traces: Row[];
  rejected: RejectedEvent[];
  rows: XesRows;
  header: XesReader['header'];
}

/** Takes a batch as plain rows. */
function take(table: RowTable, into: Row[]): void {
  for (let r = 0; r < table.rows; r++) {
    const values: Row['values'] = {};
    for (const column of table.columns) {
      const key = column.key in values ? `${column.key} as ${column.heldAs}` : column.key;
      if (column.heldAs === 'number' || column.heldAs === 'time') {
        if (!Number.isNaN(column.numbers[r]!)) values[key] = column.numbers[r]!;
      } else if (column.codes[r] !== 0) {
        values[key] = column.heldAs === 'boolean' ? column.codes[r] === 2 : column.dictionary!.text(column.codes[r]!);
      }
    }
    const offset = table.offset[r]!;
    into.push({ trace: table.trace[r]!, values, ...(offset > 0 ? { offsetMinutes: offset - OFFSET_BIAS } : {}) });
  }
  table.clear();
}

/** Everything that our reader makes of a document that comes in these chunks. */
export function collectXes(chunks: Iterable<Uint8Array>, options: XesReaderOptions = {}): CollectedXes {
  const found: Pick<CollectedXes, 'events' | 'traces' | 'rejected'> = { events: [], traces: [], rejected: [] };
  const reader = new XesReader({ ...options, onReject: (rejected) => found.rejected.push(rejected) });
  const drain = () => {
    while (reader.advance() === 'batch') takeBoth();
  };
  const takeBoth = () => {
    take(reader.rows.events, found.events);
    if (reader.rows.traces.full) take(reader.rows.traces, found.traces);
  };
  for (const chunk of chunks) {
    reader.push(chunk);
    drain();
  }
  reader.end();
  drain();
  take(reader.rows.events, found.events);
  take(reader.rows.traces, found.traces);
  return { ...found, rows: reader.rows, header: reader.header };
}

/** The same by another XML parser, saxes, in place of our tokenizer: what the document means by an independent reading. */
export function collectBySaxes(bytes: Uint8Array): CollectedXes {
  const found: Pick<CollectedXes, 'events' | 'traces' | 'rejected'> = { events: [], traces: [], rejected: [] };
  const rows = new XesRows({ limits: XES_LIMITS, zone: null, onReject: (rejected) => found.rejected.push(rejected) });
  const interpreter = new XesInterpreter(rows, XES_LIMITS);
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  let line = 1;
  parser.on('opentagstart', () => {
    line = parser.line;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const names = Object.keys(attributes);
    interpreter.open(name, { count: names.length, names, values: Object.values(attributes) }, line, 1);
  });
  parser.on('closetag', () => {
    interpreter.close();
    if (rows.events.full) take(rows.events, found.events);
    if (rows.traces.full) take(rows.traces, found.traces);
  });
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; at += 1 << 20) {
    parser.write(decoder.decode(bytes.subarray(at, at + (1 << 20)), { stream: true }));
  }
  parser.close();
  take(rows.events, found.events);
  take(rows.traces, found.traces);
  return { ...found, rows, header: interpreter.header };
}

/** A document cut into pieces of a size. */
export function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A text as the only chunk of a document. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
