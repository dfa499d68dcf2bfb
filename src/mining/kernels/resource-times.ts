import type { Segment, View } from '#sdk';
import type { Measured } from './grouped-values.ts';
import { NO_SLOT, type ResourceSlots, slotsOf } from './resource-slots.ts';

/** Groups of values from 1; 0: not looked at. */
export interface HandoverGroups {
  slots: ResourceSlots;
  /** At `from * size + to`. */
  of: Uint16Array;
}

/** Groups of values from 1 by resource and activity, at `slot * width + activity`; 0: not looked at. */
export interface WorkGroups {
  slots: ResourceSlots;
  width: number;
  of: Uint16Array;
}

/**
 * What passes between the work of one resource and that of the next on the same case: from the end of the one to the start
 * of the other, or to its time where its start is not known; never less than 0. In milliseconds on the view's clock.
 */
export function handoverTimes(segment: Segment, view: View, { slots: wanted, of }: HandoverGroups): Measured {
  return waits(segment, view, wanted, (slot, before) => of[before * wanted.size + slot]!);
}

/** How long a case waited for the work of a resource: the same, by who does it and what. */
export function workWaits(segment: Segment, view: View, { slots: wanted, width, of }: WorkGroups): Measured {
  const { activity } = view;
  return waits(segment, view, wanted, (slot, _before, e) => of[slot * width + activity[e]!]!);
}

function waits(
  segment: Segment,
  view: View,
  wanted: ResourceSlots,
  groupOf: (slot: number, before: number, event: number) => number,
): Measured {
  const slots = slotsOf(segment, view, wanted);
  const { offsets } = segment;
  const { time, startTime } = view;
  const values = new Float64Array(segment.events);
  const groups = new Uint16Array(segment.events);
  let length = 0;
  for (let c = 0; c < segment.cases; c++) {
    let [before, ended] = [NO_SLOT, Number.NaN];
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      const slot = slots[e]!;
      if (slot === NO_SLOT) continue;
      const start = startTime === null ? Number.NaN : startTime[e]!;
      const waited = (Number.isNaN(start) ? time[e]! : start) - ended;
      const group = before === NO_SLOT ? 0 : groupOf(slot, before, e);
      [before, ended] = [slot, time[e]!];
      if (group === 0 || Number.isNaN(waited)) continue;
      values[length] = Math.max(0, waited);
      groups[length++] = group;
    }
  }
  return { values, groups, length };
}

/** Service time of each activity instance whose start and end are known, in milliseconds on the view's clock. */
export function workTimes(segment: Segment, view: View, { slots: wanted, width, of }: WorkGroups): Measured {
  const { activity, time, startTime } = view;
  const slots = startTime === null ? new Uint16Array(0) : slotsOf(segment, view, wanted);
  const values = new Float64Array(slots.length);
  const groups = new Uint16Array(slots.length);
  let length = 0;
  for (let e = 0; e < slots.length; e++) {
    const group = slots[e] === NO_SLOT ? 0 : of[slots[e]! * width + activity[e]!]!;
    const service = group === 0 ? Number.NaN : time[e]! - startTime![e]!;
    if (Number.isNaN(service)) continue;
    values[length] = service;
    groups[length++] = group;
  }
  return { values, groups, length };
}
