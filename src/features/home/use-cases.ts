import type { Actor } from '../../platform/access/actor.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { nameKey } from '../../platform/names.ts';
import type { Dataset, Datasets } from '../datasets/index.ts';
import { type Project, scopeOfProject, type Tenancy } from '../tenancy/index.ts';

/** The log that ships with the program. */
export interface SampleLog {
  /** Path that can be read, also inside the binary. */
  readonly file: string;
  /** Name of the dataset that it makes. */
  readonly name: string;
}

export interface HomeParts {
  readonly tenancy: Pick<Tenancy, 'listProjects' | 'getProject'>;
  readonly datasets: Pick<
    Datasets,
    'listRecent' | 'listDatasets' | 'createDataset' | 'importDataset' | 'openDataset' | 'isLoading'
  >;
  readonly sample: SampleLog;
}

export interface RecentDataset extends Dataset {
  readonly projectName: string;
}

export interface Home {
  /** Those that changed last, newest first. */
  readonly datasets: readonly RecentDataset[];
  readonly projects: readonly Project[];
  /** Where new data goes; null: there is no project into which the actor may load. */
  readonly loadInto: Project | null;
}

const RECENT = 10;
const EVERY = { limit: 100_000, after: null, offset: 0 };

/** What stands on the first page; null for an actor who may see no projects at all. */
export function getHome({ tenancy, datasets }: HomeParts, actor: Actor): Home | null {
  if (!actor.permissions.has('read:projects')) return null;
  const projects = tenancy.listProjects(actor, EVERY).items;
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  const recent = actor.permissions.has('read:datasets') ? datasets.listRecent(actor, RECENT) : [];
  return {
    datasets: recent.map((dataset) => ({ ...dataset, projectName: names.get(dataset.project) ?? '' })),
    projects: projects.toSorted((a, b) => changedMs(b) - changedMs(a)).slice(0, RECENT),
    loadInto: projects.find((project) => mayIn(actor, 'write:datasets', scopeOfProject(project))) ?? null,
  };
}

const changedMs = ({ updatedAtMs, createdAtMs }: Project): number => updatedAtMs ?? createdAtMs;

/** Loads the sample log into a project, unless it is there already. Gives the id of its dataset; the load may be under way. */
export async function loadSample(
  { tenancy, datasets, sample }: HomeParts,
  actor: Actor,
  projectId: string,
  signal: AbortSignal,
): Promise<string> {
  const project = tenancy.getProject(actor, projectId, 'write:datasets');
  const key = nameKey(sample.name);
  const there = datasets.listDatasets(actor, project.id, EVERY).items.find(({ name }) => nameKey(name) === key);
  if (there?.version) return there.id;
  const { id } = there ?? datasets.createDataset(actor, project.id, { name: sample.name });
  const request = { file: sample.file, mode: 'append', mapping: null, timeZone: null } as const;
  await datasets.importDataset(actor, id, request, signal);
  return id;
}

/** Longest wait of a page for a load; a small log takes a second. */
const MAX_WAIT_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** Waits while a dataset is being loaded, for as long as somebody waits for a page. True: there is something to look at. */
export async function waitForLoad(
  { datasets }: HomeParts,
  actor: Actor,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  const startedMs = performance.now();
  while (datasets.isLoading(actor, id) && !signal.aborted && performance.now() - startedMs < MAX_WAIT_MS)
    await Bun.sleep(LOOK_EVERY_MS);
  return datasets.openDataset(actor, id).version !== null && !datasets.isLoading(actor, id);
}
