/** Digits of a double, from the lowest: 16 bits each. */
const DIGITS = 4;
const BASE = 65_536;

/**
 * The order that sorts numbers ascending: `values[order[0]] ≤ values[order[1]] …`, equal ones as they stand. Radix sort by
 * 16 bits at a time, linear: millions of times in a tenth of what comparing takes. No NaN may be among the values.
 */
export function sortedOrder(values: Float64Array): Uint32Array<ArrayBuffer> {
  const n = values.length;
  const digits = new Uint16Array(orderedBits(values).buffer);
  let order = Uint32Array.from({ length: n }, (_, i) => i);
  let next = new Uint32Array(n);
  for (let digit = 0; digit < DIGITS; digit++) {
    const ends = new Uint32Array(BASE);
    for (let i = digit; i < digits.length; i += DIGITS) ends[digits[i]!] = ends[digits[i]!]! + 1;
    if (n > 0 && ends[digits[digit]!] === n) continue;
    for (let d = 0, begin = 0; d < BASE; d++) {
      const count = ends[d]!;
      ends[d] = begin;
      begin += count;
    }
    for (let i = 0; i < n; i++) {
      const of = order[i]!;
      const d = digits[of * DIGITS + digit]!;
      next[ends[d]!] = of;
      ends[d] = ends[d]! + 1;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** The bits of doubles so that whole numbers stand in their order: all turned of negative ones, else the sign alone. */
function orderedBits(values: Float64Array): Uint32Array<ArrayBuffer> {
  const bits = new Uint32Array(Float64Array.from(values, (value) => value + 0).buffer);
  for (let i = 1; i < bits.length; i += 2) {
    const negative = bits[i]! >>> 31 === 1;
    bits[i - 1] = negative ? ~bits[i - 1]! : bits[i - 1]!;
    bits[i] = negative ? ~bits[i]! : bits[i]! | 0x80000000;
  }
  return bits;
}
