import { defineKernel } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import { countKept } from '../views/selection.ts';
import { NO_SLOT, type ResourceSlots, slotsOf } from './resource-slots.ts';

/** Per slot, over activity instances; and the whole view. */
export interface ResourceCounts {
  events: Float64Array;
  /** Cases in which the slot occurs. */
  cases: Float64Array;
  /** Activity instances without a resource. */
  missing: number;
  /** Cases of the view, and those of them with any resource. */
  allCases: number;
  casesWithAny: number;
}

/** How much each resource does, and in how many cases. */
export const resourceCounts = defineKernel<ResourceSlots, ResourceCounts>({
  id: 'resource-counts',
  partial(segment, view, wanted) {
    const slots = slotsOf(segment, view, wanted);
    const { offsets } = segment;
    const events = new Float64Array(wanted.size);
    const cases = new Float64Array(wanted.size);
    const seenIn = new Int32Array(wanted.size).fill(-1);
    let [known, casesWithAny] = [0, 0];
    for (let c = 0; c < segment.cases; c++) {
      const before = known;
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
        const s = slots[e]!;
        if (s === NO_SLOT) continue;
        known++;
        events[s] = events[s]! + 1;
        if (seenIn[s] === c) continue;
        seenIn[s] = c;
        cases[s] = cases[s]! + 1;
      }
      if (known > before) casesWithAny++;
    }
    const kept = countKept(segment, view.cases, instanceView(segment, view).events);
    const allCases = countKept(segment, view.cases, view.events).cases;
    return { events, cases, missing: kept.events - known, allCases, casesWithAny };
  },
  merge(a, b) {
    for (let s = 0; s < a.events.length; s++) {
      a.events[s] = a.events[s]! + b.events[s]!;
      a.cases[s] = a.cases[s]! + b.cases[s]!;
    }
    a.missing += b.missing;
    a.allCases += b.allCases;
    a.casesWithAny += b.casesWithAny;
    return a;
  },
});
