import { ActivityRef, english, Type } from '#sdk';
import { durationText } from '../../log/duration-text.ts';
import { followGaps, longestTrace, NOT_FOLLOWED } from '../../predicates/followers.ts';
import { ruleCode } from '../activity-codes.ts';
import { defineRuleTemplate, NOT_CHECKED } from '../rule-template.ts';
import { quoted } from '../words.ts';

const params = Type.Object({
  activity: ActivityRef('The activity that must come in time'),
  other: ActivityRef('The activity after which the time runs'),
  maxMs: Type.Number({
    minimum: 0,
    description: 'The time allowed, included, in milliseconds of the clock of the view',
  }),
  required: Type.Boolean({
    default: false,
    description: 'Whether it is a violation, too, when the activity does not come at all',
  }),
});

/** After each occurrence of the other activity, the first one comes within the time. */
export default defineRuleTemplate({
  id: 'within-time',
  title: 'A within time of B',
  summary: 'After one activity, another comes within a time.',
  params,
  looksAt: 'events',
  meaning: {
    checked:
      'Cases with a B that an A follows, both with a time; where A is required, also those with a B that none follows.',
    violation:
      'An occurrence of B whose next A comes later than allowed; where A is required, also one that none follows.',
    repeated: 'Each B is measured to the next A after it, so that one A may answer several Bs.',
    missing: 'A pair of which one time is missing is passed over, and the A is not looked for further on.',
  },
  examples: [
    {
      // decide → pay: o1 1 h; o3 3 h; o4 3 h from the first decision and 1 h from the second; o6 19 h.
      title: 'Paid within two hours of a decision',
      params: { activity: 'pay', other: 'decide', maxMs: 7_200_000 },
      expect: { checked: 4, violating: ['o3', 'o4', 'o6'], violations: 3 },
    },
    {
      title: 'The same, and o2, decided but rejected, is late for ever',
      params: { activity: 'pay', other: 'decide', maxMs: 7_200_000, required: true },
      expect: { checked: 5, violating: ['o2', 'o3', 'o4', 'o6'], violations: 4 },
    },
  ],
  sentence: ({ activity, other, maxMs, required }) => ({
    text: required
      ? english('{activity} must follow {other} within {time}.')
      : english('{activity} must come within {time} of {other}, where it comes.'),
    values: { activity: quoted(activity), other: quoted(other), time: durationText(maxMs) },
  }),
  prepare: (log, p) => ({
    // The time runs from B to A.
    pair: { a: ruleCode(log, p.other), b: ruleCode(log, p.activity), directly: false },
    maxMs: p.maxMs,
    required: p.required,
  }),
  judge({ segment, count, list, offsets, activity, time }, { pair, maxMs, required }, found) {
    const gaps = new Float64Array(longestTrace(offsets, segment.cases));
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const occurrences = followGaps(activity, time, offsets[c]!, offsets[c + 1]!, pair, gaps);
      let checked = 0;
      let violations = 0;
      for (let i = 0; i < occurrences; i++) {
        const gap = gaps[i]!;
        if (Number.isNaN(gap) || (gap === NOT_FOLLOWED && !required)) continue;
        checked++;
        if (gap > maxMs) violations++;
      }
      found[k] = checked === 0 ? NOT_CHECKED : violations;
    }
  },
});
