import type { Bits, ColumnId, Segment, View } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';

/** Which resources are told apart, as plain data that crosses threads. */
export interface ResourceSlots {
  readonly column: ColumnId;
  /** Slot of each code; null: the code itself. Code 0, a missing resource, has slot 0. */
  readonly of: Uint16Array | null;
  /** Slots are smaller than this. */
  readonly size: number;
}

/** The event is not looked at: not kept, not an activity instance, or of a missing resource. */
export const NO_SLOT = 0;
/** Resources that are not told apart. */
export const OTHERS = 1;
/** The first resource that is shown. */
export const FIRST_SLOT = 2;

/**
 * The slot of each event of a segment, {@link NO_SLOT} where it does not count. Where the log has a lifecycle, the start
 * and the completion of an activity are one piece of work, done once: only activity instances count.
 */
export function slotsOf(segment: Segment, view: View, { column, of }: ResourceSlots): Uint16Array {
  const codes = segment.codes(column);
  const slots = of === null ? codes.slice() : new Uint16Array(codes.length);
  if (of !== null) for (let e = 0; e < slots.length; e++) slots[e] = of[codes[e]!]!;
  const instances = instanceView(segment, view);
  const events = instances.events;
  if (events)
    for (let e = 0; e < slots.length; e++) if (((events[e >>> 5]! >>> (e & 31)) & 1) === 0) slots[e] = NO_SLOT;
  if (instances.cases) clearOtherCases(segment, instances.cases, slots);
  return slots;
}

function clearOtherCases({ cases, offsets }: Segment, kept: Bits, slots: Uint16Array): void {
  for (let c = 0; c < cases; c++)
    if (((kept[c >>> 5]! >>> (c & 31)) & 1) === 0) slots.fill(NO_SLOT, offsets[c]!, offsets[c + 1]!);
}
