import { type ColumnSpec, hasBit, type Segment } from '#sdk';
import type { Selection } from '../../mining/views/selection.ts';

/** Whether each case or event that is kept has a value in a column that segments hold. */
export function isComplete(column: ColumnSpec, segments: readonly Segment[], { cases, events }: Selection): boolean {
  return segments.every((segment, i) => {
    const has = presence(segment, column);
    const [inCases, inEvents] = [cases?.[i] ?? null, events?.[i] ?? null];
    for (let c = 0; c < segment.cases; c++) {
      if (inCases && !hasBit(inCases, c)) continue;
      if (column.level === 'case') {
        if (!has(c)) return false;
        continue;
      }
      for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++)
        if ((!inEvents || hasBit(inEvents, e)) && !has(e)) return false;
    }
    return true;
  });
}

function presence(segment: Segment, { id, class: kind }: ColumnSpec): (at: number) => boolean {
  if (kind === 'number' || kind === 'time') {
    const numbers = segment.numbers(id);
    return (at) => !Number.isNaN(numbers[at]!);
  }
  const codes = segment.codes(id);
  return (at) => codes[at] !== 0;
}

/** Whether a column of numbers holds whole ones alone, of a size that every program reads exactly. */
export const isWhole = ({ id }: ColumnSpec, segments: readonly Segment[]): boolean =>
  segments.every((segment) => {
    const numbers = segment.numbers(id);
    for (let i = 0; i < numbers.length; i++) {
      const n = numbers[i]!;
      if (!Number.isNaN(n) && (!Number.isSafeInteger(n) || Object.is(n, -0))) return false;
    }
    return true;
  });
