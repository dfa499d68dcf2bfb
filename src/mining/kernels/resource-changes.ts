import { defineKernel } from '#sdk';
import { NO_SLOT, type ResourceSlots, slotsOf } from './resource-slots.ts';

/** How often each slot hands over to another one or takes over from one, directly. */
export const resourceChanges = defineKernel<ResourceSlots, Float64Array>({
  id: 'resource-changes',
  partial(segment, view, wanted) {
    const slots = slotsOf(segment, view, wanted);
    const { offsets } = segment;
    const changes = new Float64Array(wanted.size);
    for (let c = 0; c < segment.cases; c++) {
      let before = NO_SLOT;
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
        const slot = slots[e]!;
        if (slot === NO_SLOT) continue;
        if (before !== NO_SLOT && before !== slot) {
          changes[before] = changes[before]! + 1;
          changes[slot] = changes[slot]! + 1;
        }
        before = slot;
      }
    }
    return changes;
  },
  merge(a, b) {
    for (let slot = 0; slot < a.length; slot++) a[slot] = a[slot]! + b[slot]!;
    return a;
  },
});
