import { ActivityRefs, defineFilter, Type } from '#sdk';
import { activityCodesOf } from '../log/activities.ts';
import { casesByEndpoint } from '../predicates/endpoints.ts';
import { lookupOf } from '../predicates/rows.ts';

const params = Type.Object({ activities: ActivityRefs('Activities that cases may start with') });

/** Keeps the cases whose first kept event has one of the activities. */
export default defineFilter({
  id: 'start-activity',
  version: 1,
  title: 'Start activity',
  summary: 'Keeps the cases that start with one of the chosen activities.',
  category: 'activity',
  params,
  examples: [
    {
      title: 'Orders that begin at the register',
      params: { activities: ['register'] },
      expect: { cases: 6, events: 23 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare: (log, p) => lookupOf(activityCodesOf(log, p.activities), log.activities),
  select: (segment, view, _p, wanted) => casesByEndpoint(segment, view, wanted, 'first'),
});
