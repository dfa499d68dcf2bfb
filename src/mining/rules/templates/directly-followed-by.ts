import { ActivityRef, english, Type } from '#sdk';
import { ruleCode } from '../activity-codes.ts';
import { defineRuleTemplate, NOT_CHECKED } from '../rule-template.ts';
import { quoted } from '../words.ts';

const params = Type.Object({
  activity: ActivityRef('The activity after which something is expected'),
  other: ActivityRef('The activity that must come right after it'),
});

/** Each occurrence of the activity has the other one right after it (chain response). */
export default defineRuleTemplate({
  id: 'directly-followed-by',
  title: 'A directly followed by B',
  summary: 'Right after one activity comes another.',
  params,
  looksAt: 'activities',
  meaning: {
    checked: 'Cases in which the first activity (A) occurs.',
    violation: 'An occurrence of A whose next event is not B, or that ends the case.',
    repeated: 'Each A needs a B right after it.',
    missing:
      'An event without an activity is neither, and stands between. Events at the same time keep the order of the log.',
  },
  examples: [
    {
      // o3: the first check is followed by a check.
      title: 'After a check, the decision',
      params: { activity: 'check', other: 'decide' },
      expect: { checked: 5, violating: ['o3'], violations: 1 },
    },
    {
      // o4 goes on with decide, o5 ends.
      title: 'After the register, the check',
      params: { activity: 'register', other: 'check' },
      expect: { checked: 6, violating: ['o4', 'o5'], violations: 2 },
    },
  ],
  sentence: ({ activity, other }) => ({
    text: english('{activity} must be directly followed by {other}.'),
    values: { activity: quoted(activity), other: quoted(other) },
  }),
  prepare: (log, p) => ({ a: ruleCode(log, p.activity), b: ruleCode(log, p.other) }),
  judge({ count, list, offsets, activity }, { a, b }, found) {
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const end = offsets[c + 1]!;
      let occurrences = 0;
      let violations = 0;
      for (let e = offsets[c]!; e < end; e++) {
        if (activity[e] !== a) continue;
        occurrences++;
        if (e + 1 === end || activity[e + 1] !== b) violations++;
      }
      found[k] = occurrences === 0 ? NOT_CHECKED : violations;
    }
  },
});
