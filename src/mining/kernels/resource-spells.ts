import { defineKernel } from '#sdk';
import type { Work } from '../discovery/work.ts';
import { FIRST_SLOT, type ResourceSlots, slotsOf } from './resource-slots.ts';

/** Activity instances that took time, in lists as they were found. */
export interface Spells {
  slots: Uint16Array[];
  starts: Float64Array[];
  ends: Float64Array[];
}

/** Start and end of each activity instance of a shown resource, on the view's clock, where both are known and differ. */
export const resourceSpells = defineKernel<ResourceSlots, Spells>({
  id: 'resource-spells',
  partial(segment, view, wanted) {
    const { startTime, time } = view;
    const of = startTime === null ? new Uint16Array(0) : slotsOf(segment, view, wanted);
    const slots = new Uint16Array(of.length);
    const [starts, ends] = [new Float64Array(of.length), new Float64Array(of.length)];
    let length = 0;
    for (let e = 0; e < of.length; e++) {
      if (of[e]! < FIRST_SLOT || !(startTime![e]! < time[e]!)) continue;
      slots[length] = of[e]!;
      starts[length] = startTime![e]!;
      ends[length++] = time[e]!;
    }
    return { slots: [slots.slice(0, length)], starts: [starts.slice(0, length)], ends: [ends.slice(0, length)] };
  },
  merge(a, b) {
    a.slots.push(...b.slots);
    a.starts.push(...b.starts);
    a.ends.push(...b.ends);
    return a;
  },
});

/** How many things one resource did at the same time. */
export interface Concurrency {
  /** Time in which it worked on at least one thing. */
  readonly busyMs: number;
  /** Its service times added up, over the time in which it worked. */
  readonly mean: number;
  readonly most: number;
}

/** Of each slot; null where no work took time. */
export async function concurrencyOf(
  { slots, starts, ends }: Spells,
  size: number,
  work: Work,
): Promise<(Concurrency | null)[]> {
  const counts = new Uint32Array(size);
  for (const part of slots) for (const slot of part) counts[slot] = counts[slot]! + 1;
  const sorted = async (times: readonly Float64Array[]) => {
    const lists = Array.from(counts, (count) => new Float64Array(count));
    const filled = new Uint32Array(size);
    times.forEach((part, i) => {
      for (let n = 0; n < part.length; n++) {
        const slot = slots[i]![n]!;
        lists[slot]![filled[slot]!] = part[n]!;
        filled[slot] = filled[slot]! + 1;
      }
    });
    for (const list of lists) {
      await work.done(list.length * 50);
      list.sort();
    }
    return lists;
  };
  const [begun, ended] = [await sorted(starts), await sorted(ends)];
  return begun.map((begins, slot) => (begins.length === 0 ? null : sweep(begins, ended[slot]!)));
}

/** One pass over sorted starts and ends; at the same instant ends come first. */
function sweep(starts: Float64Array, ends: Float64Array): Concurrency {
  let [at, open, most, busyMs, workMs, since] = [0, 0, 0, 0, 0, 0];
  for (let end = 0; end < ends.length; ) {
    if (at < starts.length && starts[at]! < ends[end]!) {
      if (open === 0) since = starts[at]!;
      workMs -= starts[at++]! - starts[0]!;
      open++;
      most = Math.max(most, open);
      continue;
    }
    workMs += ends[end]! - starts[0]!;
    open--;
    if (open === 0) busyMs += ends[end]! - since;
    end++;
  }
  return { busyMs, mean: workMs / busyMs, most };
}
