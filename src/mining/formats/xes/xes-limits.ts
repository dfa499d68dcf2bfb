/** What an XES file may ask of the reader before it is refused. */
export interface XesLimits {
  /** Open elements within each other. */
  depth: number;
  /** XML attributes of one element. */
  elementAttributes: number;
  /** Longest tag, attribute value, comment or text, bytes. */
  textBytes: number;
  /** Columns, of cases and events together. */
  columns: number;
  /** Longest key of an attribute, with the keys of its parents, characters. */
  keyLength: number;
  /** Entries of one list that get columns of their own under the same key. */
  listEntries: number;
}

export const XES_LIMITS: XesLimits = {
  depth: 256,
  elementAttributes: 1_000,
  textBytes: 16 << 20,
  columns: 2_000,
  keyLength: 1_000,
  listEntries: 32,
};
