import { CaseSupport, defineCalculator, ModelRef, Nullable, Type } from '#sdk';
import { discoverProfile, givenProfile, type TemporalProfile } from '../conformance/temporal-profile.ts';
import { activityOccurrences } from '../kernels/activity-occurrences.ts';
import { type PairDeviations, pairDeviations } from '../kernels/pair-times.ts';
import { keepActivities } from '../kernels/variant-activities.ts';
import { byBytes } from '../log/byte-order.ts';
import { showsSingleCases } from '../views/single-cases.ts';

/** The matrices of pairs of more are too large to be sent between threads for every segment. */
const MOST_ACTIVITIES = 400;
/** Differences below a microsecond are rounding. */
const ROUNDING_MS = 0.001;
const OWN = 'temporal-profile';
const MINUTE = 60_000;

const params = Type.Object({
  model: ModelRef(
    'The profile: temporal-profile is that of the view; or a result of this calculator as JSON, of whatever selection',
    OWN,
  ),
  zeta: Type.Number({
    default: 3,
    minimum: 0,
    maximum: 1000,
    description: 'How many standard deviations a time may lie from the mean',
  }),
  limit: Type.Integer({
    default: 1000,
    minimum: 1,
    maximum: 200_000,
    description: 'Most pairs that are listed; to be used as a profile, the result needs all',
  }),
  worst: Type.Integer({
    default: 20,
    minimum: 0,
    maximum: 1000,
    description: 'Most cases that are named, where single cases may be shown',
  }),
});

const result = Type.Object({
  model: Type.String({ description: 'Where the profile came from: temporal-profile, or json' }),
  zeta: Type.Number({ description: 'The factor that was used' }),
  cases: CaseSupport('Cases of the view'),
  deviatingCases: Type.Integer({ minimum: 0, description: 'Cases with a deviation' }),
  deviations: Type.Integer({ description: 'Times that deviate, of all pairs' }),
  cut: Type.Integer({
    minimum: 0,
    description: `Activities not looked at because there are more than ${MOST_ACTIVITIES}; the least frequent ones`,
  }),
  hidden: Type.Integer({ minimum: 0, description: 'Activities left out because too few cases stand behind them' }),
  total: Type.Integer({
    minimum: 0,
    description: 'Pairs that occur and that the profile has; `items` is the beginning',
  }),
  items: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String({ description: 'Activity of a later event of the same case' }),
      count: Type.Integer({ description: 'Pairs of such events, each with each' }),
      cases: CaseSupport('Cases with such a pair'),
      meanMs: Type.Number({ description: 'Of the profile: from the end of the first to the start of the second' }),
      stdDevMs: Type.Number({ description: 'Of the profile; 0 where it has seen one such pair' }),
      deviations: Type.Integer({ description: 'Times further from the mean than zeta standard deviations' }),
      early: Type.Integer({ description: 'Those of them that are shorter' }),
      late: Type.Integer({ description: 'Those of them that are longer' }),
      deviatingCases: CaseSupport('Cases with a deviation of this pair'),
    }),
    { description: 'Most deviations first' },
  ),
  worst: Nullable(
    Type.Array(
      Type.Object({
        caseId: Type.String(),
        deviations: Type.Integer({ description: 'In the whole case' }),
        from: Type.String(),
        to: Type.String(),
        ms: Type.Number({ description: 'The time of the pair that lies furthest outside' }),
        distance: Nullable(Type.Number({ description: 'In standard deviations; null where the profile has 0' })),
      }),
      { description: 'Cases whose furthest deviation is the largest' },
    ),
  ),
  definition: Type.String({ description: 'What the figures mean' }),
});

