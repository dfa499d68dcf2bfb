import { defineFilter, Type } from '#sdk';
import { casesByPeople, peopleFilterContext, peopleFilterParams } from '../rules/people-filter.ts';

const params = Type.Object(peopleFilterParams('kept'));

/** Keeps cases by whether one person did all of two activities: the rule `same-person`. */
export default defineFilter({
  id: 'same-resource',
  version: 1,
  title: 'Same resource',
  summary: 'Keeps the cases in which the same person did two activities.',
  category: 'resource',
  params,
  examples: [
    {
      title: 'Registered and paid by one person',
      params: { activity: 'register', other: 'pay' },
      expect: { cases: 4, events: 18 },
    },
    {
      // Bob and Dan check o3; all others are checked once or not at all. Cat decides o4 twice.
      title: 'Checked by several people',
      params: { activity: 'check', other: 'check', mode: 'violated' },
      expect: { cases: 1, events: 5 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare: peopleFilterContext,
  select: (segment, view, { mode }, context) =>
    casesByPeople(segment, view, { template: 'same-person', context, mode }),
});
