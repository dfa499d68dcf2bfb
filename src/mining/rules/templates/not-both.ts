import { ActivityRef, english, Type } from '#sdk';
import { differentCodes } from '../activity-codes.ts';
import { defineRuleTemplate, NOT_CHECKED } from '../rule-template.ts';
import { quoted } from '../words.ts';

const params = Type.Object({
  activity: ActivityRef('One activity'),
  other: ActivityRef('The activity that excludes it'),
});

/** The two activities do not occur in the same case. */
export default defineRuleTemplate({
  id: 'not-both',
  title: 'Not both A and B',
  summary: 'Two activities do not occur in the same case.',
  params,
  looksAt: 'activities',
  meaning: {
    checked: 'Cases in which one of the two occurs.',
    violation: 'A case in which both occur; one for each case.',
    repeated: 'How often they occur makes no difference.',
    missing: 'An event without an activity is neither.',
  },
  examples: [
    {
      title: 'Nothing is paid and rejected',
      params: { activity: 'pay', other: 'reject' },
      expect: { checked: 5, violating: [], violations: 0 },
    },
    {
      title: 'No check where something is rejected',
      params: { activity: 'check', other: 'reject' },
      expect: { checked: 5, violating: ['o2'], violations: 1 },
    },
  ],
  sentence: ({ activity, other }) => ({
    text: english('{activity} and {other} must not both occur.'),
    values: { activity: quoted(activity), other: quoted(other) },
  }),
  prepare: (log, p) => differentCodes(log, p.activity, p.other),
  judge({ count, list, offsets, activity }, { a, b }, found) {
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const end = offsets[c + 1]!;
      let met = 0;
      for (let e = offsets[c]!; e < end; e++) {
        const code = activity[e]!;
        if (code === a) met |= 1;
        else if (code === b) met |= 2;
      }
      found[k] = met === 0 ? NOT_CHECKED : met === 3 ? 1 : 0;
    }
  },
});
