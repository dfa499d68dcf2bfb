import { ActivityRef, english, Type } from '#sdk';
import { peopleRule, Who } from '../people.ts';
import { defineRuleTemplate, NOT_CHECKED } from '../rule-template.ts';
import { quoted } from '../words.ts';

const params = Type.Object({
  activity: ActivityRef('One activity'),
  other: ActivityRef('The activity that other people must do; the same one again: no person does it twice'),
  attribute: Who,
});

/** Nobody does both activities in one case (the four-eyes principle). */
export default defineRuleTemplate({
  id: 'different-people',
  title: 'A and B by different people',
  summary: 'Two activities are done by different people.',
  params,
  looksAt: 'events',
  meaning: {
    checked: 'Cases in which each of the two was done by somebody who is known; for one activity: twice.',
    violation: 'A person who did both in the case; for one activity: who did it more than once.',
    repeated: 'All occurrences of both activities are looked at, whatever their order.',
    missing: 'Events of which nobody knows who did them are passed over.',
  },
  examples: [
    {
      // Ann registers and pays o1, o3, o4 and o6; o2 is not paid, o5 neither.
      title: 'Who registers does not pay',
      params: { activity: 'register', other: 'pay' },
      expect: { checked: 4, violating: ['o1', 'o3', 'o4', 'o6'], violations: 4 },
    },
    {
      // Only o3 is checked twice: by Bob and by Dan. o4 is decided twice, by Cat.
      title: 'A second decision is another person’s',
      params: { activity: 'decide', other: 'decide' },
      expect: { checked: 1, violating: ['o4'], violations: 1 },
    },
  ],
  sentence: ({ activity, other }) => ({
    text:
      activity === other
        ? english('{activity} must be done by another person each time.')
        : english('{activity} and {other} must be done by different people.'),
    values: { activity: quoted(activity), other: quoted(other) },
  }),
  prepare: (log, p) => peopleRule(log, p),
  judge({ segment, count, list, offsets, activity, rows }, { a, b, column, people }, found) {
    const who = segment.codes(column);
    // The case in which a person did an activity last, plus one: nothing to clear between cases.
    const didA = new Uint32Array(people);
    const didB = a === b ? didA : new Uint32Array(people);
    const counted = new Uint32Array(people);
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const end = offsets[c + 1]!;
      let known = 0;
      let violations = 0;
      for (let e = offsets[c]!; e < end; e++) {
        const code = activity[e]!;
        if (code !== a && code !== b) continue;
        const person = who[rows === null ? e : rows[e]!]!;
        if (person === 0) continue;
        const [own, others] = code === a ? [didA, didB] : [didB, didA];
        if (a === b) known = known === 0 ? 1 : 3;
        else known |= code === a ? 1 : 2;
        if (others[person] === k + 1 && counted[person] !== k + 1) {
          counted[person] = k + 1;
          violations++;
        }
        own[person] = k + 1;
      }
      found[k] = known === 3 ? violations : NOT_CHECKED;
    }
  },
});
