import { CaseSupport, Choice, defineCalculator, Nullable, type Static, Type } from '#sdk';
import { Work } from '../discovery/work.ts';
import { namesOf, type VariantTable } from '../kernels/variant-table.ts';
import { variants } from '../kernels/variants.ts';
import { type ClusteredVariants, clusterVariants } from '../learning/cluster-variants.ts';
import { byteRanks } from '../log/byte-order.ts';
import { variantId } from '../model/variant-id.ts';
import { variantOrder } from '../model/variant-order.ts';

const params = Type.Object({
  clusters: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 20,
    description: 'How many groups; 0: as many of two to eight as part the cases best, by the silhouette',
  }),
  distance: Choice(['profile', 'edit'], {
    default: 'profile',
    description:
      'profile: which activities occur and which follow each other, how often; edit: how many events must be put in, taken out or changed',
  }),
  variants: Type.Integer({
    default: 500,
    minimum: 2,
    maximum: 2000,
    description:
      'So many of the most frequent variants make the groups; each other one joins the group whose middle is nearest',
  }),
});

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const result = Type.Object({
  cases: CaseSupport('Cases of the view'),
  grouped: Type.Integer({ minimum: 0, description: 'Variants that made the groups' }),
  joined: Type.Integer({ minimum: 0, description: 'Rarer variants that joined them' }),
  silhouette: Type.Number({
    description: 'Mean over the cases of the variants that made the groups, −1 … 1; above 0.5 they are well apart',
  }),
  clusters: Type.Array(
    Type.Object({
      cluster: Type.Integer({ minimum: 1 }),
      cases: CaseSupport(),
      share: Share('Of the cases of the view'),
      variants: Type.Integer({ minimum: 1 }),
      meanMs: Nullable(Type.Number({ description: 'Mean duration of the cases on the clock of the view' })),
      meanEvents: Type.Number({ description: 'Events of a case' }),
      silhouette: Type.Number({ description: 'Mean over its cases' }),
      medoid: Nullable(
        Type.Object(
          { id: Type.String(), activities: Type.Array(Type.String()), count: CaseSupport() },
          { description: 'The variant in the middle' },
        ),
      ),
      marks: Type.Array(
        Type.Object({
          activity: Type.String(),
          share: Share('Of the cases of the group in which it occurs'),
          elsewhere: Share('Of all other cases'),
          cases: CaseSupport('Cases of the group in which it occurs'),
        }),
        { description: 'Activities that tell the group from the others, the strongest first' },
      ),
    }),
    { description: 'Most cases first' },
  ),
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      activities: Type.Array(Type.String()),
      cluster: Type.Integer({ minimum: 1 }),
      count: CaseSupport(),
    }),
    { description: 'The variants that made the groups, most frequent first' },
  ),
  definition: Type.String({ description: 'How the groups were found' }),
});

const DEFINITION =
  'Variants, weighed by their cases, partitioned around medoids (PAM). Distance of two variants by profile: 1 − the mean of the cosines of activity counts and of directly-follows counts; by edit: Levenshtein distance ⁄ events of the longer one. Silhouette of a case: (b − a) ⁄ max(a, b), a its mean distance to the other cases of its group, b to those of the nearest other group.';
const MARKS = 6;

