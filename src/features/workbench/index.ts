/** What the pages about one dataset share: filters in the address, the filter bar, forms of filters. */
import type { AppError, Step, TObject } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Call, PageRoute, Route } from '../../platform/http/route.ts';
import { analysisDownload } from './analysis-download.ts';
import { analysisPage } from './analysis-page.ts';
import { type Beside, besidePage } from './beside.ts';
import { paramFields } from './filter-form.ts';
import type { AnalysisDownload, AnalysisPage } from './model.ts';
import { filterPages } from './pages.ts';
import type { FieldView } from './param-fields.ts';
import { presetPages } from './preset-pages.ts';
import type { Kept, RulePages } from './rule-form.ts';
import { rulePages } from './rule-pages.ts';
import { type SentFrom, sentFrom } from './sent-from.ts';
import { stepsOf } from './state.ts';
import { readFilters, type WorkbenchParts } from './use-cases.ts';

export { Back, type Beside, backWithin } from './beside.ts';
export { aboutOf, chartFile, csvFile, fileHref, PICTURE_QUERY, pictureFile, shownFigure } from './figure-files.ts';
export { hiddenFields } from './hidden-fields.ts';
export { type KeyFigure, keyFigure, lastingFigure, throughputFigures } from './key-figures.ts';
export type { AnalysisDownload, AnalysisPage, AnalysisSection, Changes, Kept, Work } from './model.ts';
export { type FieldView, fieldsOf, NO_PICKS } from './param-fields.ts';
export { readParams } from './read-params.ts';
export { type MoreFields, type RulePages, SEVERITY_TEXTS, type TypedRule } from './rule-form.ts';
export { type AnalysisState, type StateStep, stepsOf } from './state.ts';
export { sqliteKeptFilters } from './store.sqlite.ts';
export type { WorkbenchParts } from './use-cases.ts';

export interface Workbench {
  readonly routes: readonly Route[];
  /** Declares a page `/datasets/:id/<section>` below the filter bar. */
  page<Q extends TObject>(declared: AnalysisPage<Q>): PageRoute;
  /** Declares a file that is saved from such a page. */
  download<Q extends TObject>(declared: AnalysisDownload<Q>): PageRoute;
  /** A page of its own beside them, as forms are. */
  beside(call: Call<unknown, unknown>, of: Beside): string;
  /** Declares the forms of the rules of a section. */
  rulePages<R extends Kept>(declared: RulePages<R>): Route[];
  /** What the form of such a page works with: its fields `f` and `back` say where it was sent from. */
  sentFrom: SentFrom;
  /** The steps that an address carries, checked; paused ones are left out. */
  readFilters(actor: Actor, filters: string): readonly Step[];
  /** The fields of a form for any parameters, with what the log offers for them; `readParams` reads them. */
  paramFields(
    call: Call<unknown, unknown>,
    dataset: string,
    of: { schema: TObject; values: Readonly<Record<string, unknown>>; error: AppError | null },
  ): Promise<readonly FieldView[]>;
}

export const workbenchFeature = (parts: WorkbenchParts, render: Render): Workbench => ({
  routes: [...filterPages(parts, render), ...presetPages(parts, render)],
  page: (declared) => analysisPage(parts, render, declared),
  download: (declared) => analysisDownload(parts, declared),
  beside: (call, of) => besidePage(parts, render, call, of),
  rulePages: (declared) => rulePages(parts, render, declared),
  sentFrom: (call) => sentFrom(parts, call),
  paramFields: (call, dataset, of) => paramFields(parts, call, dataset, of),
  readFilters: (actor, filters) => stepsOf(readFilters(parts, actor, filters)),
});
