import { CaseSupport, Choice, defineCalculator, Nullable, Type } from '#sdk';
import { alignPart } from '../conformance/align-part.ts';
import type { Move } from '../conformance/alignment.ts';
import { alignView, compareView, ModelParams, shortestRunOf } from '../conformance/check-view.ts';
import { deviationTotals } from '../conformance/deviation-totals.ts';
import { ALIGNMENT_FITNESS, type Aligned, traceFitness } from '../conformance/measures.ts';
import type { PetriNet } from '../model/petri-net.ts';
import { variantId } from '../model/variant-id.ts';
import { byFrequency } from '../model/variant-order.ts';

const params = Type.Object({
  ...ModelParams,
  limit: Type.Integer({
    default: 10_000,
    minimum: 0,
    maximum: 1_000_000,
    description: 'Most variants that are listed',
  }),
  offset: Type.Integer({ default: 0, minimum: 0, description: 'Variants to skip' }),
  deviating: Type.Boolean({ default: false, description: 'List only the variants that deviate' }),
  sort: Choice(['count', 'cost', 'fitness', 'length'], {
    default: 'count',
    description: 'By cases, cost, fitness or number of events; the more frequent first among equals',
  }),
  ids: Type.Array(Type.String({ pattern: '^[0-9a-f]{32}$' }), {
    ...{ default: [], maxItems: 200 },
    description: 'List only the variants of these ids; none: all',
  }),
  ascending: Type.Boolean({ default: false, description: 'Smallest first' }),
});

const MoveSchema = Type.Object({
  log: Nullable(Type.String({ description: 'The activity of the event; null: the log does nothing' })),
  model: Nullable(
    Type.String({ description: 'The activity of the step; null: the model does nothing, or a silent step' }),
  ),
  transition: Type.Optional(Type.String({ description: 'The transition of the model that was done' })),
});

const result = Type.Object({
  model: Type.String({ description: 'Where the model came from: what was run, or the kind of file' }),
  cases: CaseSupport('Cases of the view'),
  total: Type.Integer({ minimum: 0, description: 'Variants, of which `items` is a part' }),
  hidden: Type.Integer({ minimum: 0, description: 'Further ones with fewer cases than may be shown' }),
  shortestRun: Type.Integer({ description: 'Visible steps of a shortest run of the model' }),
  undecided: Type.Integer({ minimum: 0, description: 'Cases whose alignment is not known to be optimal' }),
  items: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the variant, as in the calculator variants' }),
      activities: Type.Array(Type.String()),
      count: CaseSupport(),
      cost: Nullable(Type.Integer({ description: 'Log moves and visible model moves; null: no alignment was found' })),
      fitness: Type.Number({ description: '1 − cost ⁄ (events + shortest run); at least that much' }),
      moves: Nullable(Type.Array(MoveSchema)),
      optimal: Type.Boolean({ description: 'No alignment costs less' }),
      lowerBound: Type.Integer({ description: 'Every alignment costs as much or more' }),
      upperBound: Nullable(Type.Integer({ description: 'The best alignment costs as much or less' })),
    }),
    { description: 'Most frequent first, where nothing else was asked for' },
  ),
  steps: Type.Array(
    Type.Object({
      transition: Type.String(),
      activity: Nullable(Type.String()),
      together: Type.Integer({ description: 'Times done by log and model together, or silently' }),
      modelOnly: Nullable(
        Type.Integer({
          description: 'Times the model needed it and the case did not do it; null: in fewer cases than may be shown',
        }),
      ),
      cases: CaseSupport('Cases in which it was done either way'),
    }),
    { description: 'What happened at each transition of the model' },
  ),
  extra: Type.Array(
    Type.Object({
      activity: Type.String(),
      count: Type.Integer({ description: 'Times a case did it and the model could not' }),
      cases: CaseSupport('Cases in which that happened'),
    }),
    { description: 'Log moves by activity, most frequent first' },
  ),
  leftOut: Type.Array(
    Type.Object({
      activity: Type.String(),
      count: Type.Integer({ description: 'Times the model needed it and a case did not do it' }),
      cases: CaseSupport('Cases in which that happened'),
    }),
    { description: 'Model moves by activity, most frequent first' },
  ),
  definition: Type.String({ description: 'What the figures mean' }),
});

