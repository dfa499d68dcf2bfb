import { CaseSupport, Choice, defineCalculator, invalid, Nullable, type Run, Type } from '#sdk';
import { alignPart } from '../conformance/align-part.ts';
import { Aligner } from '../conformance/aligner.ts';
import { alignView, type Comparison, ModelParams, shortestRunOf } from '../conformance/check-view.ts';
import { type Aligned, traceFitness } from '../conformance/measures.ts';
import { type TriageGroup as Group, TRIAGE_GROUPS } from '../conformance/triage-groups.ts';
import { subLogOf } from '../discovery/inductive/from-variants.ts';
import { inductiveTree } from '../discovery/inductive/inductive-miner.ts';
import { Work } from '../discovery/work.ts';
import { namesOf, type VariantTable } from '../kernels/variant-table.ts';
import { variants } from '../kernels/variants.ts';
import { treeText } from '../model/process-tree.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { variantId } from '../model/variant-id.ts';
import { byFrequency } from '../model/variant-order.ts';

/** Digits of an id that tell a variant from all others. */
const DIGITS = 12;
const Marks = (description: string) =>
  Type.Array(Type.String({ pattern: '^[0-9a-f]{12,32}$' }), {
    ...{ default: [], maxItems: 2_000 },
    description: `${description}, by their ids; the first ${DIGITS} digits will do`,
  });

const params = Type.Object({
  good: Marks('Variants that went as they should'),
  bad: Marks('Variants that did not'),
  threshold: Type.Number({
    ...{ default: 0.8, minimum: 0, maximum: 1 },
    description: 'Least fitness of an unmarked variant that counts as good',
  }),
  noise: Type.Number({
    ...{ default: 0, minimum: 0, maximum: 1 },
    description: 'Threshold of the Inductive Miner; 0: every variant that was marked good fits',
  }),
  group: Type.Optional(Choice(TRIAGE_GROUPS, { description: 'Which variants are listed; without it, all' })),
  limit: Type.Integer({ default: 100, minimum: 0, maximum: 10_000, description: 'Most variants that are listed' }),
  offset: Type.Integer({ default: 0, minimum: 0, description: 'Variants to skip' }),
  statesPerTrace: ModelParams.statesPerTrace,
});

const Sizes = (description: string) =>
  Type.Object({ variants: Type.Integer({ minimum: 0 }), cases: Type.Integer({ minimum: 0 }) }, { description });
const result = Type.Object({
  cases: CaseSupport('Cases of the view'),
  variants: Type.Integer({ minimum: 0 }),
  unknown: Type.Integer({ minimum: 0, description: 'Marks that no variant of the view has, or too rare a one' }),
  tree: Nullable(
    Type.String({ description: 'The process tree of the variants that were marked good; null: there is none' }),
  ),
  groups: Nullable(
    Type.Object(
      {
        goodByMark: Sizes('Marked good'),
        goodByScore: Sizes('Not marked; fitness at least the threshold'),
        badByMark: Sizes('Marked bad'),
        badByScore: Sizes('Not marked; fitness below the threshold'),
        undecided: Sizes('Not marked; the search ended before it was sure on which side they are'),
        open: Sizes('Not marked, and nothing was marked good that they could be compared with'),
        fewest: CaseSupport('Cases of the smallest group that has any'),
      },
      { description: 'Null: a group has fewer cases than may be shown' },
    ),
  ),
  listed: Type.Integer({ minimum: 0, description: 'Variants, of which `items` is a part' }),
  hidden: Type.Integer({ minimum: 0, description: 'Further ones with fewer cases than may be shown' }),
  items: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the variant, as in the calculator variants' }),
      activities: Type.Array(Type.String()),
      count: CaseSupport(),
      group: Choice(TRIAGE_GROUPS),
      fitness: Nullable(
        Type.Number({
          description: '1 − cost ⁄ (events + shortest run of the model), at least; null: there is no model',
        }),
      ),
    }),
    { description: 'Most frequent first' },
  ),
  definition: Type.String(),
});

/**
 * From a few variants that somebody marked as good or bad to all of them: the Inductive Miner makes a model of the good
 * ones, and every other variant counts as good when its fitness with it reaches the threshold. Marks are never overruled.
 */
