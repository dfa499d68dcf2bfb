import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';

export interface JobCounts {
  readonly running: number;
  readonly waiting: number;
  /** Ended for good without success. */
  readonly failed: number;
}

export interface ServerStatus {
  readonly ready: boolean;
  readonly dataFolder: string;
  /** Null where it cannot be known. */
  readonly freeBytes: number | null;
  readonly datasets: number;
  readonly jobs: JobCounts;
}

export interface DatasetLine {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Null before the first load. */
  readonly version: { readonly cases: number; readonly events: number } | null;
}

/** What is taken from the result of the process map. */
export interface MapResult {
  readonly nodes: readonly { activity: string; count: number; cases: number }[];
  readonly arcs: readonly { from: string; to: string; count: number; medianMs: number | null }[];
}

export interface LogFigures {
  readonly dataset: string;
  /** Null where there is none to show; `message` says why. */
  readonly map: MapResult | null;
  readonly message: string;
}

/** Where the state comes from; `assemble` fills it. */
export interface StatusParts {
  readonly version: string;
  readonly dataFolder: string;
  ready(): Promise<boolean> | boolean;
  freeBytes(): number | null;
  countDatasets(actor: Actor): number;
  countJobs(actor: Actor): JobCounts;
  /** Those that the actor may see, by project and name; at most some dozens. */
  listDatasets(actor: Actor): readonly DatasetLine[];
  /** Result of the calculator `process-map` as JSON. */
  processMap(actor: Actor, dataset: string, signal: AbortSignal): Promise<string>;
}

/** Longest result of a map that is read for the page, characters: reading it holds up every other request for that time. */
const MAX_MAP_CHARS = 1_048_576;

/** The server's state; null for an actor who may not look at it. */
export async function getStatus(parts: StatusParts, actor: Actor): Promise<ServerStatus | null> {
  if (!actor.permissions.has('read:status')) return null;
  return {
    ready: await parts.ready(),
    dataFolder: parts.dataFolder,
    freeBytes: parts.freeBytes(),
    datasets: parts.countDatasets(actor),
    jobs: parts.countJobs(actor),
  };
}

/** The datasets that the actor may see; null for an actor who may see none. */
export const listDatasets = (parts: StatusParts, actor: Actor): readonly DatasetLine[] | null =>
  actor.permissions.has('read:datasets') ? parts.listDatasets(actor) : null;

/** The process map of the first dataset that has data; null when there is none, or the actor may not analyse. */
export async function getFirstMap(
  parts: StatusParts,
  actor: Actor,
  datasets: readonly DatasetLine[],
  signal: AbortSignal,
): Promise<LogFigures | null> {
  const first = datasets.find((dataset) => dataset.version);
  if (!first || !actor.permissions.has('read:analyses')) return null;
  try {
    const text = await parts.processMap(actor, first.id, signal);
    if (text.length > MAX_MAP_CHARS)
      return { dataset: first.name, map: null, message: 'The map has too many paths to be shown here.' };
    return { dataset: first.name, ...shownMap(JSON.parse(text) as MapResult | null) };
  } catch (error) {
    // A damaged dataset must not take away the page that says how the server is.
    if (!(error instanceof AppError)) throw error;
    return { dataset: first.name, map: null, message: error.message };
  }
}

const shownMap = (map: MapResult | null): Pick<LogFigures, 'map' | 'message'> =>
  map && map.nodes.length > 0
    ? { map, message: '' }
    : { map: null, message: 'Every group of cases is too small to be shown.' };
