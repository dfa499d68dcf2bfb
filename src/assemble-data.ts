import type { Analyses } from './features/analyses/index.ts';
import { type Bin, binFeature } from './features/bin/index.ts';
import { type Columns, columnsFeature } from './features/columns/index.ts';
import type { Datasets } from './features/datasets/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';

interface DataParts {
  readonly tenancy: Tenancy;
  readonly datasets: Datasets;
  readonly analyses: Analyses;
  readonly base: { readonly changes: Changes };
}

/** What people manage their data by: the bin, the columns of datasets. */
export function manageWith({ config, clock }: Foundations, parts: DataParts): { bin: Bin; columns: Columns } {
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
  return { bin, columns };
}
