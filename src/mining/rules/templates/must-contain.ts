import { ActivityRefs, Choice, english, Type } from '#sdk';
import { ruleCodes } from '../activity-codes.ts';
import { defineRuleTemplate } from '../rule-template.ts';
import { listed } from '../words.ts';

const params = Type.Object({
  activities: ActivityRefs('Activities that a case must contain'),
  mode: Choice(['all', 'any'], { default: 'all', description: 'Whether all of them are needed, or any will do' }),
});

/** The activities occur in the case, anywhere. */
export default defineRuleTemplate({
  id: 'must-contain',
  title: 'Must contain',
  summary: 'A case contains all, or any, of the activities.',
  params,
  looksAt: 'activities',
  meaning: {
    checked: 'Every case.',
    violation: 'An activity of the rule that does not occur; with any: a case in which none of them occurs.',
    repeated: 'One occurrence is enough.',
    missing: 'An event without an activity is none of them.',
  },
  examples: [
    {
      // Only o5, which ends after register, has neither.
      title: 'Checked and decided',
      params: { activities: ['check', 'decide'] },
      expect: { checked: 6, violating: ['o5'], violations: 2 },
    },
    {
      title: 'Paid or rejected',
      params: { activities: ['pay', 'reject'], mode: 'any' },
      expect: { checked: 6, violating: ['o5'], violations: 1 },
    },
  ],
  sentence: ({ activities, mode }) => ({
    text:
      activities.length === 1 || mode === 'all'
        ? english('A case must contain {activities}.')
        : english('A case must contain one of {activities}.'),
    values: { activities: listed(activities) },
  }),
  prepare(log, { activities, mode }) {
    const codes = [...new Set(ruleCodes(log, activities))];
    const place = new Uint16Array(log.activities + 1);
    codes.forEach((code, i) => {
      if (code < place.length) place[code] = i + 1;
    });
    // Names that the log lacks count one by one, although they share a code.
    return { place, wanted: new Set(activities).size, any: mode === 'any' };
  },
  judge({ count, list, offsets, activity }, { place, wanted, any }, found) {
    // The case in which an activity was met last, plus one: nothing to clear between cases.
    const metIn = new Uint32Array(wanted + 1);
    const enough = any ? 1 : wanted;
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const end = offsets[c + 1]!;
      let met = 0;
      for (let e = offsets[c]!; e < end && met < enough; e++) {
        const at = place[activity[e]!]!;
        if (at === 0 || metIn[at] === k + 1) continue;
        metIn[at] = k + 1;
        met++;
      }
      found[k] = enough - met;
    }
  },
});
