import { Choice, defineCalculator, Nullable, Type } from '#sdk';
import { caseNeighbours } from '../kernels/case-neighbours.ts';
import { casePage } from '../kernels/case-page.ts';
import { needSingleCases } from '../views/single-cases.ts';

const params = Type.Object({
  caseId: Type.String({ minLength: 1, description: 'The id of the case, exactly' }),
  sort: Choice(['start', 'end', 'duration', 'events', 'id'], {
    default: 'start',
    description: 'What the cases are sorted by; ties by start, then by id',
  }),
  descending: Type.Boolean({ default: false, description: 'Largest or latest first; unknown values stay last' }),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1000,
      description: 'Only among cases whose id holds this, in small letters or capitals',
    }),
  ),
});

const result = Type.Object({
  position: Nullable(Type.Integer({ minimum: 1, description: 'Place of the case in the order; null: not among them' })),
  total: Type.Integer({ minimum: 0, description: 'Cases in the order' }),
  smaller: Type.Integer({
    minimum: 0,
    description: 'Cases with a smaller value of what is sorted by, whatever the direction; sorted by id: 0',
  }),
  previous: Nullable(Type.String({ description: 'Id of the case in front of it' })),
  next: Nullable(Type.String({ description: 'Id of the case behind it' })),
});

/** Where a case stands among the others, in the orders of the case table. */
export default defineCalculator({
  id: 'case-neighbours',
  version: 1,
  title: 'Place of a case',
  summary: 'Tells where a case stands in the order of the case table, and which cases stand in front of it and behind.',
  category: 'cases',
  params,
  result,
  view: 'case-neighbours',
  examples: [
    {
      title: 'By start, order 2 stands between 1 and 3',
      params: { caseId: 'o2' },
      expect: { position: 2, total: 6, previous: 'o1', next: 'o3' },
    },
    {
      title: 'Order 6 took longest of all',
      params: { caseId: 'o6', sort: 'duration', descending: true },
      expect: { position: 1, total: 6, smaller: 5, previous: null },
    },
    {
      title: 'A case that the search leaves out stands nowhere',
      params: { caseId: 'o2', search: 'o3' },
      expect: { position: null, total: 1, previous: null, next: null },
    },
  ],
  async compute(_log, { caseId, sort, descending, search = null }, run) {
    needSingleCases(run);
    const { cases } = await run.reduce(casePage, { sort, descending, first: 1, caseId, search });
    const of = cases[0];
    if (!of) {
      const { total } = await run.reduce(casePage, { sort, descending, first: 0, caseId: null, search });
      return { position: null, total, smaller: 0, previous: null, next: null };
    }
    const found = await run.reduce(caseNeighbours, { sort, descending, search, of });
    return {
      position: found.before + 1,
      total: found.total,
      smaller: found.smaller,
      previous: found.previous?.id ?? null,
      next: found.next?.id ?? null,
    };
  },
});
