import { Choice, defineFilter, noBits, setBit, Type } from '#sdk';
import { tracesOf } from '../kernels/traces.ts';
import { localVariants } from '../kernels/variants.ts';
import { PatternMatcher, preparePattern } from '../predicates/pattern-match.ts';
import { readPattern } from '../predicates/pattern-text.ts';

const params = Type.Object({
  pattern: Type.String({
    minLength: 1,
    maxLength: 4000,
    description:
      "Activities with -> (directly followed by) and ~> (followed later by): register ~> check -> !decide. Also * (any), (a|b), a? (may be left out), a+ (in a row), ^ and $ (start and end of the case), ~>[<=2d] or ->[1h..3h] (time between; ms, s, min, h, d, w); a name with signs in quotes: 'a+b'",
  }),
  mode: Choice(['any', 'none'], {
    default: 'any',
    description: 'Keep the cases that show the pattern somewhere, or those that show it nowhere',
  }),
});

/**
 * Keeps the cases that show a pattern of activities, each element at an event of its own, in order. `->` is the very next event, `~>` any
 * later one. `!A` is the absence of A: `-> !A` at the end, the next event is another or there is none; `~> !A ~>`, no A between; `-> !A ->`,
 * one other event between; at the beginning likewise. Where `a?` is left out, its neighbours are joined by the looser of the connectors
 * beside it and the time behind it. A time that is not known is within no bounds.
 */
export default defineFilter({
  id: 'pattern',
  version: 1,
  title: 'Pattern',
  summary: 'Keeps the cases that show a pattern of activities, with gaps, alternatives, repetition, absence and times.',
  category: 'order',
  params,
  examples: [
    {
      // o4 checks after its first decision, and decides after that; o1, o2, o3 and o6 do not check after a decision.
      title: 'Decided, later checked, not paid at once',
      params: { pattern: 'decide ~> check -> !pay' },
      expect: { cases: 1, events: 5 },
    },
    {
      title: 'Checked twice or more in a row, then decided',
      params: { pattern: 'check -> check+ -> decide' },
      expect: { cases: 1, events: 5 },
    },
    {
      // decide to pay: o1 1 h, o3 3 h, o4 1 h from the second, o6 19 h.
      title: 'Paid within three hours of a decision, at the end of the case',
      params: { pattern: '^register ~> decide ~>[<=3h] pay$' },
      expect: { cases: 3, events: 14 },
    },
    {
      title: 'No decision before the first check',
      params: { pattern: '!decide ~> check' },
      expect: { cases: 4, events: 17 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare: (log, p) => preparePattern(log, readPattern(p.pattern)),
  select(segment, view, { mode }, pattern) {
    const traces = tracesOf(segment, view, { time: pattern.timed });
    const { count, list, offsets, activity, time } = traces;
    const matcher = new PatternMatcher(pattern);
    const kept = noBits(segment.cases);
    const shows = (c: number) => matcher.matches(activity, time, offsets[c]!, offsets[c + 1]!);
    const { of, first } = pattern.timed ? { of: null, first: null } : localVariants(segment, view, traces);
    const known = first && new Int8Array(first.length).fill(-1);
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      let found: boolean;
      if (known) {
        const v = of[c]!;
        if (known[v]! < 0) known[v] = Number(shows(c));
        found = known[v] === 1;
      } else found = shows(c);
      if (found === (mode === 'any')) setBit(kept, c);
    }
    return kept;
  },
});
