import type { ColumnSpec, Segment } from '#sdk';
import type { ByteSink } from './log/byte-sink.ts';
import { type ArchivedRows, type Cell, type CellSource, cellFor } from './log/cells.ts';
import type { LogWriter } from './log/log-writer.ts';
import { STANDARD_KEYS } from './xes/xes-layout.ts';

const CASE_COLUMN = 'case:concept:name';
const COMMA = new Uint8Array([44]);
const LINE_END = new Uint8Array([13, 10]);
const NOTHING = new Uint8Array(0);

/** Writes a log as CSV (RFC 4180, UTF-8): a line per event, with the case and its attributes in each. */
export class CsvWriter implements LogWriter {
  private readonly columns: readonly ColumnSpec[];
  private readonly cells: readonly { readonly cell: Cell; readonly ofCase: boolean }[];
  private readonly quote: (text: string) => string;
  private readonly sink: ByteSink;
  private current: Segment | null = null;
  private caseIx = 0;
  private caseId: Uint8Array = NOTHING;

  /** @param quote a text as a cell of the file */
  constructor(columns: readonly ColumnSpec[], source: CellSource, quote: (text: string) => string, sink: ByteSink) {
    const rendering = { before: COMMA, after: NOTHING, quote };
    this.columns = columns;
    this.cells = columns.map((column) => ({
      cell: cellFor(column, rendering, source),
      ofCase: column.level === 'case',
    }));
    this.quote = quote;
    this.sink = sink;
  }

  begin(): void {
    const names = this.columns.map(({ id, name }) => STANDARD_KEYS[id] ?? name);
    this.sink.text(`\ufeff${[CASE_COLUMN, ...names].map(this.quote).join(',')}\r\n`);
  }

  segment(segment: Segment, archived: () => ArchivedRows): void {
    this.current = segment;
    for (const { cell } of this.cells) cell.bind(segment, archived);
  }

  beginCase(caseIx: number): void {
    this.caseIx = caseIx;
    this.caseId = new TextEncoder().encode(this.quote(this.current!.caseId(caseIx)));
  }

  event(eventIx: number): void {
    const { cells, sink } = this;
    sink.put(this.caseId);
    for (let i = 0; i < cells.length; i++) {
      const { cell, ofCase } = cells[i]!;
      const at = ofCase ? this.caseIx : eventIx;
      if (cell.has(at)) cell.write(at, sink);
      else sink.put(COMMA);
    }
    sink.put(LINE_END);
  }

  endCase(): void {}

  end(): void {}
}
