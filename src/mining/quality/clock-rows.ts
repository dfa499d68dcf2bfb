import {
  type Bits,
  COLUMNS,
  type ColumnId,
  type ColumnLevel,
  type ColumnSpec,
  type Log,
  noBits,
  type Segment,
  setBit,
} from '#sdk';
import { stretchOf, zoneOffsets } from '../log/zone-offsets.ts';

/** A column of instants, and the clock on the wall that showed them. */
export interface WallClock {
  readonly id: ColumnId;
  readonly level: ColumnLevel;
  readonly zone: string;
  /** Minutes and hours as they were written: the column of UTC offsets, and milliseconds by its codes; null: those of the zone. */
  readonly written: { readonly id: ColumnId; readonly offsetMs: readonly number[] } | null;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The clock of a column: for times of events the offset that was written with each, where these vary. */
export function wallClock(log: Log, { id, level }: ColumnSpec, zone: string): WallClock {
  const offsets = id === COLUMNS.time ? log.findColumn(COLUMNS.timeOffset) : null;
  return { id, level, zone, written: offsets && { id: offsets.id, offsetMs: log.values(offsets.id).map(offsetOf) } };
}

/** `+02:00` in milliseconds; 0 for what is none. */
function offsetOf(text: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
}

/** The hour that each row's clock shows, where it is a full one to the millisecond: 0 … 23; −1 for all others. */
export function fullHoursOf(segment: Segment, clock: WallClock): Int8Array {
  const hours = new Int8Array(segment[`${clock.level}s`]).fill(-1);
  if (!segment.has(clock.id)) return hours;
  const values = segment.numbers(clock.id);
  const localOf = localClock(segment, clock);
  for (let i = 0; i < values.length; i++) {
    // Exact for every instant that a clock shows; a missing time is no number, and no full hour.
    const hour = localOf(values[i]!, i) / HOUR;
    if (Math.floor(hour) === hour) hours[i] = ((hour % 24) + 24) % 24;
  }
  return hours;
}

/** The rows at some full hours; bit `h` of `hours` stands for the hour `h`. */
export function clockRows(segment: Segment, clock: WallClock, hours: number): Bits {
  const marked = noBits(segment[`${clock.level}s`]);
  fullHoursOf(segment, clock).forEach((hour, i) => {
    if (hour >= 0 && ((hours >>> hour) & 1) === 1) setBit(marked, i);
  });
  return marked;
}

/** Milliseconds as the clock on the wall showed them. */
function localClock(segment: Segment, { written, zone }: WallClock): (t: number, row: number) => number {
  if (written && segment.has(written.id)) {
    const codes = segment.codes(written.id);
    const { offsetMs } = written;
    return (t, row) => t + offsetMs[codes[row]!]!;
  }
  const offsets = zoneOffsets(zone);
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let offset = 0;
  return (t) => {
    if (!(t >= from && t < to) && !Number.isNaN(t)) {
      const stretch = stretchOf(offsets, t);
      from = offsets.from[stretch]!;
      to = offsets.from[stretch + 1] ?? Number.POSITIVE_INFINITY;
      offset = offsets.offsetMs[stretch]!;
    }
    return t + offset;
  };
}
