/** Rows under their heads, in columns as wide as they must be; numbers stand at the right. */
export function textTable(
  rows: readonly (readonly string[])[],
  { numbersFrom = Number.POSITIVE_INFINITY } = {},
): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const padded = (cell: string, i: number) => (i < numbersFrom ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!));
  return `${rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n')}\n`;
}

/** An instant to the minute, in UTC. */
export const minuteText = (instant: string | number): string =>
  new Date(instant).toISOString().slice(0, 16).replace('T', ' ');

export interface WrittenFile {
  readonly file: string;
  readonly bytes: number;
}

export const writtenText = ({ file, bytes }: WrittenFile): string => `${file}: ${(bytes / 1e6).toFixed(1)} MB\n`;
