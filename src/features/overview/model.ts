import { Choice, type Static, Type } from '#sdk';
import type { PeriodUnit } from '../../platform/text/period-label.ts';
import { PICTURE_QUERY, type Work } from '../workbench/index.ts';

/** Charts of the page by the name in their address. */
export const FIGURES = ['cases-over-time', 'throughput'] as const;
/** Lists of the page that are saved under their name as well. */
export const RANKINGS = ['activities', 'start-activities', 'end-activities', 'rework'] as const;

const Scale = Type.Optional(
  Choice(['linear', 'logarithmic'], { description: 'Bins of throughput times: of one width, or growing' }),
);
const Bucket = Type.Optional(
  Choice(['day', 'week', 'month', 'quarter', 'year'], { description: 'Length of a period; without it a fitting one' }),
);

export const OverviewQuery = Type.Object({ scale: Scale, bucket: Bucket });
export type OverviewAsked = Static<typeof OverviewQuery>;

export const CsvQuery = Type.Object({
  ...{ scale: Scale, bucket: Bucket },
  figure: Choice([...FIGURES, ...RANKINGS], { description: 'Which figures of the page' }),
});
export const SvgQuery = Type.Object({
  ...{ scale: Scale, bucket: Bucket },
  figure: Choice(FIGURES, { description: 'Which chart of the page' }),
  ...PICTURE_QUERY,
});

export type OverviewWork = Work<OverviewAsked>;

interface Group {
  readonly activity: string;
  readonly count: number;
  readonly share: number;
}
export interface Ends {
  readonly cases: number;
  readonly start: readonly Group[];
  readonly end: readonly Group[];
}
export interface Summary {
  readonly cases: number;
  readonly events: number;
  readonly activities: number;
  readonly variants: number;
  readonly start: string | null;
  readonly end: string | null;
}
interface Statistics {
  readonly count: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly maxMs: number | null;
  readonly percentiles: readonly { readonly percentile: number; readonly ms: number | null }[];
}
export interface Durations {
  /** Null: fewer cases than may be shown. */
  readonly statistics: Statistics | null;
  readonly bins: readonly { readonly fromMs: number; readonly toMs: number; readonly cases: number }[];
  readonly casesWithoutTime: number;
}
export interface OverTime {
  readonly bucket: PeriodUnit;
  readonly zone: string;
  readonly items: readonly {
    readonly period: string;
    readonly from: string;
    readonly started: number;
    readonly completed: number;
    readonly active: number;
  }[];
}
export interface Rework {
  readonly cases: number;
  readonly casesWithRework: number;
  readonly share: number;
  readonly items: readonly {
    readonly activity: string;
    readonly cases: number;
    readonly casesWithRework: number;
    readonly share: number;
    readonly occurrences: number;
    readonly extraOccurrences: number;
  }[];
}
