import { type FaultData, type Static, Type } from '#sdk';
import { Execute, type ExecuteSent } from '../analyses/index.ts';

export type AnalysisState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** A calculation that runs in the background, for the one person who asked. */
export interface Analysis {
  readonly id: string;
  readonly tenant: string;
  readonly owner: string;
  readonly dataset: string;
  /** Id of the dataset's version that it is about. */
  readonly version: string;
  readonly request: ExecuteSent;
  readonly state: AnalysisState;
  /** The key of its result in the engine's cache. */
  readonly resultKey: string | null;
  readonly error: Pick<FaultData, 'fault' | 'code' | 'message'> | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}

export const hasEnded = ({ state }: Pick<Analysis, 'state'>): boolean => state !== 'waiting' && state !== 'running';

export const StartAnalysis = Execute;

const InstantOrNull = Type.Union([Type.String(), Type.Null()], { description: 'Instant in ISO 8601, UTC' });
const ErrorView = Type.Object({ code: Type.String(), message: Type.String() });

export const AnalysisView = Type.Object({
  id: Type.String(),
  datasetId: Type.String(),
  versionId: Type.String({ description: 'The version of the dataset that it is about' }),
  calculator: Type.String(),
  params: Type.Unknown(),
  filters: Type.Array(Type.Unknown()),
  calendarId: Type.Union([Type.String(), Type.Null()]),
  state: Type.String({ description: 'waiting, running, done, failed or cancelled' }),
  progress: Type.Number({ minimum: 0, maximum: 1, description: 'Share that is done' }),
  error: Type.Union([ErrorView, Type.Null()]),
  createdAt: Type.String(),
  startedAt: InstantOrNull,
  finishedAt: InstantOrNull,
});

/** What a stream of one analysis says. */
export const AnalysisEvent = Type.Object({
  id: Type.String(),
  state: Type.String(),
  progress: Type.Number(),
  error: Type.Optional(Type.Union([ErrorView, Type.Null()])),
});

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export const presentAnalysis = (a: Analysis, progress: number): Static<typeof AnalysisView> => ({
  ...{ id: a.id, datasetId: a.dataset, versionId: a.version, calculator: a.request.id, params: a.request.params },
  ...{ filters: [...a.request.filters], calendarId: a.request.calendar?.calendarId ?? null, state: a.state, progress },
  error: a.error && { code: a.error.code, message: a.error.message },
  ...{ createdAt: iso(a.createdAtMs), startedAt: isoOrNull(a.startedAtMs), finishedAt: isoOrNull(a.finishedAtMs) },
});
