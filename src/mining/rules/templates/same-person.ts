import { ActivityRef, english, Type } from '#sdk';
import { peopleRule, Who } from '../people.ts';
import { defineRuleTemplate, NOT_CHECKED } from '../rule-template.ts';
import { quoted } from '../words.ts';

const params = Type.Object({
  activity: ActivityRef('One activity'),
  other: ActivityRef('The activity that the same person must do; the same one again: one person does it every time'),
  attribute: Who,
});

/** One person does all occurrences of both activities in a case. */
export default defineRuleTemplate({
  id: 'same-person',
  title: 'A and B by the same person',
  summary: 'Two activities are done by the same person.',
  params,
  looksAt: 'events',
  meaning: {
    checked: 'Cases in which each of the two was done by somebody who is known; for one activity: twice.',
    violation: 'Each person beyond the first who did one of the two in the case.',
    repeated: 'All occurrences of both activities are looked at, whatever their order.',
    missing: 'Events of which nobody knows who did them are passed over.',
  },
  examples: [
    {
      title: 'Who registers, pays',
      params: { activity: 'register', other: 'pay' },
      expect: { checked: 4, violating: [], violations: 0 },
    },
    {
      // o3 is checked by Bob and Dan and decided by Cat; the others are checked by Bob and decided by Cat.
      title: 'Who checks, decides',
      params: { activity: 'check', other: 'decide' },
      expect: { checked: 5, violating: ['o1', 'o2', 'o3', 'o4', 'o6'], violations: 6 },
    },
  ],
  sentence: ({ activity, other }) => ({
    text:
      activity === other
        ? english('{activity} must be done by the same person each time.')
        : english('{activity} and {other} must be done by the same person.'),
    values: { activity: quoted(activity), other: quoted(other) },
  }),
  prepare: (log, p) => peopleRule(log, p),
  judge({ segment, count, list, offsets, activity, rows }, { a, b, column, people }, found) {
    const who = segment.codes(column);
    // The case in which a person was met last, plus one: nothing to clear between cases.
    const metIn = new Uint32Array(people);
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const end = offsets[c + 1]!;
      let known = 0;
      let persons = 0;
      for (let e = offsets[c]!; e < end; e++) {
        const code = activity[e]!;
        if (code !== a && code !== b) continue;
        const person = who[rows === null ? e : rows[e]!]!;
        if (person === 0) continue;
        if (a === b) known = known === 0 ? 1 : 3;
        else known |= code === a ? 1 : 2;
        if (metIn[person] === k + 1) continue;
        metIn[person] = k + 1;
        persons++;
      }
      found[k] = known === 3 ? persons - 1 : NOT_CHECKED;
    }
  },
});
