import { ByteDictionary } from './byte-dictionary.ts';
import { pathName } from './xes-path.ts';
import type { XesType } from './xes-types.ts';

/** Rows that are handed over at a time: what a vector of the database holds. */
export const BATCH_ROWS = 2048;

/** {@link XesColumn.offset} of times that were written with different offsets. */
export const SEVERAL_OFFSETS = -2;

/** How a column is held while the file is read. `text`: codes of its dictionary; `boolean`: 1 false, 2 true. */
export type HeldAs = 'text' | 'number' | 'time' | 'boolean';

/** One attribute in one type. An attribute that the file writes in several types has several of them. */
export class XesColumn {
  /** The keys that lead to the attribute (xes-path.ts), and as people read them. */
  readonly path: string;
  readonly key: string;
  /** Types in which the file writes the values. */
  readonly types = new Set<XesType>();
  readonly heldAs: HeldAs;
  /** Codes, 0 = missing; of `text` and `boolean`. */
  readonly codes: Uint32Array;
  /** Values, NaN = missing; of `number` and `time`. */
  readonly numbers: Float64Array;
  readonly dictionary: ByteDictionary | null;
  /** The texts are whole numbers beyond ±2^53. */
  readonly bigIntegers: boolean;
  /** Of times: the UTC offset of all values as {@link RowTable.offset} has it; −1: no value yet, {@link SEVERAL_OFFSETS}. */
  offset = -1;

  constructor(path: string, heldAs: HeldAs, bigIntegers: boolean) {
    const coded = heldAs === 'text' || heldAs === 'boolean';
    this.path = path;
    this.key = pathName(path);
    this.heldAs = heldAs;
    this.bigIntegers = bigIntegers;
    this.codes = new Uint32Array(coded ? BATCH_ROWS : 0);
    this.numbers = new Float64Array(coded ? 0 : BATCH_ROWS).fill(Number.NaN);
    this.dictionary = heldAs === 'text' ? new ByteDictionary() : null;
  }
}

/**
 * A batch of rows, column by column; columns join when their attribute is first seen. Row `rows` is the one being
 * filled; it counts only once {@link RowTable.keep} says so. Whoever takes the batch calls {@link RowTable.clear} then.
 */
export class RowTable {
  readonly columns: XesColumn[] = [];
  rows = 0;
  /** Number of the trace (from 1, in the file's order) that each row belongs to. */
  readonly trace = new Uint32Array(BATCH_ROWS);
  /** Minutes of the written UTC offset of each row's time, plus 2,000; 0: none. */
  readonly offset = new Uint16Array(BATCH_ROWS);
  /** Values that were written twice in one row; the later one stands. */
  overwritten = 0;

  get full(): boolean {
    return this.rows === BATCH_ROWS;
  }

  add(path: string, heldAs: HeldAs, bigIntegers = false): XesColumn {
    const column = new XesColumn(path, heldAs, bigIntegers);
    this.columns.push(column);
    return column;
  }

  setCode(column: XesColumn, code: number): void {
    if (column.codes[this.rows] !== 0) this.overwritten++;
    column.codes[this.rows] = code;
  }

  setNumber(column: XesColumn, value: number): void {
    if (!Number.isNaN(column.numbers[this.rows]!)) this.overwritten++;
    column.numbers[this.rows] = value;
  }

  keep(trace: number): void {
    this.trace[this.rows] = trace;
    this.rows++;
  }

  /** Empties the row being filled. */
  drop(): void {
    this.wipe(this.rows, this.rows + 1);
  }

  /** Empties the batch. The row being filled must be empty. */
  clear(): void {
    this.wipe(0, this.rows);
    this.rows = 0;
  }

  private wipe(from: number, to: number): void {
    for (const { codes, numbers } of this.columns) {
      codes.fill(0, from, to);
      numbers.fill(Number.NaN, from, to);
    }
    this.offset.fill(0, from, to);
  }
}
