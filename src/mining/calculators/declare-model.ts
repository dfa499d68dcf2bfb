import { CaseSupport, Choice, defineCalculator, Nullable, Type } from '#sdk';
import { MeasuredConstraint, measuredConstraint } from '../discovery/declare/declare-result.ts';
import { DeclareTally } from '../discovery/declare/declare-tally.ts';
import { discoverDeclare } from '../discovery/declare/discover.ts';
import { Work } from '../discovery/work.ts';
import { casesByActivity, casesIn, keepActivities } from '../kernels/variant-activities.ts';
import { variants } from '../kernels/variants.ts';
import { TEMPLATES } from '../model/declare.ts';

/** The matrices of pairs of more do not fit, and no one reads their model. */
const MOST_ACTIVITIES = 500;

const IDS = TEMPLATES.map(({ id }) => id) as [string, ...string[]];

/** Those left out hold between nearly all activities, or say what another one says. */
const USUAL = [
  ...['init', 'end', 'existence', 'absence', 'exactly', 'responded-existence', 'co-existence'],
  ...['response', 'precedence', 'succession', 'alternate-response', 'alternate-precedence', 'alternate-succession'],
  ...['chain-response', 'chain-precedence', 'chain-succession', 'not-co-existence'],
];

const Share = (fallback: number, description: string) =>
  Type.Number({ default: fallback, minimum: 0, maximum: 1, description });

const params = Type.Object({
  templates: Type.Array(Choice(IDS), {
    default: USUAL,
    minItems: 1,
    description: 'Which templates of constraints are tried',
  }),
  minimumSupport: Share(
    0.1,
    'Least share of all cases that fulfil a constraint, those that do not activate it left out',
  ),
  minimumConfidence: Share(0.9, 'Least share of the cases that activate a constraint and meet it'),
  minimumActivityShare: Share(0.05, 'Activities that occur in a smaller share of the cases are not looked at'),
  prune: Type.Boolean({
    title: 'Without what others imply',
    default: true,
    description: 'Leave out constraints that others imply, where no further case violates those',
  }),
  limit: Type.Integer({
    title: 'Most constraints',
    default: 1000,
    minimum: 1,
    maximum: 100_000,
    description: 'Most constraints to list',
  }),
});

const result = Type.Object({
  algorithm: Type.String({ description: 'What was run' }),
  cases: CaseSupport('Cases of the view'),
  activities: Type.Array(Type.Object({ activity: Type.String(), cases: CaseSupport('Cases in which it occurs') }), {
    description: 'Those that were looked at, in order of their names',
  }),
  rare: Type.Integer({ minimum: 0, description: 'Activities not looked at because they occur in too few cases' }),
  cut: Type.Integer({
    minimum: 0,
    description: `Activities not looked at because there are more than ${MOST_ACTIVITIES}; the least frequent ones`,
  }),
  total: Type.Integer({ minimum: 0, description: 'Constraints found, of which `constraints` is the beginning' }),
  pruned: Type.Integer({ minimum: 0, description: 'Constraints left out because others imply them' }),
  constraints: Type.Array(
    Type.Composite([
      MeasuredConstraint,
      Type.Object({
        support: Type.Number({ description: 'Fulfilled ⁄ all cases' }),
        confidence: Type.Number({ description: 'Fulfilled ⁄ activated cases' }),
        interestFactor: Nullable(
          Type.Number({
            description: 'Support ⁄ (share of the cases with A × share with B): above 1, more than chance would give',
          }),
        ),
      }),
    ]),
    { description: 'Highest support first, then confidence' },
  ),
  definition: Type.String({ description: 'What the figures mean' }),
});

/** The DECLARE constraints that the cases of a view fulfil often enough. */
export default defineCalculator({
  id: 'declare-model',
  version: 1,
  title: 'DECLARE constraints',
  summary: 'Discovers rules that the cases keep: what must, may not and will follow.',
  category: 'map and model',
  params,
  result,
  view: 'declare-model',
  examples: [
    {
      // Every order begins with register. Five check, and each check is followed by a decide. After register o5 does nothing.
      title: 'What every order keeps, in most orders',
      params: { templates: ['init', 'response'], minimumSupport: 0.8, minimumConfidence: 1 },
      expect: {
        ...{ algorithm: 'declare', cases: 6, total: 2, pruned: 0, rare: 0, cut: 0 },
        constraints: [
          { constraint: 'Init[register]', fulfilled: 6, violated: 0, vacuous: 0, support: 1, interestFactor: null },
          {
            ...{ constraint: 'Response[check, decide]', template: 'response', n: 1, activities: ['check', 'decide'] },
            // Six checks: o3 has two.
            ...{ fulfilled: 5, violated: 0, vacuous: 1, activations: 6, fulfilledActivations: 6 },
            ...{ support: 5 / 6, confidence: 1, interestFactor: 5 / 6 / ((5 / 6) * (5 / 6)) },
          },
        ],
      },
    },
    {
      // At most two checks (o3) and decides (o4), at most one of the others, which implies at most two: 3 pruned. Who checks
      // decides and the other way: both halves of that are pruned, and that check and decide want register, which all have.
      title: 'How often, and what goes together; what is implied is left out',
      params: {
        templates: ['existence', 'absence', 'responded-existence', 'co-existence'],
        ...{ minimumSupport: 0.8, minimumConfidence: 1 },
      },
      expect: {
        ...{ total: 7, pruned: 7 },
        constraints: [
          { constraint: 'Existence[register]' },
          { constraint: 'Absence2[pay]', n: 2, fulfilled: 6 },
          { constraint: 'Absence2[register]' },
          { constraint: 'Absence2[reject]' },
          { constraint: 'Absence3[check]' },
          { constraint: 'Absence3[decide]' },
          { constraint: 'Co-Existence[check, decide]', fulfilled: 5, vacuous: 1, activations: 12, support: 5 / 6 },
        ],
      },
    },
  ],
  async compute(log, p, run) {
    const table = await run.reduce(variants, { durations: false });
    run.progress(0.3);
    const least = Math.max(1, run.k, Math.ceil(p.minimumActivityShare * casesIn(table)));
    const activities = keepActivities(casesByActivity(table, log.activityNames.length), log.activityNames, {
      least,
      most: MOST_ACTIVITIES,
    });
    const work = new Work(run);
    const tally = new DeclareTally(activities);
    await tally.read(table, work);
    run.progress(0.7);
    const { found, pruned } = await discoverDeclare(tally, { ...p, templates: new Set(p.templates) }, work);
    return {
      ...{ algorithm: 'declare', cases: tally.cases, rare: activities.rare, cut: activities.cut },
      activities: activities.names.map((activity, i) => ({ activity, cases: activities.cases[i]! })),
      ...{ total: found.length, pruned },
      constraints: found.slice(0, p.limit).map(({ support, confidence, interestFactor, ...of }) => ({
        ...measuredConstraint(of),
        ...{ support, confidence, interestFactor },
      })),
      definition: DEFINITION,
    };
  },
});

const DEFINITION =
  'DECLARE (Pesic, Schonenberg, van der Aalst 2007), discovered as Maggi, Bose and van der Aalst (2012). A case activates a constraint when one of the activities that activate it occurs (init, end, existence, absence, exactly, choice and exclusive choice are activated by every case); it fulfils it when every activation is met, violates it when one is not, and else meets it vacuously. Support = fulfilled ⁄ all cases, confidence = fulfilled ⁄ (fulfilled + violated), interest factor = support ⁄ (share of the cases with A × share with B).';
