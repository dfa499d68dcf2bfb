import { ActivityRef, english, Type } from '#sdk';
import { ruleCode } from '../activity-codes.ts';
import { defineRuleTemplate, NOT_CHECKED } from '../rule-template.ts';
import { quoted } from '../words.ts';

const params = Type.Object({
  activity: ActivityRef('The activity that is counted'),
  times: Type.Integer({ default: 1, minimum: 1, maximum: 1_000_000, description: 'How often it may occur in a case' }),
});

/** The activity occurs no more often than said. */
export default defineRuleTemplate({
  id: 'at-most-times',
  title: 'At most n times',
  summary: 'An activity occurs at most so many times in a case.',
  params,
  looksAt: 'activities',
  meaning: {
    checked: 'Cases in which the activity occurs.',
    violation: 'Each occurrence beyond the number allowed.',
    repeated: 'Occurrences are counted wherever they stand in the case.',
    missing: 'An event without an activity is another activity.',
  },
  examples: [
    {
      // o3 checks twice.
      title: 'One check is enough',
      params: { activity: 'check' },
      expect: { checked: 5, violating: ['o3'], violations: 1 },
    },
  ],
  sentence: ({ activity, times }) => ({
    text:
      times === 1
        ? english('{activity} must occur at most once.')
        : english('{activity} must occur at most {times} times.'),
    values: { activity: quoted(activity), times: String(times) },
  }),
  prepare: (log, p) => ({ code: ruleCode(log, p.activity), times: p.times }),
  judge({ count, list, offsets, activity }, { code, times }, found) {
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const end = offsets[c + 1]!;
      let occurrences = 0;
      for (let e = offsets[c]!; e < end; e++) if (activity[e] === code) occurrences++;
      found[k] = occurrences === 0 ? NOT_CHECKED : Math.max(0, occurrences - times);
    }
  },
});
