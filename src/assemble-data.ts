import type { Analyses } from './features/analyses/index.ts';
import { binFeature } from './features/bin/index.ts';
import { columnsFeature } from './features/columns/index.ts';
import type { Datasets } from './features/datasets/index.ts';
import { homeFeature } from './features/home/index.ts';
import { lineageFeature } from './features/lineage/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';
import type { Render } from './platform/http/render.ts';
import type { Route } from './platform/http/route.ts';
import type { ProvenanceLog } from './platform/provenance/index.ts';
import { SAMPLE_LOG } from './sample-log.ts';

interface DataParts {
  readonly tenancy: Tenancy;
  readonly datasets: Datasets;
  readonly analyses: Analyses;
  readonly base: { readonly changes: Changes; readonly provenance: ProvenanceLog };
}

/** What people manage their data by: the first page, projects, datasets with their columns, the bin. */
export function manageWith({ config, clock }: Foundations, parts: DataParts, render: Render) {
  const { tenancy, datasets, analyses } = parts;
  const bin = binFeature({
    ...{ projects: tenancy.bin, datasets: datasets.bin, changes: parts.base.changes, clock },
    keepMs: () => config.data.bin_days * 86_400_000,
  });
  const columns = columnsFeature({
    openDataset: datasets.openDataset,
    folderOf: datasets.folderOf,
    calculate: analyses.calculate,
  });
  const { getProject } = tenancy;
  const pages: Route[] = [
    ...homeFeature({ tenancy, datasets, sample: SAMPLE_LOG, render }).routes,
    ...tenancy.pages({ render, contents: (call) => datasets.contents(call.actor) }),
    ...datasets.pages(render),
    ...columns.pages({ render, getProject }),
    ...lineageFeature({ provenance: parts.base.provenance, openDataset: datasets.openDataset, getProject, render })
      .routes,
    ...bin.pages(render),
  ];
  return { bin, columns, pages };
}