/** Groups of variants that are alike (Song, Günther, van der Aalst 2008), each with the variant in its middle and what marks it. */
export default defineCalculator({
  id: 'variant-clusters',
  version: 1,
  title: 'Groups of variants',
  summary: 'Finds groups of variants that are alike, with what marks each.',
  category: 'variants',
  params,
  result,
  view: 'variant-clusters',
  examples: [
    {
      // o5 alone has nothing but register. The rest shares register, check and decide; the straight way is in its middle.
      title: 'Two groups: the order that ended at once, and all others',
      params: { clusters: 2, distance: 'edit' },
      expect: {
        cases: 6,
        grouped: 5,
        joined: 0,
        clusters: [
          {
            cluster: 1,
            cases: 5,
            variants: 4,
            meanEvents: 22 / 5,
            medoid: { activities: ['register', 'check', 'decide', 'pay'], count: 2 },
          },
          {
            cluster: 2,
            cases: 1,
            variants: 1,
            meanMs: 0,
            meanEvents: 1,
            silhouette: 0,
            medoid: { activities: ['register'], count: 1 },
          },
        ],
      },
    },
  ],
  async compute(log, p, run) {
    const table = await run.reduce(variants, { durations: true });
    run.progress(0.2);
    const order = Array.from({ length: table.size }, (_, v) => v).sort(
      variantOrder(table, log.activityNames, (v) => table.count[v]!),
    );
    const found = await clusterVariants(table, order, p, new Work(run));
    const cases = table.count.subarray(0, table.size).reduce((sum, count) => sum + count, 0);
    const describe = describer(table, found, order, log.activityNames, cases);
    return {
      ...{ cases, grouped: found.grouped, joined: table.size - found.grouped, silhouette: found.silhouette },
      clusters: found.medoids.map((_, cluster) => describe(cluster)),
      items: order.slice(0, found.grouped).map((v, i) => {
        const activities = namesOf(table, v, log.activityNames);
        return { id: variantId(activities), activities, cluster: found.cluster[i]! + 1, count: table.count[v]! };
      }),
      definition: DEFINITION,
    };
  },
});

type Cluster = Static<typeof result>['clusters'][number];

/** What is said of a cluster. Sums are taken in the order of variants, so that they do not depend on segments. */
function describer(
  table: VariantTable,
  found: ClusteredVariants,
  order: readonly number[],
  names: readonly string[],
  cases: number,
): (cluster: number) => Cluster {
  const { codes, offsets, count, timed, sum } = table;
  const ranks = byteRanks(names);
  const withActivity = found.medoids.map(() => new Float64Array(names.length));
  const total = found.medoids.map(() => ({ cases: 0, variants: 0, events: 0, timed: 0, ms: 0, well: 0, weighed: 0 }));
  for (const [i, v] of order.entries()) {
    const cluster = found.cluster[i]!;
    const of = total[cluster]!;
    of.cases += count[v]!;
    of.variants++;
    of.events += count[v]! * (offsets[v + 1]! - offsets[v]!);
    of.timed += timed[v]!;
    of.ms += sum[v]!;
    if (i < found.grouped) {
      of.well += count[v]! * found.silhouettes[i]!;
      of.weighed += count[v]!;
    }
    for (const code of new Set(codes.subarray(offsets[v], offsets[v + 1]))) withActivity[cluster]![code]! += count[v]!;
  }
  const everywhere = names.map((_, code) => withActivity.reduce((all, of) => all + of[code]!, 0));
  return (cluster) => {
    const { cases: own, variants, events, timed: known, ms, well, weighed } = total[cluster]!;
    const marks = names.flatMap((activity, code) => {
      const inside = withActivity[cluster]![code]!;
      if (everywhere[code] === 0) return [];
      const elsewhere = cases === own ? 0 : (everywhere[code]! - inside) / (cases - own);
      return [{ activity, share: inside / own, elsewhere, cases: inside, rank: ranks[code]! }];
    });
    const strength = (mark: { share: number; elsewhere: number }) => Math.abs(mark.share - mark.elsewhere);
    marks.sort((a, b) => strength(b) - strength(a) || a.rank - b.rank);
    const medoid = order[found.medoids[cluster]!]!;
    const activities = namesOf(table, medoid, names);
    return {
      ...{ cluster: cluster + 1, cases: own, share: own / cases, variants, meanMs: known === 0 ? null : ms / known },
      ...{ meanEvents: events / own, silhouette: weighed === 0 ? 0 : well / weighed },
      medoid: { id: variantId(activities), activities, count: count[medoid]! },
      marks: marks
        .filter((mark) => strength(mark) > 0 && cases !== own)
        .slice(0, MARKS)
        .map(({ rank: _, ...mark }) => mark),
    };
  };
}
