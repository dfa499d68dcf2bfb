/** Rows under their heads, in columns as wide as they must be. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ');
  return `${rows.map((row) => line(row).trimEnd()).join('\n')}\n`;
}

/** An instant to the minute, in UTC. */
export const minuteText = (instant: string | number): string =>
  new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
