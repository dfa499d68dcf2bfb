import type { Pictures } from '../../platform/charts/index.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Datasets } from '../datasets/index.ts';
import type { Tenancy } from '../tenancy/index.ts';
import type { Workbench } from '../workbench/index.ts';
import type { ConformanceParts } from './check.ts';

/** What the pages about conformance stand on, beside what the API needs. */
export interface ConformancePageParts extends ConformanceParts {
  readonly workbench: Workbench;
  readonly pictures: Pictures;
  readonly render: Render;
  readonly openDataset: Datasets['openDataset'];
  readonly getProject: Tenancy['getProject'];
}
