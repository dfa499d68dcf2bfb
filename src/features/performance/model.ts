import { Choice, type Static, Type } from '#sdk';
import type { PeriodUnit } from '../../platform/text/period-label.ts';
import type { Words } from '../../platform/text/words.ts';
import { PICTURE_QUERY, type Work } from '../workbench/index.ts';

/** Parts of the page; each is computed when it is looked at. */
export const VIEWS = ['bottlenecks', 'time', 'spectrum', 'batches', 'compare'] as const;
export type View = (typeof VIEWS)[number];
export const SORTS = ['sojourn', 'waiting', 'service', 'count'] as const;
export const PICKS = ['path', 'frequency', 'delay'] as const;

/** Charts, which are saved as pictures and as figures; and what is saved as figures alone. */
export const FIGURES = ['work-in-progress', 'queue-length'] as const;
export const LISTS = ['bottlenecks', 'activities', 'drift', 'spectrum', 'batches', 'difference'] as const;
export type FigureId = (typeof FIGURES)[number];
export type ListId = (typeof LISTS)[number];

const Name = (description: string) => Type.Optional(Type.String({ maxLength: 2000, description }));
const ASKED = {
  bucket: Type.Optional(
    Choice(['day', 'week', 'month', 'quarter', 'year'], {
      description: 'Length of a period; without it a fitting one',
    }),
  ),
  of: Type.Optional(Choice(['cases', 'activities'], { description: 'What is in progress; without it cases' })),
  queue: Name('Activity that cases wait for; without it any'),
  pick: Type.Optional(
    Choice(PICKS, { description: 'Which segments of the spectrum; without it the path of most cases' }),
  ),
  from: Name('The first activity of the one segment that is shown'),
  to: Name('The second one'),
  draw: Type.Optional(
    Choice(['lines', 'bars'], { description: 'How the spectrum is drawn; without it lines where they may be' }),
  ),
  size: Type.Optional(Type.Integer({ minimum: 2, maximum: 100_000, description: 'Fewest cases in a batch' })),
  gap: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100_000, description: 'Most minutes between two of a batch' }),
  ),
  sort: Type.Optional(Choice(SORTS, { description: 'Order of the activities; without it by sojourn time' })),
  vs: Type.Optional(
    Type.String({ maxLength: 7000, description: 'The other selection: all, others, or filters as pages write them' }),
  ),
};

export const PerformanceQuery = Type.Object({
  ...ASKED,
  view: Type.Optional(Choice(VIEWS, { description: 'Part of the page; without it bottlenecks' })),
});
export type PerformanceWork = Work<Static<typeof PerformanceQuery>>;

export const CsvQuery = Type.Object({
  ...ASKED,
  view: PerformanceQuery.properties.view,
  figure: Choice([...FIGURES, ...LISTS], { description: 'Which figures of the page' }),
});
export const SvgQuery = Type.Object({
  ...ASKED,
  view: PerformanceQuery.properties.view,
  figure: Choice(FIGURES, { description: 'Which chart of the page' }),
  ...PICTURE_QUERY,
});

/** What the parts of the page are made with. */
export interface Around {
  readonly work: PerformanceWork;
  readonly words: Words;
}

interface Delays {
  readonly count: number;
  readonly cases: number;
  readonly timed: number;
  readonly sumMs: number;
  readonly share: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly maxMs: number | null;
}
export interface Bottlenecks {
  readonly startsKnown: boolean;
  readonly sumMs: number;
  readonly arcs: readonly (Delays & { readonly from: string; readonly to: string })[];
}
export interface ActivityTimes {
  readonly startsKnown: boolean;
  /** Also of activities that are left out because too few cases show them. */
  readonly sumMs: number;
  readonly items: readonly {
    readonly activity: string;
    readonly count: number;
    readonly cases: number;
    readonly timed: number;
    readonly meanMs: number | null;
    readonly medianMs: number | null;
    readonly sumMs: number | null;
  }[];
}
export interface Durations {
  /** Null: fewer cases than may be shown. */
  readonly statistics: {
    readonly count: number;
    readonly meanMs: number | null;
    readonly medianMs: number | null;
    readonly sumMs: number | null;
    readonly percentiles: readonly { readonly percentile: number; readonly ms: number | null }[];
  } | null;
}

export interface Drift {
  readonly cases: number;
  readonly significance: number;
  readonly points: readonly {
    readonly at: string;
    readonly casesBefore: number;
    readonly casesAfter: number;
    readonly pValue: number;
    readonly changed: number;
    readonly relations: readonly {
      readonly kind: 'occurs' | 'repeats' | 'starts' | 'ends';
      readonly from: string | null;
      readonly to: string | null;
      readonly shareBefore: number;
      readonly shareAfter: number;
    }[];
  }[];
}

interface Period {
  readonly period: string;
  readonly from: string;
}
export interface InProgress {
  readonly bucket: PeriodUnit;
  readonly zone: string;
  readonly startsKnown: boolean;
  readonly mean: number | null;
  readonly items: readonly (Period & {
    readonly started: number;
    readonly completed: number;
    readonly open: number;
    readonly mean: number | null;
  })[];
}
export interface Queue {
  readonly bucket: PeriodUnit;
  readonly startsKnown: boolean;
  readonly mean: number | null;
  readonly max: number;
  readonly items: readonly (Period & {
    readonly arrived: number;
    readonly begun: number;
    readonly waiting: number;
    readonly mean: number | null;
    readonly max: number;
  })[];
}
export interface Spectrum {
  readonly bucket: PeriodUnit;
  readonly zone: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly lines: { readonly shown: number; readonly total: number; readonly sampled: boolean };
  readonly segments: readonly {
    readonly from: string;
    readonly to: string;
    readonly count: number;
    readonly cases: number;
    readonly minMs: number | null;
    readonly quartilesMs: readonly (number | null)[];
    readonly maxMs: number | null;
    readonly bins: readonly (Period & { readonly quartile: number; readonly count: number; readonly cases: number })[];
    readonly lines: readonly (readonly number[])[];
  }[];
}
type BatchKind = 'simultaneous' | 'sequential' | 'concurrent';
export interface Batches {
  readonly startsKnown: boolean;
  readonly perResource: boolean;
  readonly instances: number;
  readonly batched: number;
  readonly kinds: readonly { readonly kind: BatchKind; readonly batches: number; readonly instances: number }[];
  readonly items: readonly {
    readonly activity: string;
    readonly resource: string | null;
    readonly instances: number;
    readonly batches: number;
    readonly batched: number;
    readonly simultaneous: number;
    readonly sequential: number;
    readonly concurrent: number;
    readonly meanSize: number;
    readonly maxSize: number;
    readonly meanWaitMs: number;
  }[];
  readonly largest: readonly {
    readonly activity: string;
    readonly resource: string | null;
    readonly kind: BatchKind;
    readonly start: string;
    readonly end: string;
    readonly cases: number;
    readonly instances: number;
    readonly meanWaitMs: number;
  }[];
}

interface Side {
  readonly count: number;
  readonly cases: number;
  readonly share: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
}
export interface Compared {
  readonly here: Side;
  readonly there: Side;
  readonly shareDifference: number;
  readonly medianDifferenceMs: number | null;
}
export interface DifferenceMap {
  readonly here: { readonly cases: number; readonly events: number } | null;
  readonly there: { readonly cases: number; readonly events: number } | null;
  readonly nodes: readonly (Compared & { readonly activity: string })[];
  readonly arcs: readonly (Compared & { readonly from: string; readonly to: string })[];
}
