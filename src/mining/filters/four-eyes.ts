import { defineFilter, Type } from '#sdk';
import { casesByPeople, peopleFilterContext, peopleFilterParams } from '../rules/people-filter.ts';

const params = Type.Object(peopleFilterParams('violated'));

/** Keeps cases by whether anybody did both of two activities, in any order: the rule `different-people`. */
export default defineFilter({
  id: 'four-eyes',
  version: 1,
  title: 'Four eyes',
  summary: 'Keeps the cases in which one person did two activities that different people must do.',
  category: 'resource',
  params,
  examples: [
    {
      // Ann registers and pays o1, o3, o4 and o6; o2 and o5 are not paid.
      title: 'Registered and paid by one person',
      params: { activity: 'register', other: 'pay' },
      expect: { cases: 4, events: 18 },
    },
    {
      title: 'Checked and decided by different people',
      params: { activity: 'check', other: 'decide', mode: 'kept' },
      expect: { cases: 5, events: 22 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare: peopleFilterContext,
  select: (segment, view, { mode }, context) =>
    casesByPeople(segment, view, { template: 'different-people', context, mode }),
});
