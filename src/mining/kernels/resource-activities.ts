import { defineKernel } from '#sdk';
import { CodePairs, grown } from './code-pairs.ts';
import { NO_SLOT, type ResourceSlots, slotsOf } from './resource-slots.ts';

/** What resources do, as parallel arrays sorted by key; pairs that do not occur are not there. */
export interface ResourceActivities {
  /** `slot * 65536 + activity`, ascending. */
  keys: Uint32Array;
  events: Float64Array;
  cases: Float64Array;
  /** Events after which the same activity is done again in the case, by whomever. */
  redone: Float64Array;
}

/** How often each resource does each activity, over activity instances. */
export const resourceActivities = defineKernel<{ slots: ResourceSlots; activities: number }, ResourceActivities>({
  id: 'resource-activities',
  partial(segment, view, { slots: wanted, activities }) {
    const slots = slotsOf(segment, view, wanted);
    const { offsets } = segment;
    const { activity } = view;
    const pairs = new CodePairs();
    let [events, cases, redone, lastIn] = [0, 0, 0, 0].map(() => new Float64Array(0)) as Four;
    /** The case in which the activity was last seen, going backwards. */
    const laterIn = new Int32Array(activities + 1).fill(-1);
    for (let c = 0; c < segment.cases; c++) {
      for (let e = offsets[c + 1]! - 1; e >= offsets[c]!; e--) {
        const s = slots[e]!;
        if (s === NO_SLOT) continue;
        const x = activity[e]!;
        const i = pairs.numberOf(s, x);
        if (i >= events.length)
          [events, cases, redone, lastIn] = [events, cases, redone, lastIn].map((of) =>
            grown(of, pairs.keys.length),
          ) as Four;
        events[i] = events[i]! + 1;
        if (laterIn[x] === c) redone[i] = redone[i]! + 1;
        laterIn[x] = c;
        // Cases count from 1 here, so that 0 is none.
        if (lastIn[i] === c + 1) continue;
        lastIn[i] = c + 1;
        cases[i] = cases[i]! + 1;
      }
    }
    const order = pairs.sorted();
    const take = (of: Float64Array) => Float64Array.from(order, (number) => of[number]!);
    const keys = order.map((number) => pairs.keys[number]!);
    return { keys, events: take(events), cases: take(cases), redone: take(redone) };
  },
  merge(a, b) {
    const keys = Uint32Array.from(new Set([...a.keys, ...b.keys])).sort();
    const out = { keys, ...{ events: new Float64Array(keys.length), cases: new Float64Array(keys.length) } };
    const merged: ResourceActivities = { ...out, redone: new Float64Array(keys.length) };
    for (const part of [a, b]) {
      let n = 0;
      for (let i = 0; i < part.keys.length; i++) {
        while (keys[n]! < part.keys[i]!) n++;
        for (const name of ['events', 'cases', 'redone'] as const) merged[name][n] = merged[name][n]! + part[name][i]!;
      }
    }
    return merged;
  },
});

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];