/** Times between events that are unusual for their activities, by the temporal profile of the view or another. */
export default defineCalculator({
  id: 'temporal-deviations',
  version: 1,
  title: 'Temporal deviations',
  summary: 'Finds times between two activities of a case that are unusually short or long.',
  category: 'conformance',
  params,
  result,
  view: 'temporal-deviations',
  examples: [
    {
      // Register ends at 9, checks start half an hour before they end: 30, 30, 30 and 90 (o3), 90 and 150 minutes; mean 70,
      // squares 3 · 1600 + 2 · 400 + 6400 = 12000, by 5: 2400. To decides: 165, 105, 165, 45 and 165 (o4), 285; mean 155,
      // squares 31800, by 5: 6360. Half as much again as √2400 is 73, as √6360 is 120: only o6 is later.
      title: 'Times more than one and a half standard deviations from the mean',
      params: { zeta: 1.5, limit: 2, worst: 1 },
      expect: {
        ...{ model: OWN, cases: 6, deviatingCases: 1, deviations: 4 },
        items: [
          {
            ...{ from: 'register', to: 'check', count: 6, cases: 5, meanMs: 70 * MINUTE },
            ...{ deviations: 1, early: 0, late: 1, deviatingCases: 1 },
          },
          { from: 'register', to: 'decide', count: 6, cases: 5, meanMs: 155 * MINUTE, deviations: 1, late: 1 },
        ],
        // Its payment comes 1140 minutes after the decision; those of the others 60, 180, 180 and 60, so that the mean is 324.
        worst: [{ caseId: 'o6', deviations: 4, from: 'decide', to: 'pay', ms: 1140 * MINUTE }],
      },
    },
    {
      title: 'Against a given profile: a check within an hour of register',
      params: {
        model: JSON.stringify({
          items: [{ from: 'register', to: 'check', meanMs: 30 * MINUTE, stdDevMs: 10 * MINUTE }],
        }),
      },
      expect: {
        ...{ model: 'json', total: 1, deviatingCases: 3, deviations: 3 },
        items: [{ from: 'register', to: 'check', count: 6, cases: 5, deviations: 3, early: 0, late: 3 }],
        worst: [
          { caseId: 'o6', ms: 150 * MINUTE, distance: 12 },
          { caseId: 'o3', ms: 90 * MINUTE, distance: 6 },
          { caseId: 'o4', ms: 90 * MINUTE, distance: 6 },
        ],
      },
    },
  ],
  async compute(log, p, run) {
    const occurring = await run.reduce(activityOccurrences, { activities: log.activities });
    const least = Math.max(1, run.k);
    const activities = keepActivities(occurring.cases, log.activityNames, { least, most: MOST_ACTIVITIES });
    const { names, numbers } = activities;
    const looked = { numbers, size: names.length };
    const own = p.model.trim() === OWN;
    const profile = own ? await discoverProfile(looked, run) : givenProfile(p.model, names);
    run.progress(0.7);
    const found = await run.reduce(pairDeviations, {
      ...{ ...looked, mean: profile.mean, spread: profile.stdDev },
      low: profile.mean.map((mean, at) => mean - p.zeta * profile.stdDev[at]! - ROUNDING_MS),
      high: profile.mean.map((mean, at) => mean + p.zeta * profile.stdDev[at]! + ROUNDING_MS),
      most: showsSingleCases(run) ? p.worst : 0,
    });
    const items = pairsOf(found, profile, names);
    return {
      ...{ model: own ? OWN : 'json', zeta: p.zeta, cases: occurring.allCases, deviatingCases: found.allDeviating },
      deviations: items.reduce((sum, { deviations }) => sum + deviations, 0),
      ...{ cut: activities.cut, hidden: activities.rare, total: items.length, items: items.slice(0, p.limit) },
      worst: showsSingleCases(run) ? worstOf(found, names) : null,
      definition: DEFINITION,
    };
  },
});

/** Pairs that occur and are expected: most deviations first, then the more frequent, then by names. */
function pairsOf(found: PairDeviations, { mean, stdDev }: TemporalProfile, names: readonly string[]) {
  const size = names.length;
  const items = Array.from(found.count.keys()).flatMap((at) => {
    if (found.count[at] === 0 || Number.isNaN(mean[at]!)) return [];
    const [early, late] = [found.early[at]!, found.late[at]!];
    return [
      {
        ...{
          from: names[Math.floor(at / size)]!,
          to: names[at % size]!,
          count: found.count[at]!,
          cases: found.cases[at]!,
        },
        ...{ meanMs: mean[at]!, stdDevMs: stdDev[at]!, deviations: early + late, early, late },
        deviatingCases: found.deviatingCases[at]!,
      },
    ];
  });
  return items.sort(
    (x, y) => y.deviations - x.deviations || y.count - x.count || byBytes(x.from, y.from) || byBytes(x.to, y.to),
  );
}

const worstOf = ({ worst }: PairDeviations, names: readonly string[]) =>
  worst.map(({ id, deviations, pair, ms, distance }) => ({
    ...{ caseId: id, deviations, from: names[Math.floor(pair / names.length)]!, to: names[pair % names.length]!, ms },
    distance: Number.isFinite(distance) ? distance : null,
  }));

const DEFINITION =
  'Temporal profile (Stertz, Mangler, Rinderle-Ma 2020): for every two events of a case, the one behind the other, the time from the end of the first to the start of the second (its time where no start is known), on the clock of the view; below 0 where the second began before the first ended. Mean and standard deviation (by n − 1) by pair of activities. A time deviates when it lies further than zeta standard deviations from the mean. Events that only belong to an activity instance (its start, say) are not counted.';
