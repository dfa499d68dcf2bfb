import type { Step, TObject } from '#sdk';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Call, Download } from '../../platform/http/route.ts';
import type { Dataset } from '../datasets/index.ts';
import type { AnalysisState } from './state.ts';

/** Pages about one dataset that share its filters. */
export const SECTIONS = [
  'overview',
  'map',
  'variants',
  'cases',
  'models',
  'conformance',
  'performance',
  'people',
  'quality',
  'sql',
] as const;
export type AnalysisSection = (typeof SECTIONS)[number];
/** A section, or a page below it: `cases/4711`, with what stands behind the slash encoded. */
export type AnalysisPath = AnalysisSection | `${AnalysisSection}/${string}`;

type Query = Readonly<Record<string, unknown>>;
/** New values of query parameters; undefined takes one away. */
export type Changes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** How much the filters keep, of what this person may see. */
export interface Kept {
  /** Cases are left, but fewer than this person may see: they count as none. */
  readonly tooFew: boolean;
  readonly cases: number;
  readonly casesTotal: number;
  readonly events: number;
  readonly eventsTotal: number;
}

/** What the model of an analysis page works with. */
export interface Work<Q = Query> {
  readonly call: Call<unknown, unknown>;
  readonly query: Q;
  readonly dataset: Dataset;
  /** When the data was loaded, in milliseconds since the epoch. */
  readonly loadedAtMs: number | null;
  /** Whether this person sees single cases. */
  readonly mayReadCases: boolean;
  /** Whether anybody of this tenant sees who did what. */
  readonly personalViews: boolean;
  /** Fewer cases than this are not shown to this person; 1 where single cases are. */
  readonly smallestGroup: number;
  readonly state: AnalysisState;
  readonly kept: Kept;
  /** Result of a calculator over what the filters keep. */
  calculate<T>(calculator: string, params?: object): Promise<T>;
  /** The same over everything this person may see. */
  calculateAll<T>(calculator: string, params?: object): Promise<T>;
  /** This page with other parameters and the same filters. */
  href(changes: Changes): string;
  /** This page with one more filter. */
  hrefWith(step: Step, changes?: Changes): string;
  /** The form of a filter with some values filled in; it leads back to this page. */
  filterFormHref(filter: string, values?: object): string;
  /** Another page of the dataset with the same filters, and one more where `step` is given. */
  hrefTo(section: AnalysisSection, changes?: Changes, step?: Step): string;
  caseHref(caseId: string, changes?: Changes): string;
  /** Kept presets of this dataset that fit its data, with their filters as addresses carry them. */
  presets(): readonly { readonly name: string; readonly filters: string }[];
  /** The steps that an address carries, checked; paused ones are left out. */
  readFilters(filters: string): readonly Step[];
}

export interface AnalysisPage<Q extends TObject> {
  readonly section: AnalysisSection;
  /** Below the address of the section: `/:caseId`. */
  readonly below?: string;
  readonly title: string;
  /** Where the title depends on the address. */
  readonly titleOf?: (params: Readonly<Record<string, string>>) => string;
  readonly summary: string;
  readonly permission?: Permission;
  /** Besides `f`. */
  readonly query: Q;
  readonly view: `@${string}`;
  /** Elements that htmx swaps alone, by their id, each with the view that makes it from the same model. */
  readonly swaps?: Readonly<Record<string, `@${string}`>>;
  /** The answer waits for the model, so that its faults have their status, and the model is asked whatever the filters keep. */
  readonly whole?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the query's type follows from its schema at the call of analysisPage
  readonly model: (work: Work<any>) => Promise<object>;
}

/** What is saved from an analysis page: under the address of its section with an ending, as `/datasets/:id/cases.csv`. */
export interface AnalysisDownload<Q extends TObject> {
  readonly section: AnalysisSection;
  readonly below: `.${string}`;
  readonly summary: string;
  readonly permission?: Permission;
  readonly query: Q;
  // biome-ignore lint/suspicious/noExplicitAny: the query's type follows from its schema at the call of analysisDownload
  readonly file: (work: Work<any>) => Promise<Download>;
}

/** A link of the filter bar. */
export interface ChipView {
  readonly title: string;
  readonly text: string;
  readonly off: boolean;
  readonly editHref: string | null;
  readonly toggleHref: string;
  readonly removeHref: string;
}

export interface FilterBarView {
  readonly chips: readonly ChipView[];
  readonly kept: Kept;
  readonly addHref: string;
  readonly clearHref: string | null;
  readonly presets: readonly { readonly name: string; readonly href: string; readonly stale: string | null }[];
  readonly saveHref: string | null;
}
