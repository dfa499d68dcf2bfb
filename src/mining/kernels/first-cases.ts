import { type Bits, countBits, type Segment, type View } from '#sdk';
import { firstInOrder } from '../log/first-in-order.ts';
import { type CaseKey, caseKeys, compareCases, withId } from './case-page.ts';
import { wallSpans } from './case-periods.ts';

const BY_START = { sort: 'start', descending: false } as const;

/** Of each set of cases the first ones, by start, then by id. */
export function firstCases(segment: Segment, view: View, sets: readonly Bits[], first: number): CaseKey[][] {
  if (first === 0) return sets.map(() => []);
  const { starts } = wallSpans(segment, view);
  const keyOf = caseKeys(segment, view);
  return sets.map((bits) => {
    const cases = membersOf(bits);
    const found = firstInOrder(cases.length, first, (i, j) => {
      const [a, b] = [cases[i]!, cases[j]!];
      // Most pairs are settled by their start; ids are decoded for ties alone.
      const settled = starts[a]! - starts[b]!;
      if (settled !== 0 && !Number.isNaN(settled)) return settled;
      return compareCases(withId(segment, keyOf(a)), withId(segment, keyOf(b)), BY_START);
    });
    return found.map((i) => withId(segment, keyOf(cases[i]!)));
  });
}

/** The first ones of two segments. */
export const firstOfBoth = (a: readonly CaseKey[], b: readonly CaseKey[], first: number): CaseKey[] =>
  [...a, ...b].sort((x, y) => compareCases(x, y, BY_START)).slice(0, first);

/** The set bits, ascending. */
export function membersOf(bits: Bits): Uint32Array {
  const members = new Uint32Array(countBits(bits));
  let n = 0;
  for (let w = 0; w < bits.length; w++)
    for (let word = bits[w]!; word !== 0; word &= word - 1) members[n++] = (w << 5) + 31 - Math.clz32(word & -word);
  return members;
}
