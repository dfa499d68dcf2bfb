const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);
let a = 0;
let b = 0;

/** One at a time on a thread. */
const PRINT = {
  take(value: number): void {
    bits[0] = value;
    a = Math.imul(a ^ halves[0]!, 0x9e3779b1) ^ (a >>> 15);
    b = Math.imul(b ^ halves[1]!, 0x5f356495) ^ (b >>> 13);
    b = Math.imul(b ^ a, 0x85ebca6b);
  },
  done: (): number => (finish(a ^ b) >>> 11) * 4_294_967_296 + (finish(b) >>> 0),
};

/**
 * Makes 53 bits of the numbers that it takes, in their order. Two different rows among a million share them in about one of 18,000
 * logs. The one before it must be done.
 */
export function rowPrint(): typeof PRINT {
  a = 0xdeadbeef | 0;
  b = 0x41c6ce57 | 0;
  return PRINT;
}

/** As in MurmurHash3. */
function finish(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
