import { defineKernel } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import { type ArcStats, emptyArcs, mergeArcs } from './dfg-stats.ts';
import { tracesOf } from './traces.ts';

/**
 * The directly-follows arcs between activity instances with their waiting times: from the end of the first to the start of
 * the second (its time where the start is not known), 0 where they overlap.
 */
export const waitingArcs = defineKernel<null, ArcStats>({
  id: 'waiting-arcs',
  partial(segment, view) {
    const traces = tracesOf(segment, instanceView(segment, view), { time: true, startTime: true });
    const { count, list, offsets, activity, time } = traces;
    const start = traces.startTime ?? time;
    const table = new ArcTable();
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      for (let e = offsets[c]! + 1; e < offsets[c + 1]!; e++) {
        const arc = table.find(activity[e - 1]! * 65_536 + activity[e]!);
        const begin = start[e]!;
        table.add(arc, k, (Number.isNaN(begin) ? time[e]! : begin) - time[e - 1]!);
      }
    }
    return table.sorted();
  },
  merge: mergeArcs,
});

/** Arcs in the order they are met, found by open addressing. */
class ArcTable {
  private arcs: ArcStats = emptyArcs(256);
  private size = 0;
  private slots = new Int32Array(1024).fill(-1);
  /** The case in which an arc was last seen. */
  private last = new Int32Array(256);

  /** The place of an arc; a new arc gets the next. */
  find(key: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 12) & mask;
    for (;;) {
      const arc = slots[slot]!;
      if (arc < 0) return this.insert(key, slot);
      if (this.arcs.keys[arc] === key) return arc;
      slot = (slot + 1) & mask;
    }
  }

  add(arc: number, caseIx: number, waited: number): void {
    const { count, cases, timed, sum, min, max } = this.arcs;
    count[arc] = count[arc]! + 1;
    if (this.last[arc] !== caseIx) {
      this.last[arc] = caseIx;
      cases[arc] = cases[arc]! + 1;
    }
    if (Number.isNaN(waited)) return;
    const delay = Math.max(0, waited);
    timed[arc] = timed[arc]! + 1;
    sum[arc] = sum[arc]! + delay;
    if (delay < min[arc]!) min[arc] = delay;
    if (delay > max[arc]!) max[arc] = delay;
  }

  private insert(key: number, slot: number): number {
    if (this.size === this.arcs.keys.length) {
      this.grow();
      return this.find(key);
    }
    const arc = this.size++;
    this.slots[slot] = arc;
    this.arcs.keys[arc] = key;
    this.arcs.min[arc] = Number.POSITIVE_INFINITY;
    this.arcs.max[arc] = Number.NEGATIVE_INFINITY;
    this.last[arc] = -1;
    return arc;
  }

  private grow(): void {
    const { arcs, last, size } = this;
    this.arcs = copyArcs(arcs, emptyArcs(size * 2));
    this.last = new Int32Array(size * 2);
    this.last.set(last);
    this.slots = new Int32Array(size * 8).fill(-1);
    const mask = this.slots.length - 1;
    for (let arc = 0; arc < size; arc++) {
      let slot = (Math.imul(arcs.keys[arc]!, 0x9e3779b1) >>> 12) & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = arc;
    }
  }

  /** The arcs in order of their keys. */
  sorted(): ArcStats {
    const { arcs, size } = this;
    const order = Uint32Array.from({ length: size }, (_, i) => i).sort((a, b) => arcs.keys[a]! - arcs.keys[b]!);
    const out = emptyArcs(size);
    for (const field of FIELDS)
      order.forEach((arc, i) => {
        out[field][i] = arcs[field][arc]!;
      });
    return out;
  }
}

const FIELDS = ['keys', 'count', 'cases', 'timed', 'sum', 'min', 'max'] as const;

function copyArcs(from: ArcStats, into: ArcStats): ArcStats {
  for (const field of FIELDS) into[field].set(from[field] as never);
  return into;
}
