import { CaseSupport, defineCalculator, Type } from '#sdk';
import { Work } from '../discovery/work.ts';
import { activityProfiles, Metric, similarities } from '../organisation/activity-profiles.ts';
import { ResourceColumn } from '../organisation/resource-column.ts';
import { ResourceFields, ResourceTotals, shownResources, Top } from '../organisation/shown-resources.ts';

const params = Type.Object({
  resource: ResourceColumn,
  metric: Metric,
  least: Type.Number({ default: 0.5, minimum: -1, maximum: 1, description: 'Pairs less alike than this are left out' }),
  top: Top(100, 1000),
  limit: Type.Integer({
    default: 1000,
    minimum: 1,
    maximum: 500_000,
    description: 'Pairs to list, the most alike first',
  }),
});

const result = Type.Object({
  ...ResourceTotals,
  activities: Type.Integer({ description: 'Different activities of the shown resources' }),
  nodes: Type.Array(
    Type.Object({ ...ResourceFields, activities: Type.Integer({ description: 'Different activities that it did' }) }),
  ),
  pairs: Type.Array(
    Type.Object({
      a: Type.String(),
      b: Type.String(),
      similarity: Type.Number({ description: '1: the same profile; negative only for a Pearson correlation' }),
      common: Type.Integer({ description: 'Activities that both did' }),
      cases: CaseSupport('Cases of the one that took part in fewer'),
    }),
  ),
  hidden: Type.Object({ pairs: Type.Integer({ description: 'Pairs of shown resources beyond the limit' }) }),
});

/**
 * Metrics of joint activities (van der Aalst, Reijers, Song: Discovering Social Networks from Event Logs, 2005): resources are
 * alike when they do the same activities, whether or not they ever work on the same case. Each has a profile: how often it
 * did each activity, over activity instances. Pairs by similarity, ties by events and names.
 */
export default defineCalculator({
  id: 'similar-resources',
  version: 1,
  title: 'Similar resources',
  summary: 'Shows which resources do the same activities, by how alike their activity profiles are.',
  category: 'organisation',
  params,
  result,
  view: 'similar-resources',
  examples: [
    {
      title: 'Bob and Dan both check and do nothing else; Eve registers, as half of what Ann does',
      params: {},
      expect: {
        activities: 5,
        nodes: [
          { resource: 'Ann', activities: 3 },
          { resource: 'Cat', activities: 1 },
          { resource: 'Bob', activities: 1 },
          { resource: 'Dan', activities: 1 },
          { resource: 'Eve', activities: 1 },
        ],
        pairs: [
          { a: 'Bob', b: 'Dan', similarity: 1, common: 1, cases: 1 },
          // Ann: register 5, pay 4, reject 1; Eve: register 1. 5 ⁄ √(25 + 16 + 1).
          { a: 'Ann', b: 'Eve', similarity: 5 / Math.sqrt(42), common: 1, cases: 1 },
        ],
      },
    },
    {
      title: 'By what they do at all: Ann and Eve agree on check, decide and register',
      params: { metric: 'hamming', least: 0.6 },
      expect: {
        pairs: [
          { a: 'Bob', b: 'Dan', similarity: 1 },
          { a: 'Ann', b: 'Eve', similarity: 0.6 },
          { a: 'Cat', b: 'Bob', similarity: 0.6 },
          { a: 'Cat', b: 'Dan', similarity: 0.6 },
          { a: 'Cat', b: 'Eve', similarity: 0.6 },
          { a: 'Bob', b: 'Eve', similarity: 0.6 },
          { a: 'Dan', b: 'Eve', similarity: 0.6 },
        ],
      },
    },
  ],
  async compute(log, p, run) {
    const found = await shownResources(log, run, p.resource, p.top);
    const { shown } = found;
    const profiles = await activityProfiles(log, run, found);
    const activities = new Set(profiles.flatMap(({ codes }) => [...codes])).size;
    const alike = await similarities(profiles, activities, p.metric, new Work(run));
    const pairs: { a: number; b: number; similarity: number }[] = [];
    for (let a = 0; a < shown.length; a++) {
      for (let b = a + 1; b < shown.length; b++) {
        const similarity = alike[a * shown.length + b]!;
        if (similarity >= p.least) pairs.push({ a, b, similarity });
      }
    }
    pairs.sort((x, y) => y.similarity - x.similarity || x.a - y.a || x.b - y.b);
    return {
      ...{ ...found.totals, activities },
      nodes: shown.map(({ resource, events, cases }, i) => ({
        ...{ resource, events, cases },
        activities: profiles[i]!.codes.length,
      })),
      pairs: pairs.slice(0, p.limit).map(({ a, b, similarity }) => ({
        ...{ a: shown[a]!.resource, b: shown[b]!.resource, similarity },
        common: profiles[a]!.codes.filter((code) => profiles[b]!.codes.includes(code)).length,
        cases: Math.min(shown[a]!.cases, shown[b]!.cases),
      })),
      hidden: { pairs: Math.max(0, pairs.length - p.limit) },
    };
  },
});
