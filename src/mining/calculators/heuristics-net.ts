import { CaseSupport, defineCalculator, type Static, Type } from '#sdk';
import { dependency, type Follows, loopOfTwo } from '../discovery/heuristics/follows.ts';
import { heuristicsMiner } from '../discovery/heuristics/heuristics-miner.ts';
import { subLogOf } from '../discovery/inductive/from-variants.ts';
import { casesOf } from '../discovery/inductive/sub-log.ts';
import { ModelFields, modelResult, SoundnessSchema, soundnessOf } from '../discovery/model-result.ts';
import { Work } from '../discovery/work.ts';
import { variants } from '../kernels/variants.ts';
import type { Binding, CausalNet } from '../model/causal-net.ts';

const Threshold = (title: string, fallback: number, description: string) =>
  Type.Number({ default: fallback, minimum: 0, maximum: 1, title, description });

const params = Type.Object({
  dependency: Threshold('Dependency', 0.9, 'Least dependency of an arc: (|a>b| − |b>a|) ⁄ (|a>b| + |b>a| + 1)'),
  loopOfOne: Threshold('Loops of one activity', 0.9, 'Least dependency of an activity on itself: |a>a| ⁄ (|a>a| + 1)'),
  loopOfTwo: Threshold(
    'Loops of two activities',
    0.9,
    'Least dependency of two activities in turns: (|aba| + |bab|) ⁄ (|aba| + |bab| + 1)',
  ),
  relativeToBest: Threshold(
    'Relative to the best',
    0.05,
    'Arcs whose dependency is less than this below the best one of their activity are kept as well',
  ),
  allConnected: Type.Boolean({
    title: 'All activities connected',
    default: true,
    description: 'Each activity gets its best arc in and out, whatever its dependency; off: thresholds alone decide',
  }),
  leastCount: Type.Integer({
    title: 'Least occurrences of an arc',
    default: 1,
    minimum: 1,
    description: 'Least occurrences of an arc, but for the best ones of an activity',
  }),
  and: Threshold(
    'Concurrency (AND)',
    0.1,
    'Least concurrency of activities that are bound together: (|b>c| + |c>b|) ⁄ (|a>b| + |a>c| + 1); 0.1 in the paper, other tools take 0.65',
  ),
  rareBindings: Threshold(
    'Share of rare bindings',
    0.02,
    'Bindings of less than this share of the occurrences of their activity are left out; 0 keeps all',
  ),
});

const Bound = Type.Array(
  Type.Object({
    activities: Type.Array(Type.String(), { description: 'Together; none: the case begins, or ends, there' }),
    count: Type.Integer({ minimum: 0, description: 'Occurrences bound so' }),
    cases: CaseSupport('Cases with one of these'),
  }),
);
const End = Type.Array(
  Type.Object({ activities: Type.Array(Type.String()), count: CaseSupport('Cases that begin, or end, so') }),
);

const result = Type.Object({
  ...ModelFields,
  soundness: SoundnessSchema,
  causalNet: Type.Object({
    activities: Type.Array(
      Type.Object({
        activity: Type.String(),
        count: Type.Integer({ minimum: 0, description: 'Occurrences' }),
        inputs: Bound,
        outputs: Bound,
      }),
    ),
    arcs: Type.Array(
      Type.Object({
        from: Type.String(),
        to: Type.String(),
        count: Type.Integer({ minimum: 0, description: 'How often the one directly follows the other' }),
        cases: CaseSupport('Cases in which it does'),
        dependency: Type.Number({
          description: 'Of the arc, or of the loop of two that it belongs to where that is greater',
        }),
      }),
    ),
    start: End,
    end: End,
  }),
  cases: CaseSupport('Cases of the view'),
  hidden: Type.Integer({ minimum: 0, description: 'Activities left out because too few cases stand behind them' }),
});

/**
 * A causal net and its Petri net by the Heuristics Miner (Weijters, van der Aalst, de Medeiros 2006; Weijters, Ribeiro 2011). The net
 * need not be sound. Under a least group size, activities of fewer cases are taken out of the traces before.
 */
export default defineCalculator({
  id: 'heuristics-net',
  version: 1,
  title: 'Model by the Heuristics Miner',
  summary: 'Discovers a causal net from how strongly activities depend on each other; noise does little harm.',
  category: 'map and model',
  params,
  result,
  view: 'model',
  examples: [
    {
      // register > check 4, register > decide 1 (o4), check > decide 5, decide > check 1: register ⇒ check 4/5, check ⇒ decide 4/7.
      // Of register the best arc is to check, of decide to pay (4/5); reject, of one case, comes after decide alone (1/2).
      title: 'The best arcs: register, check, decide, then pay or reject',
      params: {},
      expect: {
        algorithm: 'heuristics',
        cases: 6,
        causalNet: {
          arcs: [
            { from: 'check', to: 'decide', count: 5, dependency: 4 / 7 },
            { from: 'decide', to: 'pay', count: 4, dependency: 4 / 5 },
            { from: 'decide', to: 'reject', count: 1, dependency: 1 / 2 },
            { from: 'register', to: 'check', count: 4, dependency: 4 / 5 },
          ],
        },
      },
    },
  ],
  async compute(log, p, run) {
    const table = await run.reduce(variants, { durations: false });
    run.progress(0.3);
    const { log: traces, names, hidden } = subLogOf(table, log.activityNames, run.k);
    const { follows, graph, causal, net } = await heuristicsMiner(traces, names, p, new Work(run));
    run.progress(0.8);
    return {
      ...modelResult('heuristics', net),
      soundness: soundnessOf(net),
      causalNet: { ...boundByName(causal, names), arcs: arcsOf(follows, graph.arcs, names) },
      ...{ cases: casesOf(traces), hidden },
    };
  },
});

type CausalJson = Static<typeof result>['causalNet'];

function boundByName({ activities, start, end }: CausalNet, names: readonly string[]): Omit<CausalJson, 'arcs'> {
  const named = (bindings: readonly Binding[]) =>
    bindings.map(({ activities: bound, ...counts }) => ({ activities: bound.map((a) => names[a]!), ...counts }));
  const ends = (bindings: readonly Binding[]) => named(bindings).map(({ cases: _, ...bound }) => bound);
  return {
    activities: activities.map(({ label, count, inputs, outputs }) => ({
      ...{ activity: label, count, inputs: named(inputs), outputs: named(outputs) },
    })),
    ...{ start: ends(start), end: ends(end) },
  };
}

function arcsOf(follows: Follows, arcs: Uint8Array, names: readonly string[]): CausalJson['arcs'] {
  const { n } = follows;
  return names.flatMap((from, a) =>
    names.flatMap((to, b) => {
      if (arcs[a * n + b] === 0) return [];
      const own = dependency(follows, a, b);
      const value = a === b ? own : Math.max(own, loopOfTwo(follows, a, b));
      const cell = a * n + b;
      return [{ from, to, count: follows.follows[cell]!, cases: follows.casesWith[cell]!, dependency: value }];
    }),
  );
}
