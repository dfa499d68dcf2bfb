import { type Cell, invalid } from '#sdk';

const TIME = /^(\d{4,6}-\d{2}-\d{2})(?:([T ])(\d{2}:\d{2}(?::\d{2})?)(\.\d+)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const DAY_MS = 86_400_000;

/**
 * From where the next extraction reads: the last value of the one before, less the overlap; as it is written by its source, with all its
 * digits and its offset. `overlap`: seconds of times, else units of numbers. Texts that are no times have none.
 */
export function readFrom(watermark: Cell, overlap: number): Cell {
  if (watermark === null || overlap === 0) return watermark;
  if (typeof watermark === 'bigint') return watermark - BigInt(Math.ceil(overlap));
  if (typeof watermark === 'number') return watermark - overlap;
  const earlier = typeof watermark === 'string' ? earlierTime(watermark, overlap) : null;
  if (earlier !== null) return earlier;
  return invalid(
    'extraction.noOverlap',
    `The column that is followed holds "${String(watermark).slice(0, 100)}", which is neither a time nor a number: set the overlap to 0.`,
    [{ pointer: '/overlap', message: 'only of times and numbers' }],
  );
}

/** A time as it is written, so many seconds before; null: it is none. Whole seconds, so that the fraction stays as it is. */
function earlierTime(text: string, overlap: number): string | null {
  const [, date, separator, time, fraction = '', offset = ''] = TIME.exec(text) ?? [];
  if (date === undefined) return null;
  const seconds = Math.ceil(overlap);
  if (time === undefined) return day(Date.parse(`${date}T00:00:00Z`) - Math.ceil((seconds * 1000) / DAY_MS) * DAY_MS);
  const full = time.length === 5 ? `${time}:00` : time;
  const ms = Date.parse(`${date}T${full}Z`) - seconds * 1000;
  if (Number.isNaN(ms)) return null;
  const clock = new Date(ms).toISOString().slice(11, 19);
  const shown = time.length === 5 && clock.endsWith(':00') ? clock.slice(0, 5) : clock;
  return `${day(ms)}${separator}${shown}${fraction}${offset}`;
}

const day = (ms: number): string | null =>
  Number.isNaN(ms) || ms < Date.UTC(0, 0, 1) ? null : new Date(ms).toISOString().split('T')[0]!;

/** Whether a value is a time as sources write them. */
export const isTimeText = (cell: Cell): boolean => typeof cell === 'string' && TIME.test(cell);
