import { defineKernel, type Run } from '#sdk';
import { durationsOf } from '../predicates/case-spans.ts';
import { joined } from '../predicates/order-statistics.ts';

/** The durations of the kept cases in milliseconds of the view's clock, a list per segment; cases without times are left out. */
export const caseDurations = defineKernel<null, Float64Array[]>({
  id: 'case-durations',
  partial(segment, view) {
    const { cases } = view;
    const durations = durationsOf(segment, view);
    let kept = 0;
    for (let c = 0; c < durations.length; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      const duration = durations[c]!;
      if (!Number.isNaN(duration)) durations[kept++] = duration;
    }
    return [durations.slice(0, kept)];
  },
  merge(a, b) {
    for (const part of b) a.push(part);
    return a;
  },
});

/** Every kept case's duration, in the order of the log. */
export const allCaseDurations = async (run: Run): Promise<Float64Array> =>
  joined(await run.reduce(caseDurations, null));
