import { ActivityRefs, english, Type } from '#sdk';
import { ruleLookup } from '../activity-codes.ts';
import { defineRuleTemplate } from '../rule-template.ts';
import { listed } from '../words.ts';

const params = Type.Object({ activities: ActivityRefs('Activities that a case must not contain') });

/** None of the activities occurs in the case. */
export default defineRuleTemplate({
  id: 'must-not-contain',
  title: 'Must not contain',
  summary: 'A case contains none of the activities.',
  params,
  looksAt: 'activities',
  meaning: {
    checked: 'Every case.',
    violation: 'An occurrence of one of the activities.',
    repeated: 'Each occurrence is a violation.',
    missing: 'An event without an activity is none of them.',
  },
  examples: [
    {
      title: 'Nothing is rejected, but o2 is',
      params: { activities: ['reject'] },
      expect: { checked: 6, violating: ['o2'], violations: 1 },
    },
  ],
  sentence: ({ activities }) => ({
    text:
      activities.length === 1
        ? english('A case must not contain {activities}.')
        : english('A case must contain none of {activities}.'),
    values: { activities: listed(activities) },
  }),
  prepare: (log, p) => ruleLookup(log, p.activities),
  judge({ count, list, offsets, activity }, unwanted, found) {
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const end = offsets[c + 1]!;
      let violations = 0;
      for (let e = offsets[c]!; e < end; e++) violations += unwanted[activity[e]!]!;
      found[k] = violations;
    }
  },
});
