import { CaseSupport, defineCalculator, ModelRef, Nullable, Type } from '#sdk';
import { RELATIONS, SkeletonCheck, type SkeletonDeviation } from '../conformance/check-skeleton.ts';
import { skeletonOf } from '../conformance/skeleton-of.ts';
import { Work } from '../discovery/work.ts';
import { casesByActivity } from '../kernels/variant-activities.ts';
import { namesOf } from '../kernels/variant-table.ts';
import { variants } from '../kernels/variants.ts';
import { byBytes } from '../log/byte-order.ts';
import { variantId } from '../model/variant-id.ts';
import { byFrequency } from '../model/variant-order.ts';

const params = Type.Object({
  model: ModelRef(
    'The skeleton: log-skeleton discovers one from the view; or a result of that calculator as JSON, of whatever selection',
    'log-skeleton',
  ),
  noise: Type.Number({
    default: 0.1,
    minimum: 0,
    maximum: 0.5,
    description: 'For a skeleton that is discovered: the share of the cases that may break a relation',
  }),
  limit: Type.Integer({
    default: 1000,
    minimum: 0,
    maximum: 100_000,
    description: 'Most variants, and most deviations, that are listed',
  }),
  offset: Type.Integer({ default: 0, minimum: 0, description: 'Variants to skip' }),
  deviating: Type.Boolean({ default: false, description: 'List only the variants that deviate' }),
});

const Deviation = {
  relation: Type.String({ description: 'Kind of relation' }),
  activity: Nullable(Type.String({ description: 'Null: the start of the case' })),
  other: Nullable(Type.String({ description: 'Null: the end of the case, or no second activity' })),
};

const result = Type.Object({
  model: Type.String({ description: 'Where the skeleton came from: json, or what was run' }),
  cases: CaseSupport('Cases of the view'),
  conforming: Type.Integer({ minimum: 0, description: 'Cases that deviate from nothing' }),
  averageFitness: Type.Number({ description: 'Mean over the cases of the fitness of their variant' }),
  relations: Type.Array(
    Type.Object({ relation: Type.String(), cases: CaseSupport('Cases that deviate from one or more of its kind') }),
    { description: 'Each kind of relation' },
  ),
  deviations: Type.Array(Type.Object({ ...Deviation, cases: CaseSupport('Cases that deviate here') }), {
    description: 'Of the most cases first',
  }),
  total: Type.Integer({ minimum: 0, description: 'Variants, of which `items` is a part' }),
  items: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the variant, as in the calculator variants' }),
      activities: Type.Array(Type.String()),
      count: CaseSupport(),
      fitness: Type.Number({ description: '1 − deviations ⁄ (relations that the variant activates + its steps)' }),
      deviations: Type.Array(Type.Object(Deviation)),
    }),
    { description: 'Most frequent first' },
  ),
  definition: Type.String({ description: 'What the figures mean' }),
});