/** Where the cases of a view part from a model: an optimal alignment of each variant, and the sums by step. */
export default defineCalculator({
  id: 'deviations',
  version: 1,
  title: 'Deviations',
  summary: 'Shows for each variant what it does beyond the model and what it leaves out.',
  category: 'conformance',
  params,
  result,
  view: 'deviations',
  examples: [
    {
      title: 'o4 decides before it checks; o3 checks twice; o5 leaves out all but register',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )", deviating: true },
      expect: {
        cases: 6,
        total: 3,
        items: [
          {
            activities: ['register'],
            count: 1,
            cost: 3,
            optimal: true,
            lowerBound: 3,
            fitness: 1 - 3 / 5,
            moves: [
              { log: 'register', model: 'register' },
              { log: null, model: 'check' },
              { log: null, model: 'decide' },
              { log: null, model: 'pay' },
            ],
          },
          { activities: ['register', 'check', 'check', 'decide', 'pay'], cost: 1 },
          {
            activities: ['register', 'decide', 'check', 'decide', 'pay'],
            cost: 1,
            moves: [
              { log: 'register', model: 'register' },
              { log: 'decide', model: null },
              { log: 'check', model: 'check' },
              { log: 'decide', model: 'decide' },
              { log: 'pay', model: 'pay' },
            ],
          },
        ],
        extra: [
          { activity: 'check', count: 1, cases: 1 },
          { activity: 'decide', count: 1, cases: 1 },
        ],
        leftOut: ['check', 'decide', 'pay'].map((activity) => ({ activity, count: 1, cases: 1 })),
      },
    },
    {
      // o5 0.4; o3 and o4 8 ⁄ 9, of one case each; the straight ones 1. Names by bytes: o3 checks where o4 decides.
      title: 'The least fitting first, two of them',
      params: {
        ...{ model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )", limit: 2 },
        ...{ sort: 'fitness', ascending: true },
      },
      expect: {
        ...{ total: 5, hidden: 0 },
        items: [{ activities: ['register'] }, { activities: ['register', 'check', 'check', 'decide', 'pay'] }],
      },
    },
  ],
  works: [alignPart],
  async compute(log, p, run) {
    const compared = await compareView(log, p, run);
    const { net } = compared.aligner;
    const shortestRun = shortestRunOf(compared.aligner);
    const aligned = await alignView(compared, run, p.statesPerTrace);
    const wanted = byFrequency(compared.table, log.activityNames).filter(
      (v) =>
        (!p.deviating || aligned[v]!.alignment.upperBound !== 0) &&
        (p.ids.length === 0 || p.ids.includes(variantId(aligned[v]!.trace))),
    );
    const shown = wanted.filter((v) => aligned[v]!.count >= run.k);
    const measure = Float64Array.from(aligned, (of) => measureOf(of, shortestRun, p.sort));
    const sign = p.ascending ? 1 : -1;
    const order = shown.sort((a, b) => sign * (measure[a]! - measure[b]!));
    return {
      model: compared.source,
      cases: compared.cases,
      total: order.length,
      hidden: wanted.length - order.length,
      shortestRun,
      undecided: aligned.reduce((sum, of) => sum + (of.alignment.optimal ? 0 : of.count), 0),
      items: order.slice(p.offset, p.offset + p.limit).map((v) => itemOf(net, aligned[v]!, shortestRun)),
      ...deviationTotals(net, aligned, run.k),
      definition: ALIGNMENT_FITNESS,
    };
  },
});

/** What variants are sorted by; an alignment that was not found counts as the worst one. */
function measureOf(of: Aligned, shortestRun: number, sort: 'count' | 'cost' | 'fitness' | 'length'): number {
  const { trace, count } = of;
  if (sort === 'count') return count;
  if (sort === 'length') return trace.length;
  const cost = costOf(of, shortestRun);
  return sort === 'cost' ? cost : traceFitness(cost, trace.length, shortestRun);
}

const costOf = ({ trace, alignment: { upperBound } }: Aligned, shortestRun: number): number =>
  Math.min(upperBound ?? Number.POSITIVE_INFINITY, trace.length + shortestRun);

function itemOf(net: PetriNet, of: Aligned, shortestRun: number) {
  const { trace, count, alignment } = of;
  const { moves, optimal, lowerBound, upperBound } = alignment;
  return {
    id: variantId(trace),
    activities: [...trace],
    count,
    cost: moves === null ? null : upperBound,
    fitness: traceFitness(costOf(of, shortestRun), trace.length, shortestRun),
    moves: moves?.map((move) => named(net, trace, move)) ?? null,
    optimal,
    lowerBound,
    upperBound,
  };
}

function named(net: PetriNet, trace: readonly string[], { event, transition }: Move) {
  const log = event === null ? null : trace[event]!;
  if (transition === null) return { log, model: null };
  const { id, label } = net.transitions[transition]!;
  return { log, model: label, transition: id };
}
