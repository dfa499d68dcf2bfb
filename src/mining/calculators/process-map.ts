import { CaseSupport, Choice, defineCalculator, Nullable, Type } from '#sdk';
import { medianDurations } from '../kernels/arc-medians.ts';
import { type DfgCounts, dfg } from '../kernels/dfg.ts';
import { type ArcStats, meanOf, sumOf } from '../kernels/dfg-stats.ts';
import { byteRanks } from '../log/byte-order.ts';
import { abstractDfg } from '../model/abstract-dfg.ts';
import { toDfg } from '../model/dfg.ts';

const params = Type.Object({
  metric: Choice(['count', 'cases', 'mean', 'median', 'min', 'max', 'sum'], {
    default: 'count',
    description: 'What the map shows first; with cases, activities and paths are also ranked by cases for the shares',
  }),
  activityShare: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1,
    description: 'Share of the activities to show, the most frequent first',
  }),
  pathShare: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1,
    description:
      'Share of the paths between shown activities, the most frequent first; none is cut off from start or end',
  }),
  durations: Type.Boolean({ default: true, description: 'Compute durations too; without them they are null' }),
});

const Milliseconds = Nullable(Type.Number());
const durations = {
  meanMs: Milliseconds,
  medianMs: Milliseconds,
  minMs: Milliseconds,
  maxMs: Milliseconds,
  sumMs: Milliseconds,
};
const Count = Type.Integer({ minimum: 1, description: 'Occurrences' });
const End = Type.Object({ activity: Type.String(), count: CaseSupport('Cases that start (or end) with it') });

const result = Type.Object({
  nodes: Type.Array(
    Type.Object(
      { activity: Type.String(), count: Count, cases: CaseSupport(), ...durations },
      { description: 'Durations are service times, known where events have starts' },
    ),
  ),
  arcs: Type.Array(
    Type.Object(
      { from: Type.String(), to: Type.String(), count: Count, cases: CaseSupport(), ...durations },
      { description: 'Durations run from the time of the one event to the time of the next' },
    ),
  ),
  start: Type.Array(End),
  end: Type.Array(End),
  metric: Type.String({ description: 'What the map shows first' }),
  hidden: Type.Object(
    { activities: Type.Integer({ minimum: 0 }), arcs: Type.Integer({ minimum: 0 }) },
    { description: 'Left out by the shares' },
  ),
});

const HOUR = 3_600_000;

/**
 * The directly-follows graph of the view with frequencies and exact durations. Lists are in order of frequency, ties by
 * names (by bytes). A missing activity is the empty name.
 */
