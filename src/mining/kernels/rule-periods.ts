import { defineKernel, hasBit, noBits, setBit } from '#sdk';
import { bucketsOf, NO_BUCKET } from '../log/local-time.ts';
import { judgeRules, type PreparedRule } from '../rules/judge.ts';
import { type Periods, wallSpans } from './case-periods.ts';

export interface RulePeriodsParams {
  rules: readonly PreparedRule[];
  periods: Periods;
  zone: string;
  /** Which time of a case says in which period it is counted. */
  by: 'start' | 'end';
}

/** What rules find of the cases of each period. `[n * periods + i]` is rule `n` in period `i`. */
export interface RulePeriods {
  /** One entry a period: its cases, and those that break any rule. */
  cases: Float64Array;
  violatingAny: Float64Array;
  checked: Float64Array;
  violating: Float64Array;
  violations: Float64Array;
  /** Kept events of the checked cases. */
  events: Float64Array;
  /** Cases of which no time is known: they are in no period. */
  undated: number;
}

/** Judges the cases of a view by rules, period by period. Wall time decides on the period, whatever clock the view runs on. */
export const rulePeriods = defineKernel<RulePeriodsParams, RulePeriods>({
  id: 'rule-periods',
  partial(segment, view, { rules, periods: { unit, first, count: width }, zone, by }) {
    const spans = wallSpans(segment, view);
    const period = bucketsOf(zone, unit, by === 'start' ? spans.starts : spans.ends);
    const [cases, violatingAny] = [0, 1].map(() => new Float64Array(width)) as [Float64Array, Float64Array];
    const sized = () => new Float64Array(width * rules.length);
    const [checked, violating, violations, events] = [sized(), sized(), sized(), sized()];
    const any = noBits(segment.cases);
    judgeRules(segment, view, rules, ({ count, list, offsets, found }, n) => {
      for (let k = 0; k < count; k++) {
        const broken = found[k]!;
        const c = list === null ? k : list[k]!;
        if (broken < 0 || period[c] === NO_BUCKET) continue;
        const at = n * width + period[c]! - first;
        checked[at] = checked[at]! + 1;
        events[at] = events[at]! + offsets[c + 1]! - offsets[c]!;
        if (broken === 0) continue;
        violating[at] = violating[at]! + 1;
        violations[at] = violations[at]! + broken;
        setBit(any, c);
      }
    });
    let undated = 0;
    for (let c = 0; c < segment.cases; c++) {
      if (view.cases && !hasBit(view.cases, c)) continue;
      if (period[c] === NO_BUCKET) undated++;
      else {
        const at = period[c]! - first;
        cases[at] = cases[at]! + 1;
        violatingAny[at] = violatingAny[at]! + Number(hasBit(any, c));
      }
    }
    return { cases, violatingAny, checked, violating, violations, events, undated };
  },
  merge(a, b) {
    for (const key of ['cases', 'violatingAny', 'checked', 'violating', 'violations', 'events'] as const)
      for (let i = 0; i < a[key].length; i++) a[key][i] = a[key][i]! + b[key][i]!;
    a.undated += b.undated;
    return a;
  },
});
