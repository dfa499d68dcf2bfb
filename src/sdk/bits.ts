/**
 * Bit sets over the cases or the events of one segment. Bit `i` is bit `i & 31` of word `i >>> 5`; bits past the
 * length are always 0, so that counting and combining never need the length.
 */
export type Bits = Uint32Array;

/** Words needed for `length` bits. */
export const wordsFor = (length: number): number => (length + 31) >>> 5;

/** An empty bit set for `length` members. */
export const noBits = (length: number): Bits => new Uint32Array(wordsFor(length));

/** A full bit set for `length` members (the tail of the last word stays 0). */
export function allBits(length: number, into: Bits = noBits(length)): Bits {
  into.fill(0xffffffff);
  if (length & 31) into[into.length - 1] = (1 << (length & 31)) - 1;
  return into;
}

export const hasBit = (bits: Bits, i: number): boolean => ((bits[i >>> 5]! >>> (i & 31)) & 1) === 1;

export function setBit(bits: Bits, i: number): void {
  bits[i >>> 5] = bits[i >>> 5]! | (1 << (i & 31));
}

/** The bits at these places, in their order. */
export function pickBits(bits: Bits, places: ArrayLike<number>): Bits {
  const picked = noBits(places.length);
  for (let i = 0; i < places.length; i++) if (hasBit(bits, places[i]!)) setBit(picked, i);
  return picked;
}

export function clearBit(bits: Bits, i: number): void {
  bits[i >>> 5] = bits[i >>> 5]! & ~(1 << (i & 31));
}

/** Number of members. */
export function countBits(bits: Bits): number {
  let total = 0;
  for (let w = 0; w < bits.length; w++) {
    let x = bits[w]!;
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    total += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return total;
}

/** `a ∧ b`, written into `into` (which may be `a` or `b`). */
export function andBits(a: Bits, b: Bits, into: Bits = new Uint32Array(a.length)): Bits {
  for (let w = 0; w < into.length; w++) into[w] = a[w]! & b[w]!;
  return into;
}

/** `a ∨ b`, written into `into`. */
export function orBits(a: Bits, b: Bits, into: Bits = new Uint32Array(a.length)): Bits {
  for (let w = 0; w < into.length; w++) into[w] = a[w]! | b[w]!;
  return into;
}

/** `a ∧ ¬b`, written into `into`. */
export function andNotBits(a: Bits, b: Bits, into: Bits = new Uint32Array(a.length)): Bits {
  for (let w = 0; w < into.length; w++) into[w] = a[w]! & ~b[w]!;
  return into;
}

/** `a ⊕ b`, written into `into`: what two selections differ in. */
export function xorBits(a: Bits, b: Bits, into: Bits = new Uint32Array(a.length)): Bits {
  for (let w = 0; w < into.length; w++) into[w] = a[w]! ^ b[w]!;
  return into;
}
