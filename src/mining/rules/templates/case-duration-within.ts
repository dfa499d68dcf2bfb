import { english, invalid, Type } from '#sdk';
import { durationText } from '../../log/duration-text.ts';
import { durationsOf } from '../../predicates/case-spans.ts';
import { defineRuleTemplate, NOT_CHECKED } from '../rule-template.ts';

const bound = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }));

const params = Type.Object({
  minMs: bound('Shortest duration allowed, included, in milliseconds of the clock of the view'),
  maxMs: bound('Longest duration allowed, included, in milliseconds'),
});

/** The time from the first to the last event of the case lies within bounds, on the clock of the view. */
export default defineRuleTemplate({
  id: 'case-duration-within',
  title: 'Case duration within',
  summary: 'A case takes no longer, or no less time, than allowed.',
  params,
  looksAt: 'events',
  meaning: {
    checked: 'Cases of which a time is known; one that still runs is measured up to its last event.',
    violation: 'A case that takes less or more time; one for each case.',
    repeated: 'Only the earliest and the latest time are looked at.',
    missing: 'Events without a time are passed over; a case without any is not judged.',
  },
  examples: [
    {
      // o1 4 h, o2 3 h, o3 6 h, o4 4 h, o5 0, o6 24 h.
      title: 'Done in five hours',
      params: { maxMs: 18_000_000 },
      expect: { checked: 6, violating: ['o3', 'o6'], violations: 2 },
    },
    {
      title: 'Not sooner than four hours, not later than six',
      params: { minMs: 14_400_000, maxMs: 21_600_000 },
      expect: { checked: 6, violating: ['o2', 'o5', 'o6'], violations: 3 },
    },
  ],
  sentence({ minMs, maxMs }) {
    const values = { min: durationText(minMs), max: durationText(maxMs) };
    if (minMs === undefined) return { text: english('A case must take at most {max}.'), values };
    if (maxMs === undefined) return { text: english('A case must take at least {min}.'), values };
    return { text: english('A case must take between {min} and {max}.'), values };
  },
  prepare(_log, { minMs, maxMs }) {
    if (minMs === undefined && maxMs === undefined)
      invalid('rules.noBounds', 'Give at least one bound of the duration: minMs or maxMs.');
    if ((minMs ?? 0) > (maxMs ?? Number.POSITIVE_INFINITY))
      invalid('rules.emptyRange', 'The shortest duration (minMs) is above the longest (maxMs).');
    return { low: minMs ?? 0, high: maxMs ?? Number.POSITIVE_INFINITY };
  },
  judge({ segment, view, count, list }, { low, high }, found) {
    const durations = durationsOf(segment, view);
    for (let k = 0; k < count; k++) {
      const duration = durations[list === null ? k : list[k]!]!;
      found[k] = Number.isNaN(duration) ? NOT_CHECKED : duration < low || duration > high ? 1 : 0;
    }
  },
});
