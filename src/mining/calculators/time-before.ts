import {
  ActivityRef,
  CaseSupport,
  defineCalculator,
  defineKernel,
  Nullable,
  type Segment,
  Type,
  type View,
} from '#sdk';
import { tracesOf } from '../kernels/traces.ts';
import { activityCodesOf } from '../log/activities.ts';
import { instanceView } from '../log/activity-instances.ts';

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

/** Lower edges of the classes: steps that people name, from at once to months. */
const EDGES = [
  ...[0, 10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE],
  ...[HOUR, 4 * HOUR, DAY, 7 * DAY, 30 * DAY],
];

interface Counts {
  readonly count: Float64Array;
  readonly cases: Float64Array;
}

/** Occurrences, and cases with at least one, per class; as `waiting-time` defines the time. */
const classes = defineKernel<{ code: number }, Counts>({
  id: 'time-before.classes',
  partial(segment, view, { code }) {
    const counts = { count: new Float64Array(EDGES.length), cases: new Float64Array(EDGES.length) };
    eachWait(segment, view, code, (waited, c, last) => {
      const at = EDGES.findLastIndex((edge) => edge <= waited);
      counts.count[at]!++;
      if (last[at] !== c) counts.cases[at]!++;
      last[at] = c;
    });
    return counts;
  },
  merge(a, b) {
    for (let i = 0; i < EDGES.length; i++) {
      a.count[i]! += b.count[i]!;
      a.cases[i]! += b.cases[i]!;
    }
    return a;
  },
});

/** `last` is kept for the visitor: the last case that was seen in each class, by its place in the segment. */
function eachWait(
  segment: Segment,
  view: View,
  code: number,
  visit: (waitedMs: number, place: number, last: Int32Array) => void,
): void {
  const traces = tracesOf(segment, instanceView(segment, view), { time: true, startTime: true });
  const { count, list, offsets, activity, time } = traces;
  const start = traces.startTime ?? time;
  const last = new Int32Array(EDGES.length).fill(-1);
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    for (let e = offsets[c]! + 1; e < offsets[c + 1]!; e++) {
      if (activity[e] !== code) continue;
      const begin = start[e]!;
      const waited = (Number.isNaN(begin) ? time[e]! : begin) - time[e - 1]!;
      if (!Number.isNaN(waited)) visit(Math.max(0, waited), k, last);
    }
  }
}

const result = Type.Object({
  bins: Type.Array(
    Type.Object({
      fromMs: Type.Number(),
      toMs: Nullable(Type.Number({ description: 'Not part of the class; null: no end' })),
      count: Type.Integer({ description: 'Occurrences' }),
      cases: CaseSupport('Cases with such an occurrence'),
    }),
    { description: 'Classes that hold something, in order' },
  ),
});

/** How the waiting times before one activity are spread; defined as in `waiting-time`. */
export default defineCalculator({
  id: 'time-before',
  version: 1,
  title: 'Time before an activity',
  summary: 'Counts how long cases wait before one activity, from the end of the one before to its start.',
  category: 'time',
  params: Type.Object({ activity: ActivityRef('Activity before which cases wait') }),
  result,
  view: 'time-before',
  examples: [
    {
      title: 'Orders before payment: 1 h, 3 h, 1 h and 19 h',
      params: { activity: 'pay' },
      expect: {
        bins: [
          { fromMs: HOUR, toMs: 4 * HOUR, count: 3, cases: 3 },
          { fromMs: 4 * HOUR, toMs: DAY, count: 1, cases: 1 },
        ],
      },
    },
  ],
  kernels: [classes],
  async compute(log, { activity }, run) {
    const [code] = activityCodesOf(log, [activity]);
    const { count, cases } = await run.reduce(classes, { code: code! });
    const bins = EDGES.map((fromMs, i) => ({
      ...{ fromMs, toMs: EDGES[i + 1] ?? null },
      ...{ count: count[i]!, cases: cases[i]! },
    }));
    return { bins: bins.filter((bin) => bin.count > 0) };
  },
});
