import { BUILD, FROM_SOURCE, VERSION } from './build-info.ts';
import type { Analyses } from './features/analyses/index.ts';
import { casesFeature } from './features/cases/index.ts';
import type { Conformance } from './features/conformance/index.ts';
import type { Datasets } from './features/datasets/index.ts';
import { discoveryFeature } from './features/discovery/index.ts';
import type { Exports } from './features/exports/index.ts';
import { manualFeature } from './features/manual/index.ts';
import { mapFeature } from './features/map/index.ts';
import type { Models } from './features/models/index.ts';
import { overviewFeature } from './features/overview/index.ts';
import { peopleFeature } from './features/people/index.ts';
import { performanceFeature } from './features/performance/index.ts';
import type { Presets } from './features/presets/index.ts';
import type { Quality } from './features/quality/index.ts';
import type { AnalystSqlFeature } from './features/sql/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import { variantsFeature } from './features/variants/index.ts';
import { sqliteKeptFilters, workbenchFeature } from './features/workbench/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';
import { pictures } from './platform/charts/index.ts';
import type { Render } from './platform/http/render.ts';
import type { Route } from './platform/http/route.ts';

export interface PageParts {
  readonly changes: Changes;
  readonly tenancy: Tenancy;
  readonly datasets: Datasets;
  readonly exports: Exports;
  readonly quality: Quality;
  readonly analystSql: AnalystSqlFeature;
  readonly analyses: Analyses;
  readonly presets: Presets;
  readonly conformance: Conformance;
  readonly models: Models;
}

/** The pages on which people analyse one dataset. */
export function pagesWith({ db, clock, log }: Foundations, parts: PageParts, render: Render): readonly Route[] {
  const { changes, tenancy, datasets, analyses, presets } = parts;
  const workbench = workbenchFeature(
    {
      ...{ store: sqliteKeptFilters(db), changes, clock, analyses, presets },
      ...{ openDataset: datasets.openDataset, getProject: tenancy.getProject, modelsFor: parts.models.modelsFor },
    },
    render,
  );
  const map = mapFeature({ workbench, onDefect: (error) => log.error('map.defect', { error: String(error) }) });
  const charts = pictures();
  const { filters, calculators } = analyses;
  const manual = manualFeature(
    { version: VERSION, build: BUILD, fromSource: FROM_SOURCE, filters, calculators },
    render,
  );
  const { conformance } = parts;
  const { openDataset } = datasets;
  const { getProject } = tenancy;
  return [
    ...conformance.pages({ workbench, pictures: charts, render, openDataset, getProject }),
    ...parts.quality.pages({ workbench, pictures: charts, render, getProject }),
    ...parts.exports.pages(workbench),
    ...parts.analystSql.pages(workbench),
    ...[workbench, casesFeature(workbench, parts.conformance), map, manual].flatMap(({ routes }) => routes),
    ...discoveryFeature({ workbench, analyses, models: parts.models, render }).routes,
    ...overviewFeature(workbench, charts, parts.quality).routes,
    ...[variantsFeature, performanceFeature, peopleFeature].flatMap((feature) => [
      ...feature(workbench, charts).routes,
    ]),
  ];
}