export default defineCalculator({
  id: 'triage',
  version: 1,
  title: 'Triage of variants',
  summary: 'Sorts variants into good and bad ones by marks, and by how well they fit a model of those marked good.',
  category: 'conformance',
  params,
  result,
  view: 'triage',
  examples: [
    {
      // Model: register, check, decide, pay; shortest run 4. o2 rejects: 1 − 2 ⁄ 8; o3 and o4 have one step too many:
      // 1 − 1 ⁄ 9; o5 only registers: 1 − 3 ⁄ 5.
      title: 'The straight way is good, the one that ends at once is bad',
      params: {
        good: [variantId(['register', 'check', 'decide', 'pay'])],
        bad: [variantId(['register']).slice(0, DIGITS)],
      },
      expect: {
        ...{ cases: 6, variants: 5, unknown: 0, tree: "->( 'register', 'check', 'decide', 'pay' )", listed: 5 },
        groups: {
          goodByMark: { variants: 1, cases: 2 },
          goodByScore: { variants: 2, cases: 2 },
          badByMark: { variants: 1, cases: 1 },
          badByScore: { variants: 1, cases: 1 },
          undecided: { variants: 0, cases: 0 },
          open: { variants: 0, cases: 0 },
          fewest: 1,
        },
        items: [
          { group: 'good-by-mark', fitness: 1 },
          { activities: ['register'], group: 'bad-by-mark', fitness: 1 - 3 / 5 },
          { activities: ['register', 'check', 'check', 'decide', 'pay'], group: 'good-by-score', fitness: 1 - 1 / 9 },
          { activities: ['register', 'check', 'decide', 'reject'], group: 'bad-by-score', fitness: 1 - 2 / 8 },
          { activities: ['register', 'decide', 'check', 'decide', 'pay'], group: 'good-by-score' },
        ],
      },
    },
    {
      title: 'Without a good one there is nothing to compare with',
      params: { bad: [variantId(['register'])], group: 'open', limit: 1 },
      expect: {
        ...{ tree: null, listed: 4 },
        groups: { badByMark: { variants: 1, cases: 1 }, open: { variants: 4, cases: 5 } },
        items: [{ group: 'open', fitness: null, count: 2 }],
      },
    },
  ],
  works: [alignPart],
  async compute(log, p, run) {
    const table = await run.reduce(variants, { durations: false });
    const traces = Array.from({ length: table.size }, (_, v) => ({
      ...{ trace: namesOf(table, v, log.activityNames), count: table.count[v]! },
    }));
    const { marks, unknown } = await marksOf(traces, p, run);
    run.progress(0.1);
    const isGood = (v: number) => marks[v] === 'good-by-mark';
    const model = traces.some((_, v) => isGood(v))
      ? await modelOfGood(log.activityNames, table, isGood, p.noise, run)
      : null;
    const cases = traces.reduce((sum, { count }) => sum + count, 0);
    const scored = model && (await scoresOf({ ...model, table, log: traces, cases }, p.statesPerTrace, run));
    const groups = traces.map((_, v) => marks[v] ?? (scored ? groupOf(scored[v]!, p.threshold) : 'open'));
    const wanted = byFrequency(table, log.activityNames).filter((v) => p.group === undefined || groups[v] === p.group);
    const order = wanted.filter((v) => table.count[v]! >= run.k);
    return {
      ...{ cases, variants: table.size, unknown, tree: model?.text ?? null },
      groups: sizesOf(groups, traces),
      ...{ listed: order.length, hidden: wanted.length - order.length },
      items: order.slice(p.offset, p.offset + p.limit).map((v) => ({
        ...{ id: variantId(traces[v]!.trace), activities: [...traces[v]!.trace], count: traces[v]!.count },
        ...{ group: groups[v]!, fitness: scored === null ? null : scored[v]!.least },
      })),
      definition: DEFINITION,
    };
  },
});

const DEFINITION =
  'Marked variants are what they were marked as. A model is discovered from the good ones by the Inductive Miner; of every other variant, fitness = 1 − cost of an optimal alignment ⁄ (its events + visible steps of the shortest run of the model). It is good from the threshold on, else bad.';

type Traces = Comparison['log'];

