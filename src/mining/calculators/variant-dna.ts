import { CaseSupport, defineCalculator, invalid, type Log, Nullable, type Run, type Static, Type } from '#sdk';
import { durationsOfVariants, stepsOfVariants, variantFigureKernels } from '../kernels/variant-figures.ts';
import { findTrace, namesOf, type VariantTable } from '../kernels/variant-table.ts';
import { variants } from '../kernels/variants.ts';
import { alignSequences } from '../model/align-sequences.ts';
import { variantId } from '../model/variant-id.ts';
import { traceCodes } from '../predicates/trace-set.ts';

/** Longer variants are compared by their beginnings. */
const COMPARED = 300;
const HOUR = 3_600_000;

const Variant = (description: string) =>
  Type.Union([Type.String({ pattern: '^[0-9a-f]{32}$' }), Type.Array(Type.String(), { minItems: 1 })], { description });

const params = Type.Object({
  a: Variant('The one variant: its id, or its activities in order'),
  b: Variant('The other one, likewise'),
});

const Milliseconds = Nullable(Type.Number());
const Figures = Type.Object({
  id: Type.String({ description: 'Of the sequence of activities: the same in every log' }),
  activities: Type.Array(Type.String()),
  count: CaseSupport(),
  share: Type.Number({ description: 'Of the cases in the view' }),
  ...{ meanMs: Milliseconds, medianMs: Milliseconds, p90Ms: Milliseconds, minMs: Milliseconds, maxMs: Milliseconds },
});
const Place = Nullable(
  Type.Object({
    position: Type.Integer({ minimum: 1, description: 'In the variant, from 1' }),
    activity: Type.String(),
    sincePreviousMs: Nullable(
      Type.Number({ description: 'Median time since the step before, on the clock of the view' }),
    ),
  }),
);

const result = Type.Object({
  a: Figures,
  b: Figures,
  /** As many as the rarer of both has: what is suppressed there is suppressed everywhere. */
  cases: CaseSupport('Cases of the rarer of both variants'),
  steps: Type.Array(
    Type.Object({
      a: Place,
      b: Place,
      relation: Type.String({
        description: 'same; only-a, only-b; moved: the other variant has this activity, but not in this place',
      }),
      differenceMs: Nullable(Type.Number({ description: 'How much longer the step takes in b' })),
    }),
    { description: 'Both variants side by side, with as many equal steps as possible in the same place' },
  ),
  same: Type.Integer({ minimum: 0, description: 'Steps that both have in the same place' }),
  notCompared: Type.Integer({ minimum: 0, description: `Steps of the longer variant behind its ${COMPARED}th` }),
});

/** Two variants at the level of activities: what both do in the same order, what only one does, and where the time goes. */
export default defineCalculator({
  id: 'variant-dna',
  version: 1,
  title: 'Two variants compared',
  summary: 'Puts two variants side by side, step by step, with the time that each step took.',
  category: 'variants',
  params,
  result,
  view: 'variant-dna',
  examples: [
    {
      // o1 and o6 go straight, in 4 and 24 hours, their steps 1 and 3, 2 and 2, 1 and 19; o3 checks twice: 1, 1, 1, 3 hours.
      title: 'The straight way, and the one with a second check',
      params: {
        a: ['register', 'check', 'decide', 'pay'],
        b: ['register', 'check', 'check', 'decide', 'pay'],
      },
      expect: {
        a: { count: 2, share: 2 / 6, medianMs: 14 * HOUR },
        b: { count: 1, share: 1 / 6, medianMs: 6 * HOUR },
        cases: 1,
        same: 4,
        notCompared: 0,
        steps: [
          { a: { position: 1, sincePreviousMs: null }, b: { position: 1 }, relation: 'same', differenceMs: null },
          { a: { position: 2, sincePreviousMs: 2 * HOUR }, relation: 'same', differenceMs: -HOUR },
          { a: null, b: { position: 3, activity: 'check', sincePreviousMs: HOUR }, relation: 'only-b' },
          { a: { position: 3, activity: 'decide' }, b: { position: 4 }, relation: 'same', differenceMs: -HOUR },
          { a: { position: 4, sincePreviousMs: 10 * HOUR }, relation: 'same', differenceMs: -7 * HOUR },
        ],
      },
    },
  ],
  kernels: variantFigureKernels,
  async compute(log, p, run) {
    const table = await run.reduce(variants, { durations: false });
    const numbers = [numberOf(table, log, p.a, run.k, 'a'), numberOf(table, log, p.b, run.k, 'b')];
    const [a, b] = (await described(table, log, numbers, run)) as [Described, Described];
    const steps = stepsOf(a, b);
    return {
      ...{ a: a.figures, b: b.figures, cases: Math.min(a.figures.count, b.figures.count), steps },
      same: steps.filter(({ relation }) => relation === 'same').length,
      notCompared: Math.max(0, Math.max(a.figures.activities.length, b.figures.activities.length) - COMPARED),
    };
  },
});

