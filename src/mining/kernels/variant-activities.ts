import { byteRanks } from '../log/byte-order.ts';
import type { VariantTable } from './variant-table.ts';

/** Cases of a variant table. */
export function casesIn({ count, size }: VariantTable): number {
  let cases = 0;
  for (let v = 0; v < size; v++) cases += count[v]!;
  return cases;
}

/** Cases of a variant table in which each code occurs. */
export function casesByActivity({ codes, offsets, count, size }: VariantTable, activities: number): Float64Array {
  const cases = new Float64Array(activities);
  const last = new Int32Array(activities).fill(-1);
  for (let v = 0; v < size; v++) {
    for (let i = offsets[v]!; i < offsets[v + 1]!; i++) {
      const code = codes[i]!;
      if (last[code] !== v) cases[code]! += count[v]!;
      last[code] = v;
    }
  }
  return cases;
}

/** Activities that a discovery looks at, numbered in order of their names' bytes. */
export interface KeptActivities {
  names: string[];
  /** Number of each code of the dictionary; −1: not looked at. */
  numbers: Int32Array;
  /** Cases in which each occurs, by number. */
  cases: Float64Array;
  /** Activities that occur, but in too few cases; and those beyond the most that are looked at. */
  rare: number;
  cut: number;
}

/**
 * @param cases in which each code occurs
 * @param least cases that an activity must occur in  @param most activities; of more, those of the most cases
 */
export function keepActivities(
  cases: Float64Array,
  dictionary: readonly string[],
  { least, most }: { least: number; most: number },
): KeptActivities {
  const ranks = byteRanks(dictionary);
  const occurring = dictionary.map((_, code) => code).filter((code) => cases[code]! > 0);
  const frequent = occurring.filter((code) => cases[code]! >= least);
  const kept = frequent
    .sort((a, b) => cases[b]! - cases[a]! || ranks[a]! - ranks[b]!)
    .slice(0, most)
    .sort((a, b) => ranks[a]! - ranks[b]!);
  const numbers = new Int32Array(dictionary.length).fill(-1);
  kept.forEach((code, number) => {
    numbers[code] = number;
  });
  return {
    names: kept.map((code) => dictionary[code]!),
    numbers,
    cases: Float64Array.from(kept, (code) => cases[code]!),
    rare: occurring.length - frequent.length,
    cut: frequent.length - kept.length,
  };
}
