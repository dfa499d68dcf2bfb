import { CaseSupport, defineCalculator, type Log, Nullable, type Run, StepList, Type } from '#sdk';
import { medianDurations } from '../kernels/arc-medians.ts';
import { type DfgCounts, dfg } from '../kernels/dfg.ts';
import { type ArcStats, meanOf, type NodeStats } from '../kernels/dfg-stats.ts';
import { byBytes } from '../log/byte-order.ts';

const HOUR = 3_600_000;

const params = Type.Object({
  against: StepList('Filters of the second selection, over all cases whatever the view keeps; none: all cases'),
  durations: Type.Boolean({ default: true, description: 'Compute durations too; without them they are null' }),
});

const Milliseconds = Nullable(Type.Number());
const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const Side = Type.Object({
  count: Type.Integer({ minimum: 0, description: 'Occurrences' }),
  cases: Type.Integer({ minimum: 0 }),
  share: Share('Share of the cases of its selection; 0 where that has none'),
  perCase: Type.Number({ description: 'Occurrences divided by the cases of the selection' }),
  meanMs: Milliseconds,
  medianMs: Milliseconds,
});
const compared = {
  support: CaseSupport('Cases of the selection that has fewer; of the other one, where it has none'),
  here: Side,
  there: Side,
  shareDifference: Type.Number({ description: 'Share here less share there' }),
  meanDifferenceMs: Milliseconds,
  medianDifferenceMs: Milliseconds,
};
const End = Type.Object({
  activity: Type.String(),
  support: CaseSupport('As above'),
  here: Share('Share of the cases that start (or end) with it'),
  there: Share('The same in the second selection'),
});
const Size = Type.Object({ cases: CaseSupport(), events: Type.Integer({ minimum: 0 }) });

const result = Type.Object({
  here: Nullable(Size),
  there: Nullable(Size),
  nodes: Type.Array(Type.Object({ activity: Type.String(), ...compared }), {
    description: 'Durations are service times',
  }),
  arcs: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), ...compared }), {
    description: 'Durations run from the time of the one event to the time of the next',
  }),
  start: Type.Array(End),
  end: Type.Array(End),
});

/** The directly-follows graph of one selection. */
interface Graph {
  readonly counts: DfgCounts;
  readonly medians: { readonly nodes: Float64Array; readonly arcs: Float64Array } | null;
  readonly cases: number;
}

async function graphOf(log: Log, run: Run, durations: boolean): Promise<Graph> {
  const counts = await run.reduce(dfg, { activities: log.activities, durations, cases: true });
  const medians = durations ? await medianDurations(run, counts) : null;
  return { counts, medians, cases: counts.nodes.start.reduce((sum, n) => sum + n, 0) };
}

const sizeOf = ({ counts, cases }: Graph) => ({ cases, events: counts.nodes.count.reduce((sum, n) => sum + n, 0) });

/** What one selection shows of an activity or an arc; `i` < 0: it does not occur there. */
function sideOf(stats: ArcStats | NodeStats, i: number, medians: Float64Array | undefined, total: number) {
  if (i < 0 || stats.count[i] === 0) return { count: 0, cases: 0, share: 0, perCase: 0, meanMs: null, medianMs: null };
  const [count, cases] = [stats.count[i]!, stats.cases[i]!];
  const timed = medians !== undefined && stats.timed[i]! > 0;
  const times = timed ? { meanMs: meanOf(stats, i), medianMs: medians[i]! } : { meanMs: null, medianMs: null };
  return { count, cases, share: cases / total, perCase: count / total, ...times };
}

type SideFigures = ReturnType<typeof sideOf>;
const less = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b);
/** The smaller number of cases that is not 0: what a difference could tell of. */
const supportOf = (a: number, b: number) => (a === 0 || b === 0 ? a + b : Math.min(a, b));

const comparison = (here: SideFigures, there: SideFigures) => ({
  support: supportOf(here.cases, there.cases),
  ...{ here, there },
  shareDifference: here.share - there.share,
  meanDifferenceMs: less(here.meanMs, there.meanMs),
  medianDifferenceMs: less(here.medianMs, there.medianMs),
});

/** What differs most first, in whole numbers that no rounding tells apart; ties by names. */
const byDifference =
  <T extends { here: SideFigures; there: SideFigures }>(
    here: Graph,
    there: Graph,
    nameOf: (item: T) => readonly [string, string],
  ) =>
  (a: T, b: T) => {
    // A side of no cases has shares of 0.
    const [ofHere, ofThere] = [Math.max(1, here.cases), Math.max(1, there.cases)];
    const weight = (item: T) => Math.abs(item.here.cases * ofThere - item.there.cases * ofHere);
    const [one, other] = [nameOf(a), nameOf(b)];
    return weight(b) - weight(a) || byBytes(one[0], other[0]) || byBytes(one[1], other[1]);
  };

