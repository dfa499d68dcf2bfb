import { CaseSupport, defineCalculator, Type } from '#sdk';
import { resourceBetween } from '../kernels/resource-pairs.ts';
import { pairsByValue } from '../organisation/pair-list.ts';
import { ResourceColumn } from '../organisation/resource-column.ts';
import { ResourceFields, ResourceTotals, shownResources, Top } from '../organisation/shown-resources.ts';
import { RelationParams, weightedPairs } from '../organisation/weighted-pairs.ts';

/** Nearest distance of two events with another one between them. */
const NEAREST = 2;

const params = Type.Object({
  resource: ResourceColumn,
  ...RelationParams(NEAREST),
  top: Top(100, 1000),
  limit: Type.Integer({ default: 1000, minimum: 1, maximum: 500_000, description: 'Pairs to list, the most first' }),
});

const result = Type.Object({
  ...ResourceTotals,
  nodes: Type.Array(Type.Object(ResourceFields)),
  pairs: Type.Array(
    Type.Object({
      resource: Type.String({ description: 'Who gives work away and gets the case back' }),
      subcontractor: Type.String({ description: 'Who works in between' }),
      count: Type.Integer({ description: 'Events of the subcontractor between two of the resource' }),
      cases: CaseSupport('Cases with such an event'),
      weight: Type.Number({ description: 'Events, or cases, weighed by the distance' }),
      share: Type.Number({ description: 'Weight as a share of what it could be, 0 … 1' }),
    }),
  ),
  hidden: Type.Object({ pairs: Type.Integer({ description: 'Pairs of shown resources beyond the limit' }) }),
});

/**
 * Subcontracting (van der Aalst, Reijers, Song: Discovering Social Networks from Event Logs, 2005): an event of j lies between
 * two of i in the same case, i … j … i, so that i had j do a part and went on. `depth` 2, the nearest, is i, j, i one right
 * after the other; further ones weigh `decay` for each step. Activity instances count, events without a resource are passed
 * over. `share` is the paper's relative frequency. Pairs by weight, ties by events and names.
 */
export default defineCalculator({
  id: 'subcontracting',
  version: 1,
  title: 'Subcontracting',
  summary: 'Shows who has a part of the work done by whom before going on with the case.',
  category: 'organisation',
  params,
  result,
  view: 'subcontracting',
  examples: [
    {
      title: 'Cat has a check done by Bob in order 4',
      params: {},
      expect: {
        cases: 6,
        // Ann Cat Bob Cat Ann. Places: two in each order of four events, three in each of five: 2 + 2 + 3 + 3 + 2.
        pairs: [{ resource: 'Cat', subcontractor: 'Bob', count: 1, cases: 1, weight: 1, share: 1 / 12 }],
        hidden: { pairs: 0 },
      },
    },
    {
      title: 'At a distance of three: Ann begins and ends orders 1, 2 and 6 with Bob and Cat in between',
      params: { depth: 3 },
      expect: {
        // Places at a distance of three: (1 + 1 + 2 + 2 + 1) · 2 events between = 14; each weighs a half.
        pairs: [
          { resource: 'Ann', subcontractor: 'Cat', count: 3, cases: 3, weight: 1.5, share: 1.5 / 19 },
          { resource: 'Ann', subcontractor: 'Bob', count: 3, cases: 3, weight: 1.5, share: 1.5 / 19 },
          { resource: 'Cat', subcontractor: 'Bob', count: 1, cases: 1, weight: 1, share: 1 / 19 },
        ],
      },
    },
  ],
  async compute(log, p, run) {
    const found = await shownResources(log, run, p.resource, p.top);
    const { slots, counts } = found;
    const wanted = {
      nearest: NEAREST,
      depth: p.depth,
      decay: p.decay,
      multiple: p.multiple,
      allCases: counts.allCases,
    };
    const weighed = await weightedPairs(run, resourceBetween, { slots }, wanted);
    const pairs = pairsByValue(found, weighed.weight);
    return {
      ...found.totals,
      nodes: found.shown.map(({ resource, events, cases }) => ({ resource, events, cases })),
      pairs: pairs.slice(0, p.limit).map(({ from, to, at }) => ({
        ...{ resource: found.shown[from]!.resource, subcontractor: found.shown[to]!.resource },
        ...{ count: weighed.count[at]!, cases: weighed.cases[at]!, weight: weighed.weight[at]! },
        share: weighed.possible > 0 ? weighed.weight[at]! / weighed.possible : 0,
      })),
      hidden: { pairs: Math.max(0, pairs.length - p.limit) },
    };
  },
});
