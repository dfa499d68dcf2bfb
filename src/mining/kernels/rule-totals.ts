import { type Bits, countBits, defineKernel, hasBit, noBits, orBits, type Segment, type View } from '#sdk';
import { judgeRules, type PreparedRule, verdictOf } from '../rules/judge.ts';
import type { CaseKey } from './case-page.ts';
import { firstCases, firstOfBoth, membersOf } from './first-cases.ts';
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
      examples: firstCases(segment, view, breaking, p.examples),
      variants:
        variantsOf && variants.partial(segment, restricted(view, breakingAny(variantsOf)), { durations: false }),
      examplesWanted: p.examples,
    };
  },
  merge(a, b) {
    for (const key of ['checked', 'violating', 'violations', 'setViolating', 'byBroken'] as const)
      for (let i = 0; i < a[key].length; i++) a[key][i] = a[key][i]! + b[key][i]!;
    a.cases += b.cases;
    a.examples = a.examples.map((cases, n) => firstOfBoth(cases, b.examples[n]!, a.examplesWanted));
    if (a.variants && b.variants) mergeVariants(a.variants, b.variants);
    return a;
  },
});

type Three = [Float64Array, Float64Array, Float64Array];

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
