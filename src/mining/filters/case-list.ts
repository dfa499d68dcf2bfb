import { defineFilter, hasBit, noBits, setBit, Type } from '#sdk';
import { needSingleCases } from '../views/single-cases.ts';

const params = Type.Object({
  cases: Type.Array(Type.String({ minLength: 1, maxLength: 10_000 }), {
    minItems: 1,
    maxItems: 10_000,
    description: 'Ids of cases, letter by letter; those that the log does not have keep nothing',
  }),
});

/** Keeps chosen cases by their ids. Only who may see single cases may choose them. */
export default defineFilter({
  id: 'case-list',
  version: 1,
  title: 'Chosen cases',
  summary: 'Keeps the cases of a list of ids.',
  category: 'attribute',
  params,
  examples: [
    { title: 'Two orders', params: { cases: ['o2', 'o5'] }, expect: { cases: 2, events: 5 } },
    { title: 'An id that there is not', params: { cases: ['O2', 'o1'] }, expect: { cases: 1, events: 4 } },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare(_log, p, run) {
    needSingleCases(run);
    return new Set(p.cases);
  },
  select(segment, view, _p, wanted) {
    const kept = noBits(segment.cases);
    let left = wanted.size;
    for (let c = 0; c < segment.cases && left > 0; c++) {
      if ((view.cases && !hasBit(view.cases, c)) || !wanted.has(segment.caseId(c))) continue;
      setBit(kept, c);
      left--;
    }
    return kept;
  },
});
