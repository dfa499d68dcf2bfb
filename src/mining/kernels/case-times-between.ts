import { defineKernel } from '#sdk';
import { type EventPair, timesBetween } from '../predicates/times-between.ts';

/** The times between two events of the kept cases, a list per segment; cases without one are left out. */
export const caseTimesBetween = defineKernel<EventPair, Float64Array[]>({
  id: 'case-times-between',
  partial: (segment, view, pair) => [timesBetween(segment, view, pair).filter((between) => !Number.isNaN(between))],
  merge(a, b) {
    for (const part of b) a.push(part);
    return a;
  },
});