export default defineCalculator({
  id: 'process-map',
  version: 1,
  title: 'Process map',
  summary: 'Shows which activity directly follows which, how often, in how many cases and how long it takes.',
  category: 'map and model',
  params,
  result,
  view: 'process-map',
  examples: [
    {
      title: 'The whole map of the orders, by hand',
      params: {},
      expect: {
        nodes: [
          { activity: 'check', count: 6, cases: 5, meanMs: HOUR / 2, medianMs: HOUR / 2 },
          { activity: 'decide', count: 6, cases: 5, meanMs: HOUR / 4, sumMs: 1.5 * HOUR },
          { activity: 'register', count: 6, cases: 6, meanMs: 0 },
          { activity: 'pay', count: 4, cases: 4 },
          { activity: 'reject', count: 1, cases: 1 },
        ],
        arcs: [
          // o1 2 h, o2 1 h, o3 1 h (from its second check), o4 1 h, o6 2 h
          { from: 'check', to: 'decide', count: 5, cases: 5, meanMs: 1.4 * HOUR, medianMs: HOUR, sumMs: 7 * HOUR },
          // o1 1 h, o3 3 h, o4 1 h, o6 19 h
          { from: 'decide', to: 'pay', count: 4, cases: 4, meanMs: 6 * HOUR, medianMs: 2 * HOUR, maxMs: 19 * HOUR },
          // o1, o2, o3 1 h, o6 3 h
          { from: 'register', to: 'check', count: 4, cases: 4, meanMs: 1.5 * HOUR, medianMs: HOUR, minMs: HOUR },
          { from: 'check', to: 'check', count: 1 },
          { from: 'decide', to: 'check', count: 1 },
          { from: 'decide', to: 'reject', count: 1 },
          { from: 'register', to: 'decide', count: 1 },
        ],
        start: [{ activity: 'register', count: 6 }],
        end: [
          { activity: 'pay', count: 4 },
          { activity: 'register', count: 1 },
          { activity: 'reject', count: 1 },
        ],
        hidden: { activities: 0, arcs: 0 },
      },
    },
    {
      title: 'One fifth of the activities: check, with its best way in and out',
      params: { activityShare: 0.2, pathShare: 0, durations: false },
      expect: {
        nodes: [{ activity: 'check' }, { activity: 'decide' }, { activity: 'register' }, { activity: 'pay' }],
        arcs: [
          { from: 'check', to: 'decide', count: 5, meanMs: null },
          { from: 'decide', to: 'pay', count: 4, medianMs: null },
          { from: 'register', to: 'check', count: 4, sumMs: null },
        ],
        hidden: { activities: 1, arcs: 4 },
      },
    },
  ],
  async compute(log, p, run) {
    const counts = await run.reduce(dfg, { activities: log.activities, durations: p.durations, cases: true });
    const medians = p.durations ? await medianDurations(run, counts) : null;
    const { arcs, nodes } = counts;
    const { activities: shown, arcs: shownArcs } = shownParts(counts, log.activityNames, p);
    const order = byteRanks(log.activityNames);
    const name = (code: number) => log.activityNames[code]!;
    const byCount = (count: Float64Array) => (a: number, b: number) => count[b]! - count[a]! || order[a]! - order[b]!;
    const ends = (count: Float64Array) =>
      shown
        .filter((code) => count[code]! > 0)
        .sort(byCount(count))
        .map((code) => ({ activity: name(code), count: count[code]! }));
    const [from, to] = [(i: number) => arcs.keys[i]! >>> 16, (i: number) => arcs.keys[i]! & 0xffff];
    shownArcs.sort(
      (a, b) => arcs.count[b]! - arcs.count[a]! || order[from(a)]! - order[from(b)]! || order[to(a)]! - order[to(b)]!,
    );
    return {
      nodes: shown.toSorted(byCount(nodes.count)).map((code) => ({
        activity: name(code),
        count: nodes.count[code]!,
        cases: nodes.cases[code]!,
        ...durationsOf(nodes, code, medians?.nodes),
      })),
      arcs: shownArcs.map((i) => ({
        from: name(from(i)),
        to: name(to(i)),
        count: arcs.count[i]!,
        cases: arcs.cases[i]!,
        ...durationsOf(arcs, i, medians?.arcs),
      })),
      start: ends(nodes.start),
      end: ends(nodes.end),
      metric: p.metric,
      hidden: {
        activities: nodes.count.filter((count) => count > 0).length - shown.length,
        arcs: arcs.keys.length - shownArcs.length,
      },
    };
  },
});

function shownParts(
  counts: DfgCounts,
  names: readonly string[],
  p: { metric: string; activityShare: number; pathShare: number },
) {
  const graph = toDfg(counts, names);
  const byCases = { ...graph, count: counts.nodes.cases, weight: counts.arcs.cases };
  return abstractDfg(p.metric === 'cases' ? byCases : graph, p);
}

function durationsOf(
  stats: Pick<ArcStats, 'timed' | 'sum' | 'rest' | 'min' | 'max'>,
  i: number,
  medians: Float64Array | undefined,
) {
  if (!medians || stats.timed[i] === 0) return { meanMs: null, medianMs: null, minMs: null, maxMs: null, sumMs: null };
  return {
    meanMs: meanOf(stats, i),
    medianMs: medians[i]!,
    minMs: stats.min[i]!,
    maxMs: stats.max[i]!,
    sumMs: sumOf(stats, i),
  };
}
