/** What is taken from the result of `process-map`. */
export interface Durations {
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly minMs: number | null;
  readonly maxMs: number | null;
  readonly sumMs: number | null;
}
export interface ResultNode extends Durations {
  readonly activity: string;
  readonly count: number;
  readonly cases: number;
}
export interface ResultArc extends Durations {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly cases: number;
}
export interface ResultEnd {
  readonly activity: string;
  readonly count: number;
}
export interface MapResult {
  readonly nodes: readonly ResultNode[];
  readonly arcs: readonly ResultArc[];
  readonly start: readonly ResultEnd[];
  readonly end: readonly ResultEnd[];
}

export const FREQUENCIES = ['count', 'cases', 'share'] as const;
export const PERFORMANCES = ['median', 'mean', 'sum', 'min', 'max'] as const;
export type Frequency = (typeof FREQUENCIES)[number];
export type Performance = (typeof PERFORMANCES)[number];
export type Metric = Frequency | Performance;
export const METRICS = [...FREQUENCIES, ...PERFORMANCES] as const;

export const isDuration = (metric: Metric): metric is Performance => PERFORMANCES.includes(metric as Performance);

/** How values become classes of colour. `auto`: even steps for frequencies, steps that people name for durations. */
export const SCALES = ['auto', 'linear', 'log', 'quantile'] as const;
export type Scale = (typeof SCALES)[number];

/** What is chosen on the page; shares in per cent, null: as suits the log. */
export interface MapChoice {
  readonly metric: Metric;
  readonly scale: Scale;
  readonly activities: number | null;
  readonly paths: number | null;
  /** Lays out only what is shown, instead of keeping the places of the whole log. */
  readonly rearranged: boolean;
}

/** An activity, or the path from it to another. */
export interface Selection {
  readonly activity: string;
  readonly next: string | null;
}