function comparedNodes(log: Log, here: Graph, there: Graph) {
  const nodes = log.activityNames.flatMap((activity, code) => {
    const side = ({ counts, medians, cases }: Graph) => sideOf(counts.nodes, code, medians?.nodes, cases);
    const [a, b] = [side(here), side(there)];
    return a.count + b.count === 0 ? [] : [{ activity, ...comparison(a, b) }];
  });
  return nodes.sort(byDifference(here, there, ({ activity }) => [activity, '']));
}

function comparedArcs(log: Log, here: Graph, there: Graph) {
  const places = ({ counts }: Graph) => new Map(Array.from(counts.arcs.keys, (key, i) => [key, i]));
  const [inHere, inThere] = [places(here), places(there)];
  const arcs = [...new Set([...inHere.keys(), ...inThere.keys()])].map((key) => ({
    from: log.activityNames[key >>> 16]!,
    to: log.activityNames[key & 0xffff]!,
    ...comparison(
      sideOf(here.counts.arcs, inHere.get(key) ?? -1, here.medians?.arcs, here.cases),
      sideOf(there.counts.arcs, inThere.get(key) ?? -1, there.medians?.arcs, there.cases),
    ),
  }));
  return arcs.sort(byDifference(here, there, ({ from, to }) => [from, to]));
}

function comparedEnds(log: Log, here: Graph, there: Graph, which: 'start' | 'end') {
  const share = ({ counts, cases }: Graph, code: number) => (cases === 0 ? 0 : counts.nodes[which][code]! / cases);
  const ends = log.activityNames.flatMap((activity, code) => {
    const support = supportOf(here.counts.nodes[which][code]!, there.counts.nodes[which][code]!);
    return support === 0 ? [] : [{ activity, support, here: share(here, code), there: share(there, code) }];
  });
  return ends.sort((a, b) => Math.max(b.here, b.there) - Math.max(a.here, a.there) || byBytes(a.activity, b.activity));
}

/**
 * Two selections of one log on the map: the directly-follows graphs of the view and of a second selection, side by side,
 * and what they differ in. The selections may overlap. Where a group is too small to be shown, both sides of it are left
 * out, as each could be found from the other and the difference.
 */
export default defineCalculator({
  id: 'difference-map',
  version: 1,
  title: 'Difference map',
  summary: 'Compares two selections on the process map: frequencies, shares and durations of activities and paths.',
  category: 'map and model',
  params,
  steps: ({ against }) => against,
  result,
  view: 'difference-map',
  examples: [
    {
      // o1, o2 and o6 are of the web.
      title: 'All orders against those of the web: o4 alone goes from register to decide',
      params: {
        against: [{ id: 'case-attribute', params: { attribute: 'case:channel', operator: '=', value: 'web' } }],
      },
      expect: {
        here: { cases: 6, events: 23 },
        there: { cases: 3, events: 12 },
        arcs: [
          // register → check: o1, o2, o3, o6 of six; o1, o2, o6 of three. 1, 1, 1 and 3 h; 1, 1 and 3 h.
          {
            ...{ from: 'register', to: 'check', shareDifference: 4 / 6 - 1 },
            here: { count: 4, cases: 4, meanMs: 1.5 * HOUR, medianMs: HOUR },
            there: { count: 3, cases: 3, medianMs: HOUR },
            medianDifferenceMs: 0,
          },
          { from: 'check', to: 'check', here: { cases: 1 }, there: { count: 0, share: 0, meanMs: null } },
          { from: 'check', to: 'decide', shareDifference: 5 / 6 - 1 },
          { from: 'decide', to: 'check', meanDifferenceMs: null },
          { from: 'decide', to: 'reject', here: { share: 1 / 6 }, there: { share: 1 / 3 } },
          { from: 'register', to: 'decide', shareDifference: 1 / 6 },
          { from: 'decide', to: 'pay', shareDifference: 0, support: 2 },
        ],
        end: [
          { activity: 'pay', here: 4 / 6, there: 2 / 3 },
          { activity: 'reject', support: 1, here: 1 / 6, there: 1 / 3 },
          { activity: 'register', support: 1, here: 1 / 6, there: 0 },
        ],
      },
    },
  ],
  async compute(log, p, run) {
    const here = await graphOf(log, run, p.durations);
    run.progress(0.5);
    const there = await graphOf(log, await run.over(p.against, '/params/against'), p.durations);
    return {
      ...{ here: sizeOf(here), there: sizeOf(there) },
      nodes: comparedNodes(log, here, there),
      arcs: comparedArcs(log, here, there),
      start: comparedEnds(log, here, there, 'start'),
      end: comparedEnds(log, here, there, 'end'),
    };
  },
});
