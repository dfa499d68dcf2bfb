import { CaseSupport, defineCalculator, Type } from '#sdk';
import { variants } from '../kernels/variants.ts';

const params = Type.Object({
  points: Type.Integer({
    default: 100,
    minimum: 2,
    maximum: 10_000,
    description:
      'Most points of the curve; where there are more variants, the points lie closer at its steep beginning',
  }),
  targets: Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 1 }), {
    default: [0.5, 0.8, 0.9, 0.95],
    maxItems: 20,
    description: 'Shares of the cases for which the number of variants needed is given',
  }),
});

const result = Type.Object({
  variants: Type.Integer({ minimum: 0 }),
  cases: CaseSupport('Cases in the view'),
  points: Type.Array(
    Type.Object({
      variants: Type.Integer({ description: 'The so many most frequent variants' }),
      variantShare: Type.Number(),
      cases: CaseSupport('Cases they cover'),
      caseShare: Type.Number(),
    }),
  ),
  targets: Type.Array(
    Type.Object({
      caseShare: Type.Number({ description: 'The share that was asked for' }),
      variants: Type.Integer({ description: 'The fewest that cover it' }),
      cases: CaseSupport('Cases they cover'),
    }),
  ),
});

/** How many cases the most frequent variants cover: the cumulative curve, and the variants needed for given shares. */
export default defineCalculator({
  id: 'variant-coverage',
  version: 2,
  title: 'Variant coverage',
  summary: 'Shows which share of the cases the most frequent variants cover.',
  category: 'variants',
  params,
  result,
  view: 'variant-coverage',
  examples: [
    {
      title: 'Five variants of six orders: one of two cases, four of one',
      params: { targets: [0.5, 1] },
      expect: {
        variants: 5,
        cases: 6,
        points: [
          { variants: 1, variantShare: 0.2, cases: 2, caseShare: 2 / 6 },
          { variants: 2, variantShare: 0.4, cases: 3, caseShare: 0.5 },
          { variants: 3, variantShare: 0.6, cases: 4, caseShare: 4 / 6 },
          { variants: 4, variantShare: 0.8, cases: 5, caseShare: 5 / 6 },
          { variants: 5, variantShare: 1, cases: 6, caseShare: 1 },
        ],
        targets: [
          { caseShare: 0.5, variants: 2, cases: 3 },
          { caseShare: 1, variants: 5, cases: 6 },
        ],
      },
    },
  ],
  async compute(_log, p, run) {
    const table = await run.reduce(variants, { durations: false });
    // Cumulative numbers of cases, most frequent first.
    const covered = table.count.slice(0, table.size).sort().reverse();
    for (let i = 1; i < covered.length; i++) covered[i] = covered[i]! + covered[i - 1]!;
    const total = covered.at(-1) ?? 0;
    return {
      variants: covered.length,
      cases: total,
      points: ranksShown(covered.length, p.points).map((rank) => ({
        variants: rank,
        variantShare: rank / covered.length,
        cases: covered[rank - 1]!,
        caseShare: covered[rank - 1]! / total,
      })),
      targets: p.targets.map((caseShare) => {
        const needed = covered.length === 0 ? 0 : variantsFor(covered, caseShare * total);
        return { caseShare, variants: needed, cases: covered[needed - 1] ?? 0 };
      }),
    };
  },
});

/** All ranks up to `most`; of more, 1 … n at equal distances of their logarithms. */
function ranksShown(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, i) => i + 1);
  const ranks = Array.from({ length: most }, (_, i) => Math.round(n ** (i / (most - 1))));
  return [...new Set(ranks)];
}

/** Fewest of the most frequent variants that cover so many cases. */
function variantsFor(covered: Float64Array, cases: number): number {
  let low = 0;
  let high = covered.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (covered[middle]! >= cases - 1e-9) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}