/** How the cases of a view stand to a log skeleton. */
export default defineCalculator({
  id: 'log-skeleton-conformance',
  version: 1,
  title: 'Log skeleton conformance',
  summary: 'Tells which relations between activities the cases break, and what each variant breaks.',
  category: 'conformance',
  params,
  result,
  view: 'log-skeleton-conformance',
  examples: [
    {
      title: 'Against what all orders have in common no order deviates',
      params: { noise: 0, deviating: true },
      expect: { cases: 6, conforming: 6, averageFitness: 1, deviations: [], total: 0, items: [] },
    },
    {
      // A skeleton of o1 and o6. o5 ends at register and lacks three activities, o3 checks twice, o4 decides first, o2 rejects.
      title: 'Against the way of o1: a given skeleton',
      params: {
        model: JSON.stringify({
          activities: ['register', 'check', 'decide', 'pay'].map((activity) => ({ activity, least: 1, most: 1 })),
          equivalence: [{ activity: 'check', other: 'decide' }],
          alwaysAfter: [{ activity: 'decide', other: 'pay' }],
          alwaysBefore: [{ activity: 'decide', other: 'check' }],
          neverTogether: [],
          directlyFollows: [
            { from: 'register', to: 'check' },
            { from: 'check', to: 'decide' },
            { from: 'decide', to: 'pay' },
          ],
          start: [{ activity: 'register' }],
          end: [{ activity: 'pay' }],
        }),
        deviating: true,
      },
      expect: {
        ...{ model: 'json', cases: 6, conforming: 2, total: 4 },
        relations: [
          { relation: 'counts', cases: 4 },
          { relation: 'equivalence', cases: 2 },
          { relation: 'always-after', cases: 1 },
          { relation: 'always-before', cases: 1 },
          { relation: 'never-together', cases: 0 },
          { relation: 'directly-follows', cases: 4 },
        ],
        items: [
          {
            // Activated: five counts (reject is not of the skeleton). Steps: start → register, register → end.
            activities: ['register'],
            fitness: 1 - 4 / 7,
            deviations: [
              { relation: 'counts', activity: 'check', other: null },
              { relation: 'counts', activity: 'decide', other: null },
              { relation: 'counts', activity: 'pay', other: null },
              { relation: 'directly-follows', activity: 'register', other: null },
            ],
          },
          {
            // Five counts, three relations, six steps.
            activities: ['register', 'check', 'check', 'decide', 'pay'],
            fitness: 1 - 3 / 14,
            deviations: [
              { relation: 'counts', activity: 'check', other: null },
              { relation: 'equivalence', activity: 'check', other: 'decide' },
              { relation: 'directly-follows', activity: 'check', other: 'check' },
            ],
          },
          {
            activities: ['register', 'check', 'decide', 'reject'],
            fitness: 1 - 5 / 13,
            deviations: [
              { relation: 'counts', activity: 'pay', other: null },
              { relation: 'counts', activity: 'reject', other: null },
              { relation: 'always-after', activity: 'decide', other: 'pay' },
              { relation: 'directly-follows', activity: 'decide', other: 'reject' },
              { relation: 'directly-follows', activity: 'reject', other: null },
            ],
          },
          {
            activities: ['register', 'decide', 'check', 'decide', 'pay'],
            fitness: 1 - 5 / 14,
            deviations: [
              { relation: 'counts', activity: 'decide', other: null },
              { relation: 'equivalence', activity: 'check', other: 'decide' },
              { relation: 'always-before', activity: 'decide', other: 'check' },
              { relation: 'directly-follows', activity: 'register', other: 'decide' },
              { relation: 'directly-follows', activity: 'decide', other: 'check' },
            ],
          },
        ],
      },
    },
  ],
  async compute(log, p, run) {
    const { source, skeleton } = await skeletonOf(p.model, p.noise, log, run);
    const table = await run.reduce(variants, { durations: false });
    run.progress(0.4);
    const names = log.activityNames;
    const occurring = casesByActivity(table, names.length);
    const check = new SkeletonCheck(
      skeleton,
      names,
      names.filter((_, code) => occurring[code]! > 0),
    );
    await check.read(table, new Work(run));
    const fitness = (v: number) => 1 - check.wrong[v]! / check.checks[v]!;
    const order = byFrequency(table, names);
    const listed = order.filter((v) => !p.deviating || check.wrong[v]! > 0);
    const conforming = order.reduce((sum, v) => sum + (check.wrong[v] === 0 ? table.count[v]! : 0), 0);
    return {
      ...{ model: source, cases: check.cases, conforming },
      averageFitness:
        check.cases === 0 ? 1 : order.reduce((sum, v) => sum + table.count[v]! * fitness(v), 0) / check.cases,
      relations: RELATIONS.map((relation) => ({ relation, cases: check.deviating[relation] })),
      deviations: check.deviations.sort(byCases).slice(0, p.limit),
      total: listed.length,
      items: listed.slice(p.offset, p.offset + p.limit).map((v) => {
        const activities = namesOf(table, v, names);
        const deviations = check.deviationsOf(table, v);
        return { id: variantId(activities), activities, count: table.count[v]!, fitness: fitness(v), deviations };
      }),
      definition: DEFINITION,
    };
  },
});

type Counted = SkeletonDeviation & { cases: number };

/** Of the most cases first; then by kind, and by names in order of their bytes, the start and the end before them. */
function byCases(x: Counted, y: Counted): number {
  const names = (a: string | null, b: string | null) =>
    a === null || b === null ? Number(a !== null) - Number(b !== null) : byBytes(a, b);
  return (
    y.cases - x.cases ||
    RELATIONS.indexOf(x.relation) - RELATIONS.indexOf(y.relation) ||
    names(x.activity, y.activity) ||
    names(x.other, y.other)
  );
}

const DEFINITION =
  'Counts: an activity occurs less or more often than the skeleton has it; activities that it does not have may not occur. Equivalence, always after, always before, never together: as in log-skeleton; each is one deviation of a case that breaks it. Directly follows: a step (the start and the end of the case are steps too) that the skeleton does not have. Fitness of a variant = 1 − deviations ⁄ (counts and relations that it activates + its steps).';
