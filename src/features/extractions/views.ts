import { type Cell, Choice, Nullable, type Static, Type } from '#sdk';
import { MappingInputSchema } from '../../engine/import/mapping.ts';
import { CATCH_UPS, cronInWords, type WorkspaceSchedule } from '../../platform/schedules/index.ts';
import { type MissedPushes, RUN_STATES, type Run } from './model.ts';
import type { ExtractionState } from './use-cases.ts';

const Instant = Nullable(Type.String({ description: 'ISO 8601, UTC' }));
const Count = Type.Integer({ minimum: 0 });

export const RunView = Type.Object({
  id: Type.String({ description: 'Of its job' }),
  state: Choice(RUN_STATES),
  attempt: Count,
  scheduled: Type.Boolean(),
  since: Nullable(Type.String({ description: 'From which value of the column that is followed it read' })),
  until: Nullable(Type.String({ description: 'Up to which' })),
  rows: Nullable(Type.Object({ read: Count, inserted: Count, updated: Count, unchanged: Count, rejected: Count })),
  version: Nullable(Type.Integer({ description: 'Of the dataset; null: it brought nothing new' })),
  durationMs: Nullable(Type.Integer()),
  error: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  createdAt: Type.String(),
  startedAt: Instant,
  finishedAt: Instant,
});

const ScheduleView = Type.Object({
  cron: Type.String(),
  zone: Type.String(),
  inWords: Type.String(),
  overlap: Choice(['skip', 'queue', 'parallel']),
  catchUp: Choice(CATCH_UPS),
  isPaused: Type.Boolean(),
  nextRunAt: Instant,
});

export const ExtractionView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  workspaceId: Type.String(),
  connectionId: Type.String(),
  datasetId: Type.String(),
  source: Type.Object({
    table: Type.Optional(Type.String()),
    query: Type.Optional(Type.String()),
    files: Type.Optional(Type.String()),
    pushes: Type.Optional(Type.Literal(true)),
    columns: Type.Optional(Type.Array(Type.String())),
  }),
  follow: Type.Object({
    by: Choice(['everything', 'column', 'cursor', 'files']),
    column: Type.Optional(Type.String()),
    overlap: Type.Optional(Type.Number()),
  }),
  mode: Choice(['replace', 'append', 'upsert']),
  key: Type.Array(Type.String()),
  rowLimit: Nullable(Type.Integer()),
  mapping: Nullable(MappingInputSchema),
  timeZone: Nullable(Type.String()),
  watermark: Nullable(
    Type.String({ description: 'Up to which value of the column that is followed the dataset goes' }),
  ),
  schedule: Nullable(ScheduleView),
  lastRun: Nullable(RunView),
  missed: Nullable(
    Type.Object(
      { messages: Count, rows: Count, firstAt: Type.String(), lastAt: Type.String() },
      { description: 'Pushed messages that it did not take while its dataset was in the bin, since somebody noted it' },
    ),
  ),
  etag: Type.String(),
  createdAt: Type.String(),
  updatedAt: Instant,
});

export const RunAnswer = Type.Object({
  job: Type.String(),
  added: Type.Boolean({ description: 'False: a run waits or is under way already, and that is its job' }),
});

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
export const textOf = (cell: Cell): string | null => (cell === null ? null : String(cell));

export const durationOf = ({ startedAtMs, finishedAtMs }: Run): number | null =>
  startedAtMs === null || finishedAtMs === null ? null : finishedAtMs - startedAtMs;

export const presentRun = (run: Run): Static<typeof RunView> => ({
  ...{ id: run.id, state: run.state, attempt: run.attempt, scheduled: run.scheduled },
  ...{ since: textOf(run.since), until: textOf(run.until), rows: run.figures && { ...run.figures } },
  ...{ version: run.version, durationMs: durationOf(run), error: run.error && { ...run.error } },
  createdAt: iso(run.createdAtMs),
  ...{ startedAt: isoOrNull(run.startedAtMs), finishedAt: isoOrNull(run.finishedAtMs) },
});

const presentSchedule = ({ cron, zone, overlap, catchUp, pausedAtMs, nextRunAtMs }: WorkspaceSchedule) => ({
  ...{ cron, zone, overlap, catchUp, inWords: cronInWords(cron, 'en') },
  ...{ isPaused: pausedAtMs !== null, nextRunAt: isoOrNull(nextRunAtMs) },
});

const presentMissed = ({ messages, rows, firstAtMs, lastAtMs }: MissedPushes) => ({
  ...{ messages, rows, firstAt: iso(firstAtMs), lastAt: iso(lastAtMs) },
});

export function presentExtraction({
  extraction: e,
  schedule,
  last,
  missed,
}: ExtractionState): Static<typeof ExtractionView> {
  return {
    ...{ id: e.id, name: e.name, workspaceId: e.workspace, connectionId: e.connection, datasetId: e.dataset },
    source: structuredClone(e.source) as Static<typeof ExtractionView>['source'],
    ...{ follow: { ...e.follow }, mode: e.mode, key: [...e.key], rowLimit: e.rowLimit },
    mapping: structuredClone(e.mapping) as Static<typeof ExtractionView>['mapping'],
    ...{ timeZone: e.timeZone, watermark: textOf(e.progress.watermark) },
    ...{ schedule: schedule && presentSchedule(schedule), lastRun: last && presentRun(last) },
    missed: missed && presentMissed(missed),
    ...{ etag: e.etag, createdAt: iso(e.createdAtMs), updatedAt: isoOrNull(e.updatedAtMs) },
  };
}
