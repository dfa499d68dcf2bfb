/** What a text file may ask of the import before it is refused. */
export interface TableLimits {
  columns: number;
  /** Longest line, bytes: the file is refused. */
  lineBytes: number;
  /** Largest cell, bytes: the row goes to quarantine. */
  cellBytes: number;
  /** Gzip: most unpacked bytes, and the most per packed byte (beyond the first 64 MiB). */
  unpackedBytes: number;
  unpackedRatio: number;
}

const MIB = 1 << 20;
export const TABLE_LIMITS: TableLimits = {
  columns: 2_000,
  lineBytes: 16 * MIB,
  cellBytes: MIB,
  unpackedBytes: 64 * 1024 * MIB,
  unpackedRatio: 100,
};

/** `16 MiB`. */
export const megabytes = (bytes: number) => (bytes >= MIB ? `${Math.round(bytes / MIB)} MiB` : `${bytes} bytes`);
