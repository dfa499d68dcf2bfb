import { type Bits, countBits, defineKernel, hasBit, noBits, orBits, type Segment, type View } from '#sdk';
import { firstInOrder } from '../log/first-in-order.ts';
import { judgeRules, type PreparedRule, verdictOf } from '../rules/judge.ts';
import { type CaseKey, caseKeys, compareCases, withId } from './case-page.ts';
import { wallSpans } from './case-periods.ts';
import { mergeVariants, type VariantTable } from './variant-table.ts';
import { variants } from './variants.ts';

export interface RuleTotalsParams {
  rules: readonly PreparedRule[];
  /** Sets of rules, as places in `rules`: how many cases break any of a set. */
  sets: readonly (readonly number[])[];
  /** Violating cases of each rule that are named. */
  examples: number;
  /** Rules of which the traces of the cases that break any are asked for; null: of none. */
  variantsOf: readonly number[] | null;
}

/** What rules find in a view. Arrays have one entry a rule, or what their comment says. */
export interface RuleTotals {
  /** Cases of the view that have an event. */
  cases: number;
  /** Cases that the rule speaks about, and those of them that break it. */
  checked: Float64Array;
  violating: Float64Array;
  violations: Float64Array;
  /** One entry a set: cases that break a rule of it. */
  setViolating: Float64Array;
  /** Cases by the number of rules that they break; the first entry is none. */
  byBroken: Float64Array;
  /** The first violating cases of each rule, by start, then by id. */
  examples: CaseKey[][];
  /** The traces of the cases that break any of `variantsOf`, with the number of these. */
  variants: VariantTable | null;
  examplesWanted: number;
}

/** Judges the cases of a view by rules and counts what they break. */
export const ruleTotals = defineKernel<RuleTotalsParams, RuleTotals>({
  id: 'rule-totals',
  partial(segment, view, p) {
    const size = p.rules.length;
    const [checked, violating, violations] = [0, 1, 2].map(() => new Float64Array(size)) as Three;
    const breaking = judgeRules(segment, view, p.rules, (judged, n) => {
      const verdict = verdictOf(judged);
      checked[n] = countBits(verdict.checked);
      violating[n] = countBits(verdict.violating);
      violations[n] = verdict.violations;
      return verdict.violating;
    });
    const breakingAny = (set: readonly number[]) => unionOf(breaking, set, segment.cases);
    const cases = casesWithEvents(segment, view);
    const { variantsOf } = p;
    return {
      cases,
      checked,
      violating,
      violations,
      setViolating: Float64Array.from(p.sets, (set) => countBits(breakingAny(set))),
      byBroken: byBroken(breaking, breakingAny([...breaking.keys()]), cases),
      examples: p.examples === 0 ? breaking.map(() => []) : firstCases(segment, view, breaking, p.examples),
      variants:
        variantsOf && variants.partial(segment, restricted(view, breakingAny(variantsOf)), { durations: false }),
      examplesWanted: p.examples,
    };
  },
  merge(a, b) {
    for (const key of ['checked', 'violating', 'violations', 'setViolating', 'byBroken'] as const)
      for (let i = 0; i < a[key].length; i++) a[key][i] = a[key][i]! + b[key][i]!;
    a.cases += b.cases;
    a.examples = a.examples.map((cases, n) =>
      [...cases, ...b.examples[n]!].sort((x, y) => compareCases(x, y, BY_START)).slice(0, a.examplesWanted),
    );
    if (a.variants && b.variants) mergeVariants(a.variants, b.variants);
    return a;
  },
});

type Three = [Float64Array, Float64Array, Float64Array];

const BY_START = { sort: 'start', descending: false } as const;

const unionOf = (sets: readonly Bits[], chosen: readonly number[], cases: number): Bits =>
  chosen.reduce((union, n) => orBits(union, sets[n]!, union), noBits(cases));

function casesWithEvents({ cases, offsets }: Segment, view: View): number {
  let kept = 0;
  for (let c = 0; c < cases; c++)
    if ((!view.cases || hasBit(view.cases, c)) && (view.events !== null || offsets[c + 1]! > offsets[c]!)) kept++;
  return kept;
}

/** Only the cases that break anything are counted one by one. */
function byBroken(breaking: readonly Bits[], any: Bits, judged: number): Float64Array {
  const counted = new Float64Array(breaking.length + 1);
  const violating = membersOf(any);
  for (const c of violating) {
    let broken = 0;
    for (const bits of breaking) broken += (bits[c >>> 5]! >>> (c & 31)) & 1;
    counted[broken] = counted[broken]! + 1;
  }
  counted[0] = judged - violating.length;
  return counted;
}

function firstCases(segment: Segment, view: View, breaking: readonly Bits[], first: number): CaseKey[][] {
  const { starts } = wallSpans(segment, view);
  const keyOf = caseKeys(segment, view);
  return breaking.map((bits) => {
    const cases = membersOf(bits);
    const found = firstInOrder(cases.length, first, (i, j) => {
      const [a, b] = [cases[i]!, cases[j]!];
      // Most pairs are settled by their start; ids are decoded for ties alone.
      const settled = starts[a]! - starts[b]!;
      if (settled !== 0 && !Number.isNaN(settled)) return settled;
      return compareCases(withId(segment, keyOf(a)), withId(segment, keyOf(b)), BY_START);
    });
    return found.map((i) => withId(segment, keyOf(cases[i]!)));
  });
}

function membersOf(bits: Bits): Uint32Array {
  const members = new Uint32Array(countBits(bits));
  let n = 0;
  for (let w = 0; w < bits.length; w++)
    for (let word = bits[w]!; word !== 0; word &= word - 1) members[n++] = (w << 5) + 31 - Math.clz32(word & -word);
  return members;
}

/** The same view of some of its cases. */
const restricted = (view: View, cases: Bits): View => ({
  cases,
  events: view.events,
  get activity() {
    return view.activity;
  },
  get time() {
    return view.time;
  },
  get startTime() {
    return view.startTime;
  },
  defaultClassifier: view.defaultClassifier,
});
