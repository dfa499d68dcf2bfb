import { alignSequences } from '../../mining/model/align-sequences.ts';
import { nameOf, type Words } from '../../platform/text/words.ts';
import type { ActivityColours } from './colours.ts';
import type { Variant } from './model.ts';
import { stepOf } from './steps.ts';

/** Longer sequences are compared by their beginnings. */
const COMPARED = 200;
/** A difference is marked where it is at least a minute and half as long again. */
const MARKED_MS = 60_000;
const MARKED_RATIO = 1.5;

/** One variant step by step, or two side by side. */
export function comparisonOf(a: Variant, b: Variant | null, colours: ActivityColours, words: Words) {
  const view = (variant: Variant, at: number | null) =>
    at === null ? null : stepOf(variant.activities[at]!, variant.stepMs[at], colours, words);
  const [names, others] = [a.activities.slice(0, COMPARED), b?.activities.slice(0, COMPARED) ?? []];
  const pairs = b ? alignSequences(names, others) : names.map((_, i) => ({ a: i, b: null }));
  const elsewhere = {
    a: new Set(pairs.filter((p) => p.b === null).map((p) => names[p.a!]!)),
    b: new Set(pairs.filter((p) => p.a === null).map((p) => others[p.b!]!)),
  };
  return {
    pairs: pairs.map((pair) => ({
      a: view(a, pair.a),
      b: b && view(b, pair.b),
      difference: b && differenceOf(pair, a, b, elsewhere, words),
    })),
    left: Math.max(a.activities.length, b?.activities.length ?? 0) - COMPARED,
    figures: (b ? [a, b] : [a]).map((variant) => figuresOf(variant, words)),
    title: b ? words.t('Two variants, step by step') : words.t('One variant, step by step'),
  };
}

function differenceOf(
  pair: { a: number | null; b: number | null },
  a: Variant,
  b: Variant,
  elsewhere: { a: ReadonlySet<string>; b: ReadonlySet<string> },
  { t, fmt }: Words,
) {
  if (pair.b === null)
    return { text: elsewhere.b.has(a.activities[pair.a!]!) ? t('moved') : t('only in A'), marked: true };
  if (pair.a === null)
    return { text: elsewhere.a.has(b.activities[pair.b]!) ? t('moved') : t('only in B'), marked: true };
  const [before, after] = [a.stepMs[pair.a] ?? null, b.stepMs[pair.b] ?? null];
  if (before === null || after === null) return { text: '', marked: false };
  const difference = after - before;
  const [less, more] = [Math.min(before, after), Math.max(before, after)];
  return {
    text: difference === 0 ? t('same') : (difference > 0 ? '+' : '') + fmt.duration(difference),
    marked: more - less >= MARKED_MS && more >= MARKED_RATIO * less,
  };
}

const figuresOf = (variant: Variant, { fmt }: Words) => ({
  id: variant.id,
  cases: fmt.number(variant.count),
  share: fmt.percent(variant.share),
  median: { text: fmt.duration(variant.medianMs), exact: fmt.exactDuration(variant.medianMs) },
  mean: { text: fmt.duration(variant.meanMs), exact: fmt.exactDuration(variant.meanMs) },
  p90: { text: fmt.duration(variant.p90Ms), exact: fmt.exactDuration(variant.p90Ms) },
  steps: fmt.number(variant.activities.length),
});

/** All steps by name, for those who cannot see colours: "A, then B". */
export const inWords = (activities: readonly string[], words: Pick<Words, 't'>): string =>
  activities.map((activity) => nameOf(activity, words)).join(' → ');
