import { ActivityRefs, english, Type } from '#sdk';
import { ruleLookup } from '../activity-codes.ts';
import { defineRuleTemplate } from '../rule-template.ts';
import { listed } from '../words.ts';

const params = Type.Object({ activities: ActivityRefs('Activities that a case may start with') });

/** The first event of the case has one of the activities. */
export default defineRuleTemplate({
  id: 'starts-with',
  title: 'Starts with',
  summary: 'A case starts with one of the activities.',
  params,
  looksAt: 'activities',
  meaning: {
    checked: 'Every case.',
    violation: 'A first event with another activity.',
    repeated: 'Only the first event is looked at.',
    missing: 'An event without an activity is one with another activity.',
  },
  examples: [
    {
      title: 'Every order starts at the register',
      params: { activities: ['register'] },
      expect: { checked: 6, violating: [], violations: 0 },
    },
    {
      title: 'None starts with a check',
      params: { activities: ['check'] },
      expect: { checked: 6, violating: ['o1', 'o2', 'o3', 'o4', 'o5', 'o6'], violations: 6 },
    },
  ],
  sentence: ({ activities }) => ({
    text:
      activities.length === 1
        ? english('A case must start with {activities}.')
        : english('A case must start with one of {activities}.'),
    values: { activities: listed(activities) },
  }),
  prepare: (log, p) => ruleLookup(log, p.activities),
  judge({ count, list, offsets, activity }, allowed, found) {
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      found[k] = 1 - allowed[activity[offsets[c]!]!]!;
    }
  },
});
