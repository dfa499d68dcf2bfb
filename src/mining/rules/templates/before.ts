import { ActivityRef, english, Type } from '#sdk';
import { differentCodes } from '../activity-codes.ts';
import { defineRuleTemplate, NOT_CHECKED } from '../rule-template.ts';
import { quoted } from '../words.ts';

const params = Type.Object({
  activity: ActivityRef('The activity that must come first'),
  other: ActivityRef('The activity that it must come before'),
});

/** Each occurrence of the other activity has the first one somewhere before it (precedence). */
export default defineRuleTemplate({
  id: 'before',
  title: 'A before B',
  summary: 'One activity comes before another.',
  params,
  looksAt: 'activities',
  meaning: {
    checked: 'Cases in which the other activity (B) occurs.',
    violation: 'An occurrence of B without an A somewhere before it.',
    repeated: 'One A is enough for all Bs after it; each B before the first A is a violation.',
    missing: 'An event without an activity is neither. Events at the same time keep the order of the log.',
  },
  examples: [
    {
      // o4 decides, then checks, then decides again: the first decision has no check before it.
      title: 'A check before the decision',
      params: { activity: 'check', other: 'decide' },
      expect: { checked: 5, violating: ['o4'], violations: 1 },
    },
  ],
  sentence: ({ activity, other }) => ({
    text: english('{activity} must come before {other}.'),
    values: { activity: quoted(activity), other: quoted(other) },
  }),
  prepare: (log, p) => differentCodes(log, p.activity, p.other),
  judge({ count, list, offsets, activity }, { a, b }, found) {
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const end = offsets[c + 1]!;
      let violations = 0;
      let e = offsets[c]!;
      for (; e < end; e++) {
        const code = activity[e]!;
        if (code === a) break;
        if (code === b) violations++;
      }
      let checked = violations > 0;
      for (; e < end && !checked; e++) checked = activity[e] === b;
      found[k] = checked ? violations : NOT_CHECKED;
    }
  },
});
