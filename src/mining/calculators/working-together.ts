import { CaseSupport, defineCalculator, Type } from '#sdk';
import { resourcesTogether } from '../kernels/resource-pairs.ts';
import { pairsByValue } from '../organisation/pair-list.ts';
import { ResourceColumn } from '../organisation/resource-column.ts';
import { ResourceFields, ResourceTotals, shownResources, Top } from '../organisation/shown-resources.ts';

const params = Type.Object({
  resource: ResourceColumn,
  top: Top(100, 1000),
  limit: Type.Integer({
    default: 1000,
    minimum: 1,
    maximum: 500_000,
    description: 'Pairs to list, the most cases first',
  }),
});

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const result = Type.Object({
  ...ResourceTotals,
  nodes: Type.Array(Type.Object(ResourceFields)),
  pairs: Type.Array(
    Type.Object({
      a: Type.String(),
      b: Type.String(),
      cases: CaseSupport('Cases in which both took part'),
      shareOfA: Share('Of the cases of a'),
      shareOfB: Share('Of the cases of b'),
      jaccard: Share('Of the cases in which any of the two took part'),
    }),
  ),
  hidden: Type.Object({ pairs: Type.Integer({ description: 'Pairs of shown resources beyond the limit' }) }),
});

/**
 * Working together (van der Aalst, Reijers, Song: Discovering Social Networks from Event Logs, 2005): in how many cases two
 * resources both took part, whatever they did and whenever. `shareOfA` and `shareOfB` are the paper's relative frequency,
 * which differs by whose cases one starts from. Each pair stands once, as `a` the resource with more events; ties by names.
 */
export default defineCalculator({
  id: 'working-together',
  version: 1,
  title: 'Working together',
  summary: 'Shows which resources take part in the same cases, and in how large a share of their own.',
  category: 'organisation',
  params,
  result,
  view: 'working-together',
  examples: [
    {
      title: 'Ann, Bob and Cat share all orders but one',
      params: {},
      expect: {
        cases: 6,
        nodes: [
          { resource: 'Ann', cases: 5 },
          { resource: 'Cat' },
          { resource: 'Bob' },
          { resource: 'Dan' },
          { resource: 'Eve' },
        ],
        pairs: [
          { a: 'Ann', b: 'Cat', cases: 5, shareOfA: 1, shareOfB: 1, jaccard: 1 },
          { a: 'Ann', b: 'Bob', cases: 5, shareOfA: 1, shareOfB: 1, jaccard: 1 },
          { a: 'Cat', b: 'Bob', cases: 5, shareOfA: 1, shareOfB: 1, jaccard: 1 },
          // Dan only helped with order 3.
          { a: 'Ann', b: 'Dan', cases: 1, shareOfA: 0.2, shareOfB: 1, jaccard: 0.2 },
          { a: 'Cat', b: 'Dan', cases: 1, shareOfA: 0.2, shareOfB: 1, jaccard: 0.2 },
          { a: 'Bob', b: 'Dan', cases: 1, shareOfA: 0.2, shareOfB: 1, jaccard: 0.2 },
        ],
        hidden: { pairs: 0 },
      },
    },
  ],
  async compute(log, p, run) {
    const found = await shownResources(log, run, p.resource, p.top);
    const together = await run.reduce(resourcesTogether, found.slots);
    const pairs = pairsByValue(found, together.cases);
    return {
      ...found.totals,
      nodes: found.shown.map(({ resource, events, cases }) => ({ resource, events, cases })),
      pairs: pairs.slice(0, p.limit).map(({ from, to, at }) => {
        const [a, b, cases] = [found.shown[from]!, found.shown[to]!, together.cases[at]!];
        return {
          ...{ a: a.resource, b: b.resource, cases, shareOfA: cases / a.cases, shareOfB: cases / b.cases },
          jaccard: cases / (a.cases + b.cases - cases),
        };
      }),
      hidden: { pairs: Math.max(0, pairs.length - p.limit) },
    };
  },
});
