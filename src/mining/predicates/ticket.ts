/**
 * The number that a case draws in a lottery: 53 bits from the seed and the case id alone, so that a sample does not depend
 * on segments, threads or the order of cases. Two multiplicative lanes over UTF-16 units, finished as in MurmurHash3.
 */
export function ticketOf(seed: number, caseId: string): number {
  let a = Math.imul(seed ^ 0xdeadbeef, 0x9e3779b1);
  let b = Math.imul(seed ^ 0x41c6ce57, 0x85ebca6b);
  for (let i = 0; i < caseId.length; i++) {
    const unit = caseId.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x9e3779b1) ^ (a >>> 15);
    b = Math.imul(b ^ unit, 0x5f356495) ^ (b >>> 13);
  }
  const high = finish(a ^ caseId.length) ^ b;
  const low = finish(b ^ high);
  return (finish(high) >>> 11) * 4_294_967_296 + (low >>> 0);
}

function finish(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
