import { Choice, type Static, Type } from '#sdk';
import type { QualityResult } from '../../mining/quality/finding.ts';
import type { Pictures } from '../../platform/charts/index.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Call } from '../../platform/http/route.ts';
import type { Tenancy } from '../tenancy/index.ts';
import { type Beside, PICTURE_QUERY, type Work, type Workbench } from '../workbench/index.ts';
import type { QualityParts } from './use-cases.ts';

/** What the pages stand on, beside what the API needs. */
export interface QualityPageParts extends QualityParts {
  readonly workbench: Workbench;
  readonly pictures: Pictures;
  readonly render: Render;
  readonly getProject: Tenancy['getProject'];
}

export const QualityQuery = Type.Object({});
export const CsvQuery = Type.Object({
  figure: Choice(['findings', 'trend'], {
    default: 'findings',
    description: 'Findings, or the scores of all versions',
  }),
});
export const SvgQuery = Type.Object({
  figure: Choice(['trend'], { description: 'The scores of all versions' }),
  ...PICTURE_QUERY,
});
export type QualityWork = Work<Static<typeof QualityQuery>>;

/** Null: fewer cases than may be shown. */
export type Report = QualityResult | null;

export const qualityPath = (dataset: string): string => `/datasets/${encodeURIComponent(dataset)}/quality`;

/** A page of its own beside the report, with the dataset and the address of its report. @param title in English */
export function besideQuality(
  parts: QualityPageParts,
  call: Call<unknown, unknown>,
  view: Beside['view'],
  title: string,
  data: object,
): string {
  const { dataset } = parts.datasets.openDataset(call.actor, call.params.id!);
  const shown = { ...data, dataset, at: qualityPath(dataset.id) };
  return parts.workbench.beside(call, { section: 'quality', view, title, data: shown });
}
