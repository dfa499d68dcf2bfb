import { ActivityRefs, english, Type } from '#sdk';
import { ruleLookup } from '../activity-codes.ts';
import { defineRuleTemplate } from '../rule-template.ts';
import { listed } from '../words.ts';

const params = Type.Object({ activities: ActivityRefs('Activities that a case may end with') });

/** The last event of the case has one of the activities. A case that still runs ends with what it did last. */
export default defineRuleTemplate({
  id: 'ends-with',
  title: 'Ends with',
  summary: 'A case ends with one of the activities.',
  params,
  looksAt: 'activities',
  meaning: {
    checked: 'Every case, one that still runs too: leave those out by a filter.',
    violation: 'A last event with another activity.',
    repeated: 'Only the last event is looked at.',
    missing: 'An event without an activity is one with another activity.',
  },
  examples: [
    {
      title: 'Paid or rejected; o5 ends at the register',
      params: { activities: ['pay', 'reject'] },
      expect: { checked: 6, violating: ['o5'], violations: 1 },
    },
  ],
  sentence: ({ activities }) => ({
    text:
      activities.length === 1
        ? english('A case must end with {activities}.')
        : english('A case must end with one of {activities}.'),
    values: { activities: listed(activities) },
  }),
  prepare: (log, p) => ruleLookup(log, p.activities),
  judge({ count, list, offsets, activity }, allowed, found) {
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      found[k] = 1 - allowed[activity[offsets[c + 1]! - 1]!]!;
    }
  },
});
