import { dirname, join, relative, resolve } from 'node:path';
import { AppError } from '#sdk';

/** Storage roots by region: `local` is the data folder. A workspace's region is fixed when it is made. */
export type StorageRoots = Readonly<Record<string, string>>;

/** Where the files of datasets lie. Paths in the database begin with the name of the region, never with a folder of the machine. */
export interface DatasetStorage {
  root(region: string): string;
  /** Folder that holds all versions of a dataset. */
  versions(region: string, tenant: string, dataset: string): string;
  /** Folder of the files as they came, by their checksum. */
  raw(region: string, tenant: string): string;
  /** Folders beside the versions: rows that loads refused, rows of pushes that wait, and what jobs read from elsewhere. */
  refused(region: string, tenant: string, dataset: string): string;
  pushes(region: string, tenant: string, dataset: string): string;
  extracts(region: string, tenant: string, dataset: string): string;
  /** What is recorded of a version's folder, and back. */
  manifestPath(region: string, folder: string): string;
  folderOf(manifestPath: string): string;
  readonly roots: readonly string[];
}

export function datasetStorage(roots: StorageRoots): DatasetStorage {
  const root = (region: string): string => {
    const found = Object.hasOwn(roots, region) ? roots[region] : undefined;
    if (found !== undefined) return resolve(found);
    throw new AppError(
      'unavailable',
      'dataset.region',
      `The region "${region}" has no storage root. Add it under [data.regions].`,
    );
  };
  const inDataset = (folder: string) => (region: string, tenant: string, dataset: string) =>
    join(root(region), 'tenants', tenant, 'datasets', dataset, folder);
  return {
    root,
    versions: inDataset('versions'),
    refused: inDataset('refused'),
    pushes: inDataset('pushes'),
    extracts: inDataset('extracts'),
    raw: (region, tenant) => join(root(region), 'tenants', tenant, 'raw'),
    manifestPath: (region, folder) => join(region, relative(root(region), folder), 'manifest.json'),
    folderOf(manifestPath) {
      const [region = '', ...rest] = manifestPath.split('/');
      return join(root(region), dirname(rest.join('/')));
    },
    roots: Object.values(roots).map((path) => resolve(path)),
  };
}
