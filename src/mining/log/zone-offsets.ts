import { invalid } from '#sdk';

/** The UTC offsets of one zone, as stretches of constant offset: stretch `i` runs from `from[i]` up to `from[i + 1]`. */
export interface ZoneOffsets {
  /** The name as IANA writes it. */
  readonly zone: string;
  /** Instants in milliseconds; `from[0]` is −∞, ascending. */
  readonly from: Float64Array;
  /** Local time minus UTC, in milliseconds. */
  readonly offsetMs: Float64Array;
}

/** Rules of zones are laid out between these years; before and after, the outermost offset holds. */
const FIRST_YEAR = 1800;
const LAST_YEAR = 2300;

const known = new Map<string, ZoneOffsets>();

/** The offsets of an IANA zone (or a fixed one, `+02:00`), looked up once per zone; `invalid` for an unknown name. */
export function zoneOffsets(zone: string): ZoneOffsets {
  const found = known.get(zone);
  if (found) return found;
  const from = [Number.NEGATIVE_INFINITY];
  const offsetMs: number[] = [];
  let at: Temporal.ZonedDateTime | null = startOf(zone);
  const id = at.timeZoneId;
  const end = Date.UTC(LAST_YEAR, 0, 1);
  offsetMs.push(at.offsetNanoseconds / 1e6);
  for (;;) {
    at = at.getTimeZoneTransition('next');
    if (!at || at.epochMilliseconds > end) break;
    from.push(at.epochMilliseconds);
    offsetMs.push(at.offsetNanoseconds / 1e6);
  }
  const offsets = { zone: id, from: Float64Array.from(from), offsetMs: Float64Array.from(offsetMs) };
  known.set(zone, offsets);
  return offsets;
}

function startOf(zone: string): Temporal.ZonedDateTime {
  try {
    return Temporal.Instant.fromEpochMilliseconds(Date.UTC(FIRST_YEAR, 0, 1)).toZonedDateTimeISO(zone);
  } catch {
    return invalid('zone.unknown', `There is no time zone "${zone}". Give an IANA name such as Europe/Berlin, or UTC.`);
  }
}

/** The stretch that holds instant `t` (not NaN). */
export function stretchOf(offsets: ZoneOffsets, t: number): number {
  const { from } = offsets;
  let low = 0;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (from[middle]! <= t) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Local time minus UTC at instant `t`, in milliseconds. */
export const offsetAt = (offsets: ZoneOffsets, t: number): number => offsets.offsetMs[stretchOf(offsets, t)]!;

/**
 * The first instant at which the clocks of the zone show `local` (milliseconds of a clock that counts as UTC does) or
 * later: of a wall time that occurs twice the first, of one that is skipped the moment of the jump.
 */
export function instantOfLocal(offsets: ZoneOffsets, local: number): number {
  const { from, offsetMs } = offsets;
  let i = stretchOf(offsets, local - 2 * 86_400_000);
  while (i + 1 < from.length && from[i + 1]! + offsetMs[i]! <= local) i++;
  return Math.max(from[i]!, local - offsetMs[i]!);
}
