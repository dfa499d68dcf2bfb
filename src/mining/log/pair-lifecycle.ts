/** What pairing looks at: arrays of one segment, one entry per event, ordered as in the log. */
export interface LifecycleColumns {
  /** Length cases + 1. */
  offsets: Uint32Array;
  activity: Uint16Array;
  /** Milliseconds; NaN = missing. */
  time: Float64Array;
  lifecycle: Uint16Array;
  /** Dictionary of `lifecycle`: index = code, `[0]` = ''. */
  lifecycleNames: readonly string[];
  resource: Uint16Array | null;
  /** Codes of the id that tells activity instances apart (`concept:instance`); null where the log has none. */
  instanceId: Uint16Array | null;
}

export interface PairedLifecycle {
  /** Of a complete event with a start: the start's time. NaN everywhere else. */
  startTime: Float64Array;
  /** 2 for an event that stands for an activity instance (completes, starts without complete), 1 for all others. */
  instance: Uint16Array;
}

const OTHER = 0;
const START = 1;
const COMPLETE = 2;

/**
 * Pairs start and complete events into activity instances: within a case, a complete takes the earliest start that is
 * still open and has the same activity, resource and instance id (missing equals missing only). Names of transitions are
 * compared without regard to case. An event without a transition counts as a complete (IEEE 1849: an event stands for
 * completion unless it says otherwise). All other transitions (schedule, assign, suspend, resume, withdraw, abort …)
 * neither open nor close an instance; the time between suspend and resume stays within it.
 * Linear in the number of events.
 */
export function pairLifecycle(columns: LifecycleColumns): PairedLifecycle {
  const { offsets, time, lifecycle, lifecycleNames } = columns;
  const events = offsets[offsets.length - 1]!;
  const kinds = Uint8Array.from(lifecycleNames, kindOf);
  const startTime = new Float64Array(events).fill(Number.NaN);
  const instance = new Uint16Array(events).fill(1);
  const open = new OpenStarts(columns);
  for (let c = 0; c + 1 < offsets.length; c++) {
    open.clear();
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      const kind = kinds[lifecycle[e]!]!;
      if (kind === OTHER) continue;
      instance[e] = 2;
      if (kind === START) {
        open.add(e);
        continue;
      }
      const start = open.take(e);
      if (start < 0) continue;
      startTime[e] = time[start]!;
      instance[start] = 1;
    }
  }
  return { startTime, instance };
}

const kindOf = (name: string): number => {
  const word = name.trim().toLowerCase();
  if (word === 'start') return START;
  return word === 'complete' || word === '' ? COMPLETE : OTHER;
};

/**
 * The open starts of one case: a queue per activity, resource and instance id, chained through `next`, found by an
 * open-addressing table whose slots carry the number of the case, so that a new case costs nothing.
 */
class OpenStarts {
  private readonly activity: Uint16Array;
  private readonly resource: Uint16Array | null;
  private readonly instanceId: Uint16Array | null;
  /** The next open start of the same queue, one entry per event; −1 at the end. */
  private readonly next: Int32Array;
  private readonly mask: number;
  private readonly stamp: Uint32Array;
  /** Any event of the queue, which shows its key. */
  private readonly sample: Uint32Array;
  private readonly head: Int32Array;
  private readonly tail: Int32Array;
  private round = 0;

  constructor({ offsets, activity, resource, instanceId }: LifecycleColumns) {
    this.activity = activity;
    this.resource = resource;
    this.instanceId = instanceId;
    this.next = new Int32Array(offsets[offsets.length - 1]!);
    let longest = 1;
    for (let c = 0; c + 1 < offsets.length; c++) longest = Math.max(longest, offsets[c + 1]! - offsets[c]!);
    const slots = 2 ** Math.ceil(Math.log2(longest * 2));
    this.mask = slots - 1;
    this.stamp = new Uint32Array(slots);
    this.sample = new Uint32Array(slots);
    this.head = new Int32Array(slots);
    this.tail = new Int32Array(slots);
  }

  clear(): void {
    this.round++;
  }

  add(e: number): void {
    const slot = this.slotOf(e);
    this.next[e] = -1;
    if (this.stamp[slot] !== this.round) {
      this.stamp[slot] = this.round;
      this.sample[slot] = e;
      this.head[slot] = e;
    } else if (this.head[slot]! < 0) {
      this.head[slot] = e;
    } else {
      this.next[this.tail[slot]!] = e;
    }
    this.tail[slot] = e;
  }

  /** The earliest open start with the key of `e`, now closed; −1 when there is none. */
  take(e: number): number {
    const slot = this.slotOf(e);
    if (this.stamp[slot] !== this.round) return -1;
    const start = this.head[slot]!;
    if (start >= 0) this.head[slot] = this.next[start]!;
    return start;
  }

  /** The slot of the queue with the key of `e`, or the free slot where it belongs. */
  private slotOf(e: number): number {
    const { activity, resource, instanceId, stamp, sample, mask, round } = this;
    let hash = Math.imul(activity[e]! + 1, 0x9e3779b1);
    if (resource) hash = Math.imul(hash ^ resource[e]!, 0x85ebca6b);
    if (instanceId) hash = Math.imul(hash ^ instanceId[e]!, 0xc2b2ae35);
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (stamp[slot] === round) {
      const s = sample[slot]!;
      const same =
        activity[s] === activity[e] &&
        (!resource || resource[s] === resource[e]) &&
        (!instanceId || instanceId[s] === instanceId[e]);
      if (same) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
