/**
 * Order of texts by the bytes of their UTF-8 form, without encoding them: that of UTF-16 units, but that surrogates
 * (characters beyond the first plane) stand behind all others.
 */
export function byBytes(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** Place of each name in that order: `ranks[code]`. Breaks ties in the same way however the dictionary grew. */
export function byteRanks(names: readonly string[]): Uint32Array {
  const order = names.map((_, code) => code).sort((a, b) => byBytes(names[a]!, names[b]!));
  const ranks = new Uint32Array(names.length);
  order.forEach((code, rank) => {
    ranks[code] = rank;
  });
  return ranks;
}
