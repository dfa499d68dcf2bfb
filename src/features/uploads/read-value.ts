import type { PreviewColumn } from '../../engine/import/preview-job.ts';
import type { Format } from '../../platform/text/format.ts';

const MINUTE_MS = 60_000;
/** More digits are noise of binary fractions to a reader. */
const DIGITS = 6;

/** A value as it was read from a file, in the writing and the zone of the reader; what is neither number nor time stands as it is. */
export function readValue(stored: string, type: PreviewColumn['type'], fmt: Format): string {
  if (type === 'number' && stored.trim() !== '' && Number.isFinite(Number(stored)))
    return fmt.number(Number(stored), DIGITS);
  if (type !== 'time' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ UTC$/.test(stored)) return stored;
  const ms = Date.parse(`${stored.slice(0, 10)}T${stored.slice(11, -4)}Z`);
  return ms % MINUTE_MS === 0 ? fmt.instant(ms) : fmt.exactInstant(ms);
}
