import { CaseSupport, defineCalculator, Type } from '#sdk';
import { type Relation, SkeletonTally, type Step } from '../discovery/log-skeleton.ts';
import { Work } from '../discovery/work.ts';
import { casesByActivity, keepActivities } from '../kernels/variant-activities.ts';
import { variants } from '../kernels/variants.ts';

/** The matrices of pairs of more do not fit. */
const MOST_ACTIVITIES = 500;

const params = Type.Object({
  noise: Type.Number({
    default: 0,
    minimum: 0,
    maximum: 0.5,
    description:
      'A relation holds where at most this share of the cases in which it can be seen breaks it; 0: where none does',
  }),
});

const relations = (description: string) =>
  Type.Array(
    Type.Object({
      activity: Type.String(),
      other: Type.String(),
      cases: CaseSupport('Cases in which it can be seen and holds'),
      breaking: CaseSupport('Cases that break it; at most the share of noise'),
    }),
    { description },
  );

const ends = (description: string) =>
  Type.Array(Type.Object({ activity: Type.String(), cases: CaseSupport() }), { description });

const result = Type.Object({
  noise: Type.Number({ description: 'The threshold that was used' }),
  cases: CaseSupport('Cases of the view'),
  cut: Type.Integer({
    minimum: 0,
    description: `Activities not looked at because there are more than ${MOST_ACTIVITIES}; the least frequent ones`,
  }),
  hidden: Type.Integer({ minimum: 0, description: 'Activities left out because too few cases stand behind them' }),
  activities: Type.Array(
    Type.Object({
      activity: Type.String(),
      cases: CaseSupport('Cases in which it occurs'),
      count: Type.Integer({ description: 'Occurrences' }),
      least: Type.Integer({ minimum: 0, description: 'Fewest in a case' }),
      most: Type.Integer({ minimum: 0, description: 'Most in a case' }),
    }),
    { description: 'In order of their names' },
  ),
  equivalence: relations('The two occur equally often in each case; each pair once'),
  alwaysAfter: relations('After each occurrence of the activity, sooner or later the other occurs'),
  alwaysBefore: relations('Before each occurrence of the activity the other has occurred'),
  neverTogether: relations('The two never occur in the same case; each pair once'),
  directlyFollows: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      count: Type.Integer({ description: 'Times that the second directly follows the first' }),
      cases: CaseSupport('Cases in which it does'),
    }),
    { description: 'Steps that cases take' },
  ),
  start: ends('Activities that cases begin with'),
  end: ends('Activities that cases end with'),
  definition: Type.String({ description: 'What the relations mean' }),
});

