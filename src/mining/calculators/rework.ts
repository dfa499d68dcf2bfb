import { CaseSupport, defineCalculator, Type } from '#sdk';
import { activityOccurrences } from '../kernels/activity-occurrences.ts';
import { byBytes } from '../log/byte-order.ts';

const result = Type.Object({
  cases: CaseSupport('Cases'),
  casesWithRework: Type.Integer({ description: 'Cases in which any activity occurs more than once' }),
  share: Type.Number({ description: 'Share of cases with rework, 0 … 1' }),
  occurrences: Type.Integer({ description: 'Occurrences of activities; instances where the log has a lifecycle' }),
  extraOccurrences: Type.Integer({ description: 'Occurrences after the first of the activity in the case' }),
  extraShare: Type.Number({ description: 'Share of occurrences that are extra, 0 … 1' }),
  selfLoops: Type.Integer({ description: 'Occurrences directly after one of the same activity' }),
  items: Type.Array(
    Type.Object({
      activity: Type.String(),
      cases: CaseSupport('Cases in which the activity occurs'),
      casesWithRework: Type.Integer({ description: 'Cases in which it occurs more than once' }),
      share: Type.Number({ description: 'Share of its cases in which it occurs more than once, 0 … 1' }),
      occurrences: Type.Integer(),
      extraOccurrences: Type.Integer({ description: 'Occurrences after the first in the case' }),
      selfLoops: Type.Integer({ description: 'Occurrences directly after one of the same activity' }),
    }),
  ),
});

/** Repetitions of activities within cases. Where the log has a lifecycle, start and complete are one occurrence. Sorted by extra occurrences. */
export default defineCalculator({
  id: 'rework',
  version: 1,
  title: 'Rework',
  summary: 'Shows which activities are repeated in a case, how often, and in what share of cases.',
  category: 'quality of flow',
  params: Type.Object({}),
  result,
  view: 'rework',
  examples: [
    {
      title: 'Order 3 is checked twice in a row, order 4 decided twice',
      params: {},
      expect: {
        cases: 6,
        casesWithRework: 2,
        share: 2 / 6,
        occurrences: 23,
        extraOccurrences: 2,
        extraShare: 2 / 23,
        selfLoops: 1,
        items: [
          {
            activity: 'check',
            cases: 5,
            casesWithRework: 1,
            share: 0.2,
            occurrences: 6,
            extraOccurrences: 1,
            selfLoops: 1,
          },
          {
            activity: 'decide',
            cases: 5,
            casesWithRework: 1,
            share: 0.2,
            occurrences: 6,
            extraOccurrences: 1,
            selfLoops: 0,
          },
          {
            activity: 'pay',
            cases: 4,
            casesWithRework: 0,
            share: 0,
            occurrences: 4,
            extraOccurrences: 0,
            selfLoops: 0,
          },
          {
            activity: 'register',
            cases: 6,
            casesWithRework: 0,
            share: 0,
            occurrences: 6,
            extraOccurrences: 0,
            selfLoops: 0,
          },
          {
            activity: 'reject',
            cases: 1,
            casesWithRework: 0,
            share: 0,
            occurrences: 1,
            extraOccurrences: 0,
            selfLoops: 0,
          },
        ],
      },
    },
  ],
  async compute(log, _params, run) {
    const found = await run.reduce(activityOccurrences, { activities: log.activities });
    const items = log.activityNames.flatMap((activity, code) => {
      const [occurrences, cases] = [found.events[code]!, found.cases[code]!];
      if (occurrences === 0) return [];
      const casesWithRework = found.repeated[code]!;
      const counts = { occurrences, extraOccurrences: occurrences - cases, selfLoops: found.selfLoops[code]! };
      return [{ activity, cases, casesWithRework, share: casesWithRework / cases, ...counts }];
    });
    items.sort((a, b) => b.extraOccurrences - a.extraOccurrences || byBytes(a.activity, b.activity));
    const total = (of: 'occurrences' | 'extraOccurrences' | 'selfLoops') =>
      items.reduce((sum, item) => sum + item[of], 0);
    const occurrences = total('occurrences');
    const extraOccurrences = total('extraOccurrences');
    return {
      cases: found.allCases,
      casesWithRework: found.allRepeated,
      share: found.allCases ? found.allRepeated / found.allCases : 0,
      occurrences,
      extraOccurrences,
      extraShare: occurrences ? extraOccurrences / occurrences : 0,
      selfLoops: total('selfLoops'),
      items,
    };
  },
});
