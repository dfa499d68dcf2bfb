import { ActivityRefs, defineFilter, Type } from '#sdk';
import { activityCodesOf } from '../log/activities.ts';
import { casesByEndpoint } from '../predicates/endpoints.ts';
import { lookupOf } from '../predicates/rows.ts';

const params = Type.Object({ activities: ActivityRefs('Activities that cases may end with') });

/** Keeps the cases whose last kept event has one of the activities. */
export default defineFilter({
  id: 'end-activity',
  version: 1,
  title: 'End activity',
  summary: 'Keeps the cases that end with one of the chosen activities.',
  category: 'activity',
  params,
  examples: [
    { title: 'Orders that end with a payment', params: { activities: ['pay'] }, expect: { cases: 4, events: 18 } },
    {
      title: 'Refused or abandoned orders',
      params: { activities: ['reject', 'register'] },
      expect: { cases: 2, events: 5 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare: (log, p) => lookupOf(activityCodesOf(log, p.activities), log.activities),
  select: (segment, view, _p, wanted) => casesByEndpoint(segment, view, wanted, 'last'),
});
