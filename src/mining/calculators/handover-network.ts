import { CaseSupport, Choice, defineCalculator, Nullable, type Run, Type } from '#sdk';
import { type GroupStatistics, groupStatistics } from '../kernels/group-statistics.ts';
import { valueKernels } from '../kernels/grouped-values.ts';
import { resourceHandovers } from '../kernels/resource-pairs.ts';
import { FIRST_SLOT, OTHERS } from '../kernels/resource-slots.ts';
import { handoverTimes } from '../kernels/resource-times.ts';
import { causesOf, followsOfInstances } from '../organisation/causes.ts';
import { pairsByValue, type ResourcePair } from '../organisation/pair-list.ts';
import { ResourceColumn } from '../organisation/resource-column.ts';
import {
  ResourceFields,
  ResourceTotals,
  type ShownResources,
  shownResources,
  Top,
} from '../organisation/shown-resources.ts';
import { RelationParams, type WeightedPairs, weightedPairs } from '../organisation/weighted-pairs.ts';

const params = Type.Object({
  resource: ResourceColumn,
  ...RelationParams(1),
  causal: Type.Boolean({
    default: false,
    description: 'Only between activities of which one is a cause of the other, as the Alpha algorithm finds them',
  }),
  self: Type.Boolean({ default: false, description: 'Show also the work that stays with the same resource' }),
  top: Top(100, 1000),
  by: Choice(['events', 'handovers'], {
    default: 'events',
    description: 'Which resources are shown: those with most events, or those that give and take most handovers',
  }),
  limit: Type.Integer({ default: 1000, minimum: 1, maximum: 50_000, description: 'Handovers to list, the most first' }),
});

const Ms = Nullable(Type.Number());
const result = Type.Object({
  ...ResourceTotals,
  handovers: Type.Integer({
    description: 'Handovers between different resources, shown or not, at any distance up to the depth',
  }),
  kept: Type.Integer({ description: 'The same, of work that stayed with its resource' }),
  nodes: Type.Array(
    Type.Object({
      ...ResourceFields,
      given: Type.Integer({ description: 'Handovers to other resources' }),
      received: Type.Integer({ description: 'Handovers from other resources' }),
      kept: Type.Integer({ description: 'Work that stayed with it' }),
    }),
  ),
  arcs: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      count: Type.Integer({ description: 'Handovers at any distance up to the depth' }),
      cases: CaseSupport('Cases with such a handover'),
      weight: Type.Number({ description: 'Handovers, or cases, weighed by their distance' }),
      share: Type.Number({ description: 'Weight as a share of what it could be, 0 … 1' }),
      meanMs: Ms,
      medianMs: Ms,
      minMs: Ms,
      maxMs: Ms,
      sumMs: Ms,
    }),
  ),
  hidden: Type.Object(
    { arcs: Type.Integer(), handovers: Type.Integer() },
    { description: 'Pairs of shown resources beyond the limit, and the handovers that are in no listed pair' },
  ),
});

const kernels = valueKernels('handover-network', handoverTimes);
const MINUTE = 60_000;

/**
 * Handover of work (van der Aalst, Reijers, Song: Discovering Social Networks from Event Logs, 2005): resource i hands over to
 * j where an event of j comes after one of i in the same case, directly or at a distance up to `depth`, weighing
 * `decay` for each step further. `share` is the paper's relative frequency: with multiple counting of the places in which
 * it could stand, otherwise of the cases. Activity instances count, events without a resource are passed over. Times are
 * those of direct handovers: from the end of the one to the start of the other (its time, where no start is known), never
 * less than 0, in milliseconds on the view's clock. Nodes by events, arcs by weight; ties by names.
 */
