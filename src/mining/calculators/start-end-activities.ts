import { CaseSupport, defineCalculator, defineKernel, Type } from '#sdk';
import { tracesOf } from '../kernels/traces.ts';
import { byteRanks } from '../log/byte-order.ts';

const Share = Type.Number({ description: 'Of the cases in the view' });
const End = Type.Object({ activity: Type.String(), count: CaseSupport(), share: Share });
const result = Type.Object({
  cases: CaseSupport('Cases in the view'),
  start: Type.Array(End),
  end: Type.Array(End),
  pairs: Type.Array(Type.Object({ start: Type.String(), end: Type.String(), count: CaseSupport(), share: Share })),
});

/** Cases by `first activity * 65536 + last activity`. */
const pairs = defineKernel<null, Map<number, number>>({
  id: 'start-end-activities.pairs',
  partial(segment, view) {
    const { count, list, offsets, activity } = tracesOf(segment, view, { time: false });
    const found = new Map<number, number>();
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const [begin, end] = [offsets[c]!, offsets[c + 1]!];
      if (begin === end) continue;
      const key = activity[begin]! * 65_536 + activity[end - 1]!;
      found.set(key, (found.get(key) ?? 0) + 1);
    }
    return found;
  },
  merge(a, b) {
    for (const [key, count] of b) a.set(key, (a.get(key) ?? 0) + count);
    return a;
  },
});

/** With which activities cases start and end, and in which combinations. Most frequent first, ties by names (by bytes). */
export default defineCalculator({
  id: 'start-end-activities',
  version: 1,
  title: 'Start and end activities',
  summary: 'Counts with which activities cases start and end, and which starts lead to which ends.',
  category: 'quality of flow',
  params: Type.Object({
    pairs: Type.Boolean({ default: true, description: 'List combinations of start and end too' }),
  }),
  result,
  view: 'start-end-activities',
  examples: [
    {
      title: 'All orders start with register; four end paid, o2 rejected, o5 where it started',
      params: {},
      expect: {
        cases: 6,
        start: [{ activity: 'register', count: 6, share: 1 }],
        end: [
          { activity: 'pay', count: 4, share: 4 / 6 },
          { activity: 'register', count: 1, share: 1 / 6 },
          { activity: 'reject', count: 1, share: 1 / 6 },
        ],
        pairs: [
          { start: 'register', end: 'pay', count: 4, share: 4 / 6 },
          { start: 'register', end: 'register', count: 1, share: 1 / 6 },
          { start: 'register', end: 'reject', count: 1, share: 1 / 6 },
        ],
      },
    },
  ],
  kernels: [pairs],
  async compute(log, p, run) {
    const found = await run.reduce(pairs, null);
    const starts = new Map<number, number>();
    const ends = new Map<number, number>();
    let cases = 0;
    for (const [key, count] of found) {
      starts.set(key >>> 16, (starts.get(key >>> 16) ?? 0) + count);
      ends.set(key & 0xffff, (ends.get(key & 0xffff) ?? 0) + count);
      cases += count;
    }
    const ranks = byteRanks(log.activityNames);
    const rank = (key: number) => ranks[key >>> 16]! * 65_536 + ranks[key & 0xffff]!;
    const sorted = (counts: Map<number, number>) => [...counts].sort((a, b) => b[1] - a[1] || rank(a[0]) - rank(b[0]));
    const name = (code: number) => log.activityNames[code]!;
    const listed = (counts: Map<number, number>) =>
      sorted(counts).map(([code, count]) => ({ activity: name(code), count, share: count / cases }));
    return {
      cases,
      start: listed(starts),
      end: listed(ends),
      pairs: (p.pairs ? sorted(found) : []).map(([key, count]) => ({
        start: name(key >>> 16),
        end: name(key & 0xffff),
        count,
        share: count / cases,
      })),
    };
  },
});