interface Described {
  readonly figures: Static<typeof Figures>;
  readonly stepMs: readonly (number | null)[];
}

function numberOf(
  table: VariantTable,
  log: Log,
  wanted: string | readonly string[],
  k: number,
  name: 'a' | 'b',
): number {
  const found = typeof wanted === 'string' ? byId(table, log, wanted) : byActivities(table, log, wanted);
  // One of too few cases is not there for who may not see it.
  if (found >= 0 && table.count[found]! >= k) return found;
  return invalid(
    'variants.notThere',
    'No case that the filters keep shows this variant. Choose one from the list of variants.',
    [{ pointer: `/params/${name}`, message: 'no case shows it' }],
  );
}

function byId(table: VariantTable, log: Log, id: string): number {
  for (let v = 0; v < table.size; v++) if (variantId(namesOf(table, v, log.activityNames)) === id) return v;
  return -1;
}

function byActivities(table: VariantTable, log: Log, names: readonly string[]): number {
  const codes = Uint16Array.from(traceCodes(log, names));
  return findTrace(table, codes, 0, codes.length);
}

async function described(table: VariantTable, log: Log, numbers: readonly number[], run: Run): Promise<Described[]> {
  const distinct = [...new Set(numbers)];
  const statistics = await durationsOfVariants(run, table, distinct);
  const stepMs = await stepsOfVariants(run, table, distinct, COMPARED);
  const cases = table.count.subarray(0, table.size).reduce((sum, count) => sum + count, 0);
  return numbers.map((v) => {
    const at = distinct.indexOf(v);
    const { mean, min, max, percentiles } = statistics[at]!;
    const activities = namesOf(table, v, log.activityNames);
    const count = table.count[v]!;
    const times = { meanMs: mean, medianMs: percentiles[0]!, p90Ms: percentiles[1]!, minMs: min, maxMs: max };
    return {
      figures: { id: variantId(activities), activities, count, share: count / cases, ...times },
      stepMs: stepMs[at]!,
    };
  });
}

function stepsOf(first: Described, second: Described): Static<typeof result>['steps'] {
  const [ofA, ofB] = [first, second].map(({ figures }) => figures.activities.slice(0, COMPARED)) as [
    string[],
    string[],
  ];
  const pairs = alignSequences(ofA, ofB);
  const alone = {
    a: new Set(pairs.filter((p) => p.b === null).map((p) => ofA[p.a!]!)),
    b: new Set(pairs.filter((p) => p.a === null).map((p) => ofB[p.b!]!)),
  };
  return pairs.map((pair) => {
    const [a, b] = [placeOf(first, pair.a), placeOf(second, pair.b)];
    const both = a && b && a.sincePreviousMs !== null && b.sincePreviousMs !== null;
    const differenceMs = both ? b.sincePreviousMs! - a.sincePreviousMs! : null;
    if (a && b) return { a, b, relation: 'same', differenceMs };
    const moved = a ? alone.b.has(a.activity) : alone.a.has(b!.activity);
    return { a, b, relation: moved ? 'moved' : a ? 'only-a' : 'only-b', differenceMs };
  });
}

const placeOf = ({ figures, stepMs }: Described, at: number | null): Static<typeof Place> =>
  at === null ? null : { position: at + 1, activity: figures.activities[at]!, sincePreviousMs: stepMs[at] ?? null };
