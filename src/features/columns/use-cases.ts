import { AppError, type Static } from '#sdk';
import { type Manifest, readManifest } from '../../engine/segments/manifest.ts';
import { veiledManifest } from '../../engine/segments/veil.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Analyses } from '../analyses/index.ts';
import type { Datasets, DatasetVersion, OpenDataset } from '../datasets/index.ts';
import {
  type ColumnDescription,
  type ColumnValues,
  type DatasetDescription,
  ROLES,
  type ValuesQuery,
} from './model.ts';

export interface ColumnParts {
  readonly openDataset: Datasets['openDataset'];
  readonly folderOf: Datasets['folderOf'];
  readonly calculate: Analyses['calculate'];
}

/** Values that are shown of each column. */
const EXAMPLES = 20;

interface Information {
  columns: Omit<ColumnDescription, 'role' | 'derived'>[];
}
type Summary = Pick<DatasetDescription, 'cases' | 'events' | 'activities' | 'variants' | 'start' | 'end'>;
const NOTHING: Summary = { cases: null, events: null, activities: null, variants: null, start: null, end: null };

/** What a dataset holds, as far as this actor may see it: its span, and each column with its extremes and frequent values. */
export async function describeDataset(
  parts: ColumnParts,
  actor: Actor,
  id: string,
  signal: AbortSignal,
): Promise<DatasetDescription> {
  const { dataset, version, policy, veil } = withData(parts.openDataset(actor, id));
  const compute = async <T>(calculator: string, params: object): Promise<T | null> =>
    JSON.parse(
      await parts.calculate(
        actor,
        { datasetId: dataset.id, id: calculator, params: { ...params }, filters: [] },
        signal,
      ),
    );
  const [information, summary] = await Promise.all([
    compute<Information>('data-information', { examples: EXAMPLES }),
    compute<Summary>('log-summary', {}),
  ]);
  const manifest = readManifest(parts.folderOf(version));
  const { zone, classifiers, derived } = veiledManifest(manifest, veil);
  const { cases, events, activities, variants, start, end } = summary ?? NOTHING;
  return {
    ...{ datasetId: dataset.id, version: version.number, zone },
    ...{ cases, events, activities, variants, start, end },
    bytes: policy.length === 0 ? sizeOf(manifest) : null,
    classifiers: classifiers.map(({ name, column }) => ({ name, column })),
    columns: (information?.columns ?? []).map((column) => ({
      ...column,
      role: Object.hasOwn(ROLES, column.id) ? ROLES[column.id as keyof typeof ROLES] : null,
      derived: derived.includes(column.id),
    })),
  };
}

/** Bytes of all files of a version. */
function sizeOf({ segments, dictionaries }: Manifest): number {
  let bytes = 0;
  for (const { bytes: size } of Object.values(dictionaries)) bytes += size;
  for (const { files, archive } of segments) {
    bytes += archive.bytes;
    for (const { bytes: size } of Object.values(files)) bytes += size;
  }
  return bytes;
}

/** Values to choose from, by part of their text; those of fewer cases than may be shown are left out. */
export async function listColumnValues(
  parts: ColumnParts,
  actor: Actor,
  id: string,
  { column, q, limit }: Static<typeof ValuesQuery>,
  signal: AbortSignal,
): Promise<ColumnValues> {
  const { dataset } = withData(parts.openDataset(actor, id));
  const params = { column, search: q, limit };
  const text = await parts.calculate(
    actor,
    { datasetId: dataset.id, id: 'column-values', params, filters: [] },
    signal,
  );
  return JSON.parse(text) as ColumnValues;
}

function withData({ version, ...open }: OpenDataset): OpenDataset & { version: DatasetVersion } {
  if (version) return { ...open, version };
  throw new AppError('conflict', 'dataset.empty', 'This dataset holds no data yet. Load a file into it first.');
}