export default defineCalculator({
  id: 'handover-network',
  version: 1,
  title: 'Handover network',
  summary: 'Shows who hands work over to whom, how often, in how many cases and after how long.',
  category: 'organisation',
  params,
  result,
  view: 'handover-network',
  examples: [
    {
      title: 'Orders go from Ann to Bob to Cat and back to Ann',
      params: {},
      expect: {
        ...{ column: 'org:resource', cases: 6, events: 23, missing: 0, resources: 5 },
        // Ann Bob Cat Ann · Ann Bob Cat Ann · Ann Bob Dan Cat Ann · Ann Cat Bob Cat Ann · Eve · Ann Bob Cat Ann: 17 places.
        ...{ handovers: 17, kept: 0 },
        nodes: [
          { resource: 'Ann', events: 10, cases: 5, given: 5, received: 5, kept: 0 },
          { resource: 'Cat', events: 6, cases: 5, given: 6, received: 6, kept: 0 },
          { resource: 'Bob', events: 5, cases: 5, given: 5, received: 5, kept: 0 },
          { resource: 'Dan', events: 1, cases: 1, given: 1, received: 1, kept: 0 },
          { resource: 'Eve', events: 1, cases: 1, given: 0, received: 0, kept: 0 },
        ],
        arcs: [
          // Pay and reject took no time: 60 (o1), 60 (o2), 180 (o3), 60 (o4), 1140 (o6) minutes.
          arc('Cat', 'Ann', 5, 5, { mean: 300, median: 60, min: 60, max: 1140, sum: 1500 }),
          // A check begins 30 minutes before its time: 30, 30, 30, 150.
          arc('Ann', 'Bob', 4, 4, { mean: 60, median: 30, min: 30, max: 150, sum: 240 }),
          // A decision begins 15 minutes before its time: 105, 45, 45, 105.
          arc('Bob', 'Cat', 4, 4, { mean: 75, median: 75, min: 45, max: 105, sum: 300 }),
          arc('Ann', 'Cat', 1, 1, { mean: 45 }),
          arc('Cat', 'Bob', 1, 1, { mean: 30 }),
          arc('Bob', 'Dan', 1, 1, { mean: 30 }),
          arc('Dan', 'Cat', 1, 1, { mean: 45 }),
        ],
        hidden: { arcs: 0, handovers: 0 },
      },
    },
    {
      title: 'The two who take part in most handovers',
      params: { top: 2, by: 'handovers' },
      // Cat gives 6 and takes 6; Ann and Bob give and take 5 each, and Ann has more events.
      expect: {
        nodes: [{ resource: 'Cat' }, { resource: 'Ann' }],
        arcs: [
          { from: 'Cat', to: 'Ann', count: 5 },
          { from: 'Ann', to: 'Cat', count: 1 },
        ],
      },
    },
    {
      title: 'Only the two who do most, with what stays with them, once per case, up to two steps away',
      params: { top: 2, self: true, multiple: false, depth: 2 },
      expect: {
        others: { resources: 3, events: 7 },
        // One step: Cat to Ann in all but o5, Ann to Cat in o4. Two steps: Ann to Cat in o1, o2, o6, Cat to Cat in o4.
        // Possible: 6 cases · (1 + ½).
        arcs: [
          { from: 'Cat', to: 'Ann', count: 5, cases: 5, weight: 5, share: 5 / 9 },
          { from: 'Ann', to: 'Cat', count: 4, cases: 4, weight: 2.5, share: 2.5 / 9 },
          { from: 'Cat', to: 'Cat', count: 1, cases: 1, weight: 0.5, share: 0.5 / 9 },
        ],
      },
    },
  ],
  kernels: [...Object.values(kernels), followsOfInstances],
  async compute(log, p, run) {
    const found = await shownResources(log, run, p.resource, p.top, p.by);
    const causes = p.causal ? await causesOf(log, run) : null;
    const { slots, counts } = found;
    const base = { nearest: 1, depth: p.depth, decay: p.decay, multiple: p.multiple, allCases: counts.allCases };
    const pairs = await weightedPairs(run, resourceHandovers, { slots, causes, changes: false }, base);
    const wanted = pairsByValue(found, pairs.weight).filter(({ from, to }) => p.self || from !== to);
    const arcs = wanted.slice(0, p.limit);
    const times = await timesOf(run, found, arcs);
    const sums = sumsOf(found, pairs);
    const listed = arcs.reduce((sum, { from, to, at }) => sum + (from === to ? 0 : pairs.count[at]!), 0);
    return {
      ...found.totals,
      ...{ handovers: sums.handovers, kept: sums.kept },
      nodes: found.shown.map(({ resource, events, cases }, i) => ({ resource, events, cases, ...sums.of(i) })),
      arcs: arcs.map(({ from, to, at }, i) => ({
        ...{ from: found.shown[from]!.resource, to: found.shown[to]!.resource },
        ...{ count: pairs.count[at]!, cases: pairs.cases[at]!, weight: pairs.weight[at]! },
        share: pairs.possible > 0 ? pairs.weight[at]! / pairs.possible : 0,
        ...durationsOf(times[i + 1]),
      })),
      hidden: { arcs: wanted.length - arcs.length, handovers: sums.handovers - listed },
    };
  },
});

/** Statistics of direct handovers, one behind the other in the order of the arcs, from 1. */
function timesOf(run: Run, { slots }: ShownResources, arcs: readonly ResourcePair[]): Promise<GroupStatistics[]> {
  const of = new Uint16Array(slots.size ** 2);
  arcs.forEach(({ at }, i) => {
    of[at] = i + 1;
  });
  return groupStatistics(run, kernels, { slots, of }, arcs.length + 1);
}

const durationsOf = (statistics: GroupStatistics | undefined) => ({
  meanMs: statistics?.mean ?? null,
  medianMs: statistics?.percentiles[0] ?? null,
  minMs: statistics?.min ?? null,
  maxMs: statistics?.max ?? null,
  sumMs: statistics?.sum ?? null,
});

/** What each resource gives, gets and keeps, towards all others, those not shown included. */
function sumsOf({ slots: { size } }: ShownResources, { count, same }: WeightedPairs) {
  const [given, received] = [new Float64Array(size), new Float64Array(size)];
  let all = 0;
  for (let from = OTHERS; from < size; from++) {
    for (let to = OTHERS; to < size; to++) {
      const n = count[from * size + to]!;
      all += n;
      if (from === to) continue;
      given[from] = given[from]! + n;
      received[to] = received[to]! + n;
    }
  }
  return {
    ...{ handovers: all - same, kept: same },
    of: (i: number) => {
      const slot = i + FIRST_SLOT;
      return { given: given[slot]!, received: received[slot]!, kept: count[slot * size + slot]! };
    },
  };
}

/** A row of the example, in minutes. */
function arc(from: string, to: string, count: number, cases: number, minutes: Record<string, number>) {
  const ms = Object.entries(minutes).map(([name, value]) => [`${name}Ms`, value * MINUTE]);
  return { from, to, count, cases, weight: count, share: count / 17, ...Object.fromEntries(ms) };
}