/** How the activities of a view always, or never, go together. Its result is a model: `log-skeleton-conformance` takes it. */
export default defineCalculator({
  id: 'log-skeleton',
  version: 1,
  title: 'Log skeleton',
  summary: 'Finds which activities always follow, precede, equal or exclude each other.',
  category: 'map and model',
  params,
  result,
  view: 'log-skeleton',
  examples: [
    {
      // Checks and decides differ in o3 and o4, so nothing is equivalent. Only checks are always followed, by a decide; o4
      // decides before its check, so that before a decide there is always a register, no more.
      title: 'What all six orders have in common',
      params: {},
      expect: {
        ...{ cases: 6, cut: 0, hidden: 0, equivalence: [] },
        activities: [
          { activity: 'check', cases: 5, count: 6, least: 0, most: 2 },
          { activity: 'decide', cases: 5, count: 6, least: 0, most: 2 },
          { activity: 'pay', cases: 4, count: 4, least: 0, most: 1 },
          { activity: 'register', cases: 6, count: 6, least: 1, most: 1 },
          { activity: 'reject', cases: 1, count: 1, least: 0, most: 1 },
        ],
        alwaysAfter: [{ activity: 'check', other: 'decide', cases: 5, breaking: 0 }],
        alwaysBefore: [
          { activity: 'check', other: 'register', cases: 5 },
          { activity: 'decide', other: 'register', cases: 5 },
          { activity: 'pay', other: 'check', cases: 4 },
          { activity: 'pay', other: 'decide', cases: 4 },
          { activity: 'pay', other: 'register', cases: 4 },
          { activity: 'reject', other: 'check', cases: 1 },
          { activity: 'reject', other: 'decide', cases: 1 },
          { activity: 'reject', other: 'register', cases: 1 },
        ],
        neverTogether: [{ activity: 'pay', other: 'reject', cases: 5, breaking: 0 }],
        directlyFollows: [
          { from: 'check', to: 'check', count: 1, cases: 1 },
          { from: 'check', to: 'decide', count: 5, cases: 5 },
          { from: 'decide', to: 'check', count: 1, cases: 1 },
          { from: 'decide', to: 'pay', count: 4, cases: 4 },
          { from: 'decide', to: 'reject', count: 1, cases: 1 },
          { from: 'register', to: 'check', count: 4, cases: 4 },
          { from: 'register', to: 'decide', count: 1, cases: 1 },
        ],
        start: [{ activity: 'register', cases: 6 }],
        end: [
          { activity: 'pay', cases: 4 },
          { activity: 'register', cases: 1 },
          { activity: 'reject', cases: 1 },
        ],
      },
    },
    {
      // One of six or of five may break a relation. o5 does nothing after register; o2 is not paid; o4 decides too early.
      title: 'Leaving out what one order in five does',
      params: { noise: 0.2 },
      expect: {
        equivalence: [],
        activities: [
          { activity: 'check', least: 1, most: 1 },
          { activity: 'decide', least: 1, most: 1 },
          { activity: 'pay', least: 0, most: 1 },
          { activity: 'register', least: 1, most: 1 },
          { activity: 'reject', least: 0, most: 0 },
        ],
        alwaysAfter: [
          { activity: 'check', other: 'decide', breaking: 0 },
          { activity: 'check', other: 'pay', cases: 4, breaking: 1 },
          { activity: 'decide', other: 'pay', cases: 4, breaking: 1 },
          { activity: 'register', other: 'check', cases: 5, breaking: 1 },
          { activity: 'register', other: 'decide', cases: 5, breaking: 1 },
        ],
        directlyFollows: [
          { from: 'check', to: 'decide', cases: 5 },
          { from: 'decide', to: 'pay', cases: 4 },
          { from: 'register', to: 'check', cases: 4 },
        ],
        end: [{ activity: 'pay' }, { activity: 'reject' }],
      },
    },
  ],
  async compute(log, { noise }, run) {
    const table = await run.reduce(variants, { durations: false });
    run.progress(0.4);
    const activities = keepActivities(casesByActivity(table, log.activityNames.length), log.activityNames, {
      least: Math.max(1, run.k),
      most: MOST_ACTIVITIES,
    });
    const { names } = activities;
    const tally = new SkeletonTally(activities);
    await tally.read(table, new Work(run));
    const named = (relations: readonly Relation[]) =>
      relations.map(({ activity, other, ...of }) => ({ activity: names[activity]!, other: names[other]!, ...of }));
    const { equivalence, alwaysAfter, alwaysBefore, neverTogether } = tally.relations(noise);
    const steps = tally.stepsAbove(noise);
    return {
      ...{ noise, cases: tally.cases, cut: activities.cut, hidden: activities.rare },
      activities: names.map((activity, a) => ({
        ...{ activity, cases: activities.cases[a]! },
        ...tally.bounds(a, noise),
      })),
      ...{ equivalence: named(equivalence), alwaysAfter: named(alwaysAfter), alwaysBefore: named(alwaysBefore) },
      neverTogether: named(neverTogether),
      directlyFollows: steps
        .filter(({ from, to }) => from >= 0 && to >= 0)
        .map(({ from, to, count, cases }) => ({ from: names[from]!, to: names[to]!, count, cases })),
      ...endsOf(steps, names),
      definition: DEFINITION,
    };
  },
});

function endsOf(steps: readonly Step[], names: readonly string[]) {
  return {
    start: steps.flatMap(({ from, to, cases }) => (from < 0 && to >= 0 ? [{ activity: names[to]!, cases }] : [])),
    end: steps.flatMap(({ from, to, cases }) => (to < 0 && from >= 0 ? [{ activity: names[from]!, cases }] : [])),
  };
}

const DEFINITION =
  'Log skeleton (Verbeek, Medeiros de Carvalho 2018). Equivalence: both occur equally often in each case with either. Always after and before: in each case with the activity, every occurrence of it is followed, preceded by the other. Never together: no case has both; with noise, of the cases of the rarer one. Noise: the share of those cases that may break the relation; for least and most, of all cases on either side; a step is left out where no more than that share of the cases with its first activity (for a start: of all cases) takes it.';
