import { createHash } from 'node:crypto';
import type { SniffedColumn } from '../../mining/formats/table-sniff.ts';

/**
 * Names the make of a file by its columns: their names in order, and whether each holds times, numbers or text. Null rates and
 * numbers of values are left out: they differ from one month's export to the next, and a mapping would be lost with them.
 */
export function fingerprintOf(columns: readonly SniffedColumn[]): string {
  const kinds = columns.map(({ name, dates, numbers }) => [name, dates ? 'time' : numbers ? 'number' : 'text']);
  return createHash('sha256').update(JSON.stringify(kinds)).digest('base64url').slice(0, 32);
}
