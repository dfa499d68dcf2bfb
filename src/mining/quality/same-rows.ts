import { type Bits, COLUMNS, type ColumnId, noBits, type Segment, setBit, type View } from '#sdk';
import { eachKept } from './kept-steps.ts';

/**
 * The kept events that equal an earlier one of their case at the same instant in all of these columns. Events of one instant stand
 * beside each other; of a case without times, all may be equal.
 */
export function repeatedRows(segment: Segment, view: View, columns: readonly CodedColumn[]): Bits {
  const marked = noBits(segment.events);
  const time = segment.numbers(COLUMNS.time);
  const values = columns.filter(({ id }) => segment.has(id)).map((column) => valuesOf(segment, column));
  let run: number[] = [];
  const close = () => {
    if (run.length > 1) markRepeated(run, values, marked);
    run = [];
  };
  eachKept(segment, view, (e, before) => {
    if (before < 0 || !sameInstant(time[before]!, time[e]!)) {
      if (run.length > 0) close();
      return;
    }
    if (run.length === 0) run.push(before);
    run.push(e);
  });
  close();
  return marked;
}

/** A column that a segment holds, as plain data that crosses threads. */
export interface CodedColumn {
  readonly id: ColumnId;
  /** Codes; otherwise numbers. */
  readonly coded: boolean;
}

type Values = Uint16Array | Float64Array;

/** Missing times are alike. */
const sameInstant = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

const valuesOf = (segment: Segment, { id, coded }: CodedColumn): Values =>
  coded ? segment.codes(id) : segment.numbers(id);

function markRepeated(run: readonly number[], values: readonly Values[], marked: Bits): void {
  const byHash = new Map<number, number[]>();
  for (const e of run) {
    const hash = hashOf(e, values);
    const earlier = byHash.get(hash);
    if (!earlier) byHash.set(hash, [e]);
    else if (earlier.some((other) => isEqual(e, other, values))) setBit(marked, e);
    else earlier.push(e);
  }
}

function hashOf(e: number, values: readonly Values[]): number {
  let hash = 0;
  for (const column of values) {
    const value = column[e]!;
    const whole = Number.isNaN(value) ? 0x7ff8 : Math.trunc(value % 2_147_483_647);
    hash = Math.imul(hash ^ whole, 0x9e3779b1) ^ (hash >>> 15);
  }
  return hash;
}

function isEqual(a: number, b: number, values: readonly Values[]): boolean {
  return values.every((column) => sameInstant(column[a]!, column[b]!));
}