/** The marks by variant. Those too rare to be shown have none: what a mark does would tell that they are there. */
async function marksOf(traces: Traces, { good, bad }: { good: string[]; bad: string[] }, run: Run) {
  const wanted = new Map<string, Group>(good.map((id) => [id.slice(0, DIGITS), 'good-by-mark']));
  for (const [i, id] of bad.entries()) {
    if (wanted.get(id.slice(0, DIGITS)) === 'good-by-mark')
      invalid('triage.twoMarks', `The variant ${id} is marked both good and bad. Take one of the marks back.`, [
        { pointer: `/params/bad/${i}`, message: 'marked good as well' },
      ]);
    wanted.set(id.slice(0, DIGITS), 'bad-by-mark');
  }
  const marks: (Group | undefined)[] = [];
  if (wanted.size === 0) return { marks, unknown: 0 };
  const work = new Work(run);
  let found = 0;
  for (const [v, { trace, count }] of traces.entries()) {
    await work.done(2_000 + 20 * trace.length);
    const mark = count < run.k ? undefined : wanted.get(variantId(trace).slice(0, DIGITS));
    if (mark) found++;
    marks[v] = mark;
  }
  return { marks, unknown: wanted.size - found };
}

async function modelOfGood(
  names: readonly string[],
  table: VariantTable,
  isGood: (v: number) => boolean,
  noise: number,
  run: Run,
) {
  const work = new Work(run);
  // Each activity of a variant that may be shown stands for enough cases.
  const { log, names: used } = subLogOf(partOf(table, isGood), names, 1);
  const tree = await inductiveTree(log, used, { noise }, work);
  run.progress(0.3);
  return { source: 'tree', text: treeText(tree), aligner: new Aligner(treeToNet(tree)) };
}

/** The chosen variants as a table of their own, in the same order. */
function partOf(table: VariantTable, isChosen: (v: number) => boolean): VariantTable {
  const chosen = Array.from({ length: table.size }, (_, v) => v).filter(isChosen);
  const parts = chosen.map((v) => table.codes.subarray(table.offsets[v]!, table.offsets[v + 1]!));
  const offsets = new Uint32Array(chosen.length + 1);
  parts.forEach((codes, i) => {
    offsets[i + 1] = offsets[i]! + codes.length;
  });
  const codes = new Uint16Array(offsets[chosen.length]!);
  parts.forEach((part, i) => {
    codes.set(part, offsets[i]!);
  });
  return {
    ...table,
    ...{ size: chosen.length, codes, offsets, count: Float64Array.from(chosen, (v) => table.count[v]!), slots: null },
  };
}

interface Score {
  readonly least: number;
  readonly most: number;
}

/** Fitness of each variant, between what it is at least and at most. */
async function scoresOf(compared: Comparison, statesPerTrace: number, run: Run): Promise<Score[]> {
  const shortestRun = shortestRunOf(compared.aligner);
  const aligned = await alignView(compared, run, statesPerTrace);
  return aligned.map(({ trace, alignment: { lowerBound, upperBound } }: Aligned) => {
    const worst = Math.min(upperBound ?? Number.POSITIVE_INFINITY, trace.length + shortestRun);
    return {
      least: traceFitness(worst, trace.length, shortestRun),
      most: traceFitness(lowerBound, trace.length, shortestRun),
    };
  });
}

const groupOf = ({ least, most }: Score, threshold: number): Group =>
  least >= threshold ? 'good-by-score' : most < threshold ? 'bad-by-score' : 'undecided';

function sizesOf(groups: readonly Group[], traces: Traces) {
  const of = Object.fromEntries(TRIAGE_GROUPS.map((group) => [group, { variants: 0, cases: 0 }])) as Record<
    Group,
    { variants: number; cases: number }
  >;
  for (const [v, group] of groups.entries()) {
    of[group].variants++;
    of[group].cases += traces[v]!.count;
  }
  const filled = TRIAGE_GROUPS.map((group) => of[group].cases).filter((cases) => cases > 0);
  return {
    ...{ goodByMark: of['good-by-mark'], goodByScore: of['good-by-score'], badByMark: of['bad-by-mark'] },
    ...{ badByScore: of['bad-by-score'], undecided: of.undecided, open: of.open },
    fewest: filled.reduce((least, cases) => Math.min(least, cases), filled[0] ?? 0),
  };
}
