import { type Static, type Step, type TObject, Type } from '#sdk';
import type { Veil } from '../../engine/segments/veil.ts';
import type { Calendar } from '../../mining/log/working-calendar.ts';
import type { DatasetVersion } from '../datasets/index.ts';

/** What the engine knows of a filter or calculator, for lists and forms. */
export interface PluginInfo {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly category: string;
  readonly params: TObject;
  readonly examples: readonly unknown[];
}

export interface CalculatorInfo extends PluginInfo {
  readonly result: TObject;
  /** Name of a template in views/results. */
  readonly view: string;
}

/** Which rows of which log: the policy bounds everything, the steps are the analyst's own filters. */
export interface LogView {
  readonly dataset: string;
  readonly version: DatasetVersion;
  readonly policy: readonly Step[];
  /** Columns that who asks is not shown as they are; absent: all are. */
  readonly veil?: Veil;
  readonly steps: readonly Step[];
  /** Smallest group of cases that may be shown to who asks; 1 shows single cases. */
  readonly k: number;
  /** Whose clock runs; null: wall time. */
  readonly calendar: Calendar | null;
}

export interface RunControl {
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** Told how far it is, 0 … 1. */
  readonly onProgress?: (share: number) => void;
  /** In a process of its own, whose memory the server does not keep: for what nobody waits for. */
  readonly apart?: boolean;
}

/** A result as JSON, and the key it is kept under: equal keys give equal results. */
export interface ResultText {
  readonly text: string;
  readonly key: string;
}

export interface FilteredCases {
  readonly key: string;
  readonly casesFiltered: number;
  readonly casesTotal: number;
  readonly eventsFiltered: number;
  readonly eventsTotal: number;
  /** Times in milliseconds since the epoch; null where the case has none. */
  readonly cases: readonly {
    readonly caseId: string;
    readonly startMs: number | null;
    readonly endMs: number | null;
    readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  }[];
}

/**
 * What this feature asks of the engine. Parameters and steps are checked there, against the one schema of each plug-in; faults name
 * places by pointers that begin with `/params` or `/filters`. Totals and everything else are computed under the policy.
 */
export interface DatasetEngine {
  calculators(): readonly CalculatorInfo[];
  filters(): readonly PluginInfo[];
  calculate(view: LogView, calculator: string, params: unknown, control: RunControl): Promise<ResultText>;
  /** The page of kept cases is listed by (first time, case id); a page of size 0 lists none. */
  /** Checks steps against the filters' schemas; `invalid` with pointers below `/filters` otherwise. */
  checkSteps(steps: readonly Step[]): void;
  /** Why steps that were right no longer fit this version: the column that is gone; null where they fit. */
  staleSteps(version: DatasetVersion, steps: readonly Step[]): string | null;
  applyFilters(view: LogView, page: { page: number; pageSize: number }, control: RunControl): Promise<FilteredCases>;
}

const Anything = (description: string) => Type.Object({}, { additionalProperties: true, description });

export const Steps = Type.Array(
  Anything('{ "id", "params" }, { "and": [steps] }, { "or": [steps] } or { "not": step }'),
  { default: [], maxItems: 200, description: 'Filters, all of which must hold; in order' },
);
export type SentSteps = Static<typeof Steps>;

/** Working time instead of wall time, under a calendar that is kept. */
export const CalendarChoice = Type.Object(
  { calendarId: Type.String({ description: 'Id of a working calendar' }) },
  { description: 'Durations are working time under this calendar; without it, wall time' },
);

export const Execute = Type.Object({
  datasetId: Type.String(),
  id: Type.String({ description: 'Id of the calculator' }),
  params: Type.Object({}, { additionalProperties: true, default: {}, description: 'As its template declares' }),
  filters: Steps,
  calendar: Type.Optional(CalendarChoice),
});
export type ExecuteSent = Static<typeof Execute>;

const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);

/** Of the values that the result is about, where it is about values; durations are in milliseconds. */
export const Statistics = Type.Object({
  mean: NumberOrNull,
  median: NumberOrNull,
  min: NumberOrNull,
  max: NumberOrNull,
  stdDev: NumberOrNull,
  percentiles: Type.Record(Type.String(), NumberOrNull),
});

export const Calculation = Type.Object({
  type: Type.String({ description: 'Id of the calculator' }),
  title: Type.String(),
  data: Type.Unknown({ description: 'As the template’s result schema says' }),
  statistics: Statistics,
});

export const ApplyFilters = Type.Object({
  datasetId: Type.String(),
  filters: Steps,
  calendar: Type.Optional(CalendarChoice),
  pagination: Type.Object(
    {
      page: Type.Integer({ default: 1, minimum: 1, maximum: 1_000_000 }),
      pageSize: Type.Integer({ default: 50, minimum: 0, maximum: 1000 }),
    },
    { default: {}, description: 'A page whose rows are larger than 1 MiB as JSON is refused: ask for smaller ones' },
  ),
});

const InstantOrNull = Type.Union([Type.String(), Type.Null()], { description: 'Instant in ISO 8601, UTC' });

export const Filtered = Type.Object({
  casesFiltered: Type.Integer(),
  tooFew: Type.Boolean({ description: 'Cases are left, but fewer than your roles let you see; they count as none' }),
  casesTotal: Type.Integer(),
  eventsFiltered: Type.Integer(),
  eventsTotal: Type.Integer(),
  cases: Type.Array(
    Type.Object({
      caseId: Type.String(),
      startTime: InstantOrNull,
      endTime: InstantOrNull,
      attributes: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
});

/** A filter or calculator as a form builder needs it. */
export const Template = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  title: Type.String(),
  summary: Type.String(),
  category: Type.String(),
  params: Type.Unknown({ description: 'JSON Schema of the parameters' }),
  examples: Type.Array(Type.Unknown()),
});
export const CalculatorTemplate = Type.Composite([
  Template,
  Type.Object({ result: Type.Unknown({ description: 'JSON Schema of the result' }), view: Type.String() }),
]);
