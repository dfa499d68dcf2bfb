import { COLUMNS, defineKernel, setBit } from '#sdk';
import { bucketsOf } from '../log/local-time.ts';
import type { Periods } from './case-periods.ts';
import { NO_SLOT, type ResourceSlots, slotsOf } from './resource-slots.ts';

export interface PeriodParams {
  slots: ResourceSlots;
  zone: string;
  periods: Periods;
  /** Codes of the column; 0: it is not asked how many resources are active. */
  codes: number;
}

/** Per slot and period, at `slot * periods + period`; slot 0 stands for all resources. */
export interface ResourcePeriods {
  events: Uint32Array;
  cases: Uint32Array;
  /** Bit `period * codes + code`: the resource did something in the period. */
  active: Uint32Array;
}

/** What each resource does in each period of the zone's calendar, by wall time. */
export const resourcePeriods = defineKernel<PeriodParams, ResourcePeriods>({
  id: 'resource-periods',
  partial(segment, view, { slots: wanted, zone, periods: { unit, first, count }, codes }) {
    const slots = slotsOf(segment, view, wanted);
    const resource = segment.codes(wanted.column);
    const buckets = bucketsOf(zone, unit, segment.numbers(COLUMNS.time));
    const { offsets } = segment;
    const size = wanted.size * count;
    const [events, cases] = [new Uint32Array(size), new Uint32Array(size)];
    const lastIn = new Int32Array(size).fill(-1);
    const active = new Uint32Array(Math.ceil((codes * count) / 32));
    for (let c = 0; c < segment.cases; c++) {
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
        const s = slots[e]!;
        const period = buckets[e]! - first;
        // An unknown time lies in no period.
        if (s === NO_SLOT || period < 0 || period >= count) continue;
        if (codes > 0) setBit(active, period * codes + resource[e]!);
        for (const at of [s * count + period, NO_SLOT * count + period]) {
          events[at] = events[at]! + 1;
          if (lastIn[at] === c) continue;
          lastIn[at] = c;
          cases[at] = cases[at]! + 1;
        }
      }
    }
    return { events, cases, active };
  },
  merge(a, b) {
    for (let i = 0; i < a.events.length; i++) {
      a.events[i] = a.events[i]! + b.events[i]!;
      a.cases[i] = a.cases[i]! + b.cases[i]!;
    }
    for (let w = 0; w < a.active.length; w++) a.active[w] = a.active[w]! | b.active[w]!;
    return a;
  },
});
