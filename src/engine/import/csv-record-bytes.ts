import type { CellSyntax } from '../../mining/formats/csv-records.ts';

/** Where the cells of one record lie. */
export interface RecordShape {
  /** 0: a blank line. */
  cells: number;
  /** Without the quotes around them; shared with the reader, valid until its next record. */
  starts: readonly number[];
  ends: readonly number[];
  quoted: readonly boolean[];
  /** End of the record's text, and start of the next record. */
  end: number;
  next: number;
  longestCell: number;
  /** The quote sign or a `"` occurs: the record must be written anew. */
  quotes: boolean;
  multiLine: boolean;
  nul: boolean;
  /** A byte beyond ASCII occurs. */
  high: boolean;
  /** Why the record is broken; `end` and `next` then speak of its first line. */
  fault: string | null;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const NEVER_CLOSED = 'a quote is opened here and never closed';
const TEXT_BEHIND = 'a quoted cell is followed by text; quotes inside a cell must be doubled';

/**
 * Reads single records: RFC 4180, with any delimiter, quote and escape, any line end, spaces around quotes ignored.
 * Memory: the places of one record's cells.
 */
export class RecordParser {
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly escapeSign: number;
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly quoted: boolean[] = [];
  private marks = { quotes: false, multiLine: false, nul: false, high: false };
  private closed = false;

  constructor(syntax: CellSyntax) {
    const code = (sign: string) => (sign === '' ? -1 : sign.charCodeAt(0));
    this.delimiter = code(syntax.delimiter);
    this.quote = code(syntax.quote);
    this.escapeSign = code(syntax.escape);
  }

  /**
   * The record at the beginning of `text`. Null: the text ends before the record does, and there is more (`last` is false).
   */
  read(text: Uint8Array, last: boolean): RecordShape | null {
    this.marks = { quotes: false, multiLine: false, nul: false, high: false };
    let cells = 0;
    let longest = 0;
    let i = 0;
    for (;;) {
      const opening = this.quote < 0 ? i : this.passSpaces(text, i);
      const inQuotes = this.quote >= 0 && text[opening] === this.quote;
      const start = inQuotes ? opening + 1 : i;
      const end = inQuotes ? this.passQuoted(text, start) : this.passPlain(text, start);
      i = end;
      if (inQuotes) {
        // A quote that is the last byte so far may be the first half of a doubled one.
        if (end + 1 >= text.length && !last) return null;
        if (!this.closed) return this.broken(text, last, NEVER_CLOSED);
        i = this.passSpaces(text, end + 1);
        if (i < text.length && !this.endsCell(text[i]!)) return this.broken(text, last, TEXT_BEHIND);
      }
      this.starts[cells] = start;
      this.ends[cells] = end;
      this.quoted[cells] = inQuotes;
      cells++;
      longest = Math.max(longest, end - start);
      if (i < text.length && text[i] === this.delimiter) {
        i++;
        continue;
      }
      if (!last && (i >= text.length || (text[i] === CR && i + 1 >= text.length))) return null;
      return this.ended(text, i, cells === 1 && i === 0 ? 0 : cells, longest);
    }
  }

  private endsCell(byte: number): boolean {
    return byte === this.delimiter || byte === LF || byte === CR;
  }

  /** From behind the opening quote to the closing one, or to the end of the text. */
  private passQuoted(text: Uint8Array, from: number): number {
    const { quote, escapeSign, marks } = this;
    marks.quotes = true;
    this.closed = false;
    let i = from;
    for (; i < text.length; i++) {
      const byte = text[i]!;
      const next = text[i + 1];
      if (byte === escapeSign && (next === quote || (escapeSign !== quote && next === escapeSign))) i++;
      else if (byte === quote) {
        this.closed = true;
        return i;
      } else if (byte === LF || byte === CR) marks.multiLine = true;
      else if (byte === 0) marks.nul = true;
      else if (byte > 127) marks.high = true;
    }
    return i;
  }

  private passPlain(text: Uint8Array, from: number): number {
    const { delimiter, quote, marks } = this;
    let i = from;
    for (; i < text.length; i++) {
      const byte = text[i]!;
      if (byte === delimiter || byte === LF || byte === CR) break;
      if (byte === 0) marks.nul = true;
      else if (byte > 127) marks.high = true;
      else if (byte === DOUBLE_QUOTE || byte === quote) marks.quotes = true;
    }
    return i;
  }

  private passSpaces(text: Uint8Array, from: number): number {
    let i = from;
    while (i < text.length && text[i] === SPACE) i++;
    return i;
  }

  private ended(text: Uint8Array, at: number, cells: number, longestCell: number): RecordShape {
    const next = Math.min(text.length, text[at] === CR && text[at + 1] === LF ? at + 2 : at + 1);
    const { starts, ends, quoted } = this;
    return { cells, starts, ends, quoted, end: at, next, longestCell, ...this.marks, fault: null };
  }

  /** Only the first line of a broken record is refused; null when its end has not been read yet. */
  private broken(text: Uint8Array, last: boolean, fault: string): RecordShape | null {
    let at = 0;
    while (at < text.length && text[at] !== LF && text[at] !== CR) at++;
    if (at + 1 >= text.length && !last) return null;
    return { ...this.ended(text, at, 1, at), fault };
  }
}
