/** Results of calculators, as much of them as the pages show. */
import type { TriageGroup } from '../../mining/conformance/triage-groups.ts';
import type { PeriodUnit } from '../../platform/text/period-label.ts';
import type { CaseMove } from './model.ts';

export interface Fitness {
  readonly cases: number;
  readonly logFitness: number;
  readonly averageTraceFitness: number;
  readonly fittingShare: number;
  readonly undecided: number;
}
export interface Quality {
  readonly precision: number;
  readonly generalisation: number;
  readonly simplicity: number;
  readonly fScore: number;
}
interface Deviating {
  readonly activity: string;
  readonly count: number;
  readonly cases: number;
}
export interface AlignedVariant {
  readonly id: string;
  readonly activities: readonly string[];
  readonly count: number;
  readonly cost: number | null;
  readonly fitness: number;
  readonly moves: readonly CaseMove[] | null;
  readonly optimal: boolean;
  readonly lowerBound: number;
}
export interface Deviations {
  readonly cases: number;
  readonly total: number;
  readonly hidden: number;
  readonly shortestRun: number;
  readonly undecided: number;
  readonly items: readonly AlignedVariant[];
  readonly steps: readonly {
    readonly transition: string;
    readonly activity: string | null;
    readonly together: number;
    readonly modelOnly: number | null;
    readonly cases: number;
  }[];
  readonly extra: readonly Deviating[];
  readonly leftOut: readonly Deviating[];
}

interface GroupSize {
  readonly variants: number;
  readonly cases: number;
}
export interface Triage {
  readonly cases: number;
  readonly variants: number;
  readonly unknown: number;
  readonly tree: string | null;
  /** Null: one of them has fewer cases than may be shown. */
  readonly groups: Readonly<
    Record<'goodByMark' | 'goodByScore' | 'badByMark' | 'badByScore' | 'undecided' | 'open', GroupSize>
  > | null;
  readonly listed: number;
  readonly hidden: number;
  readonly items: readonly {
    readonly id: string;
    readonly activities: readonly string[];
    readonly count: number;
    readonly group: TriageGroup;
    readonly fitness: number | null;
  }[];
}

interface Violated {
  readonly cases: number;
  readonly conforming: number;
  readonly share: number;
  readonly violations: number;
}
interface Summed {
  readonly rules: number;
  /** Null: fewer cases than may be shown. */
  readonly violated: { readonly cases: number; readonly violations: number; readonly score: number | null } | null;
}
export interface Violations {
  readonly cases: number;
  readonly overall: {
    readonly violatingCases: number;
    readonly conformingCases: number;
    readonly conformingShare: number;
    readonly violations: number;
    readonly score: number | null;
  } | null;
  readonly rules: readonly {
    readonly id: string;
    readonly casesChecked: number;
    readonly violated: Violated | null;
    readonly unknownActivities: readonly string[];
    readonly examples: readonly string[];
  }[];
  readonly severities: readonly (Summed & { readonly severity: 'info' | 'warning' | 'error' })[];
  readonly groups: readonly (Summed & { readonly group: string | null })[];
}
export interface OverTime {
  readonly bucket: PeriodUnit;
  readonly undated: number;
  readonly undecided: number;
  readonly items: readonly {
    readonly period: string;
    readonly from: string;
    readonly cases: number;
    readonly found: {
      readonly conforming: number;
      readonly nonConforming: number;
      readonly conformingShare: number | null;
      readonly violations: number;
      readonly fitness: number | null;
      readonly score: number | null;
    } | null;
  }[];
}
export interface Constraints {
  readonly conformingShare: number;
  readonly constraints: readonly {
    readonly constraint: string;
    readonly template: string;
    readonly n: number;
    readonly activities: readonly string[];
    readonly fulfilled: number;
    readonly violated: number;
    readonly vacuous: number;
    readonly activations: number;
    readonly fulfilledActivations: number;
  }[];
  readonly notEvaluated: readonly { readonly constraint: string; readonly reason: string }[];
  readonly unknown: readonly string[];
}
