import { type Bits, hasBit, type Segment, type View } from '#sdk';

/**
 * The kept traces of one segment as plain arrays, so that a hot loop knows neither case bits nor event bits:
 *
 *     for (let k = 0; k < traces.count; k++) {
 *       const c = traces.list === null ? k : traces.list[k]!;
 *       for (let e = traces.offsets[c]!; e < traces.offsets[c + 1]!; e++) …activity[e], time[e]
 *     }
 *
 * Under event bits the kept events stand packed in scratch arrays of this thread: valid until the next call of
 * {@link tracesOf}, never to be kept or sent. A trace may be empty (a case without events); loops skip it.
 */
export interface Traces {
  /** Number of kept cases. */
  readonly count: number;
  /** Case index of the k-th kept case; null: every case, `k` itself. */
  readonly list: Uint32Array | null;
  /** Indexed by case, `segment.cases + 1` long. */
  readonly offsets: Uint32Array;
  readonly activity: Uint16Array;
  readonly time: Float64Array;
  /** Null where the log knows no starts, or when they were not asked for. */
  readonly startTime: Float64Array | null;
}

const scratch = {
  list: new Uint32Array(0),
  offsets: new Uint32Array(0),
  activity: new Uint16Array(0),
  time: new Float64Array(0),
  startTime: new Float64Array(0),
};

/**
 * @param needs which clocks the caller reads; a clock that is not needed is not packed (then `time` is the packed order's
 * only by accident and must not be read)
 */
export function tracesOf(segment: Segment, view: View, needs: { time: boolean; startTime?: boolean }): Traces {
  const list = view.cases === null ? null : listCases(view.cases, segment.cases);
  const count = list === null ? segment.cases : list.length;
  const { activity } = view;
  const startTime = needs.startTime ? view.startTime : null;
  const time = needs.time ? view.time : scratch.time;
  if (view.events === null) return { count, list, offsets: segment.offsets, activity, time, startTime };

  const { events } = segment;
  if (scratch.offsets.length <= segment.cases) scratch.offsets = new Uint32Array(segment.cases + 1);
  if (scratch.activity.length <= events) scratch.activity = new Uint16Array(events + 1);
  if (needs.time && scratch.time.length <= events) scratch.time = new Float64Array(events + 1);
  if (startTime && scratch.startTime.length <= events) scratch.startTime = new Float64Array(events + 1);
  if (needs.time) pack(segment, view.cases, view.events, activity, time);
  else packActivities(segment, view.cases, view.events, activity);
  if (startTime) packNumbers(segment, view.events, startTime, scratch.startTime);
  return {
    count,
    list,
    offsets: scratch.offsets,
    activity: scratch.activity,
    time: scratch.time,
    startTime: startTime && scratch.startTime,
  };
}

/** Indices of the set bits, in the thread's scratch. */
function listCases(bits: Bits, cases: number): Uint32Array {
  if (scratch.list.length < cases) scratch.list = new Uint32Array(cases);
  const { list } = scratch;
  let n = 0;
  for (let w = 0; w < bits.length; w++) {
    for (let word = bits[w]!; word !== 0; word &= word - 1) list[n++] = (w << 5) + 31 - Math.clz32(word & -word);
  }
  return list.subarray(0, n);
}

/** Writes every event and moves on only behind a kept one: no branch to be guessed wrong at scattered selections. */
function pack(segment: Segment, cases: Bits | null, events: Bits, activity: Uint16Array, time: Float64Array): void {
  const { offsets } = segment;
  const { offsets: ends, activity: activities, time: times } = scratch;
  let n = 0;
  ends[0] = 0;
  for (let c = 0; c < segment.cases; c++) {
    if (cases === null || hasBit(cases, c)) {
      const end = offsets[c + 1]!;
      for (let e = offsets[c]!; e < end; e++) {
        activities[n] = activity[e]!;
        times[n] = time[e]!;
        n += (events[e >>> 5]! >>> (e & 31)) & 1;
      }
    }
    ends[c + 1] = n;
  }
}

function packActivities(segment: Segment, cases: Bits | null, events: Bits, activity: Uint16Array): void {
  const { offsets } = segment;
  const { offsets: ends, activity: activities } = scratch;
  let n = 0;
  ends[0] = 0;
  for (let c = 0; c < segment.cases; c++) {
    if (cases === null || hasBit(cases, c)) {
      const end = offsets[c + 1]!;
      for (let e = offsets[c]!; e < end; e++) {
        activities[n] = activity[e]!;
        n += (events[e >>> 5]! >>> (e & 31)) & 1;
      }
    }
    ends[c + 1] = n;
  }
}

/** Another column, behind `pack`: to the places that the cases got there. */
function packNumbers(segment: Segment, events: Bits, from: Float64Array, into: Float64Array): void {
  const { offsets } = segment;
  const { offsets: ends } = scratch;
  for (let c = 0; c < segment.cases; c++) {
    let n = ends[c]!;
    if (n === ends[c + 1]!) continue;
    const end = offsets[c + 1]!;
    for (let e = offsets[c]!; e < end; e++) {
      into[n] = from[e]!;
      n += (events[e >>> 5]! >>> (e & 31)) & 1;
    }
  }
}
