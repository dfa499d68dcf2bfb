import { Nullable, type Static, Type } from '#sdk';
import type { RunReport } from '../../engine/pipelines/pipeline-job.ts';
import { type PipelineDocument, PipelineDocumentSchema } from '../../mining/pipelines/document.ts';
import type { JobError, JobState } from '../../platform/jobs/index.ts';
import { Name } from '../../platform/names.ts';

/** A document that makes the rows of a dataset out of other tables, with its versions. */
export interface Pipeline {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly name: string;
  /** What the editor works on; it may be wrong. */
  readonly draft: PipelineDocument;
  /** Number of the last version; 0: there is none. */
  readonly version: number;
  /** The version that runs; null: none. */
  readonly published: number | null;
  readonly publishedBy: string | null;
  readonly publishedAtMs: number | null;
  /** Whether it runs after a dataset that it reads has new data. */
  readonly afterInputs: boolean;
  readonly etag: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

export interface PipelineVersion {
  readonly tenant: string;
  readonly pipeline: string;
  readonly number: number;
  readonly document: PipelineDocument;
  readonly hash: string;
  readonly note: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
}

/** Kind of the jobs that run pipelines. */
export const RUN_JOB = 'pipeline.run';

export type RunCause = 'person' | 'inputs' | 'schedule';

/** One run of a version. */
export interface PipelineRun {
  readonly id: string;
  readonly tenant: string;
  readonly pipeline: string;
  readonly version: number;
  readonly job: string;
  readonly user: string;
  readonly cause: RunCause;
  readonly report: (RunReport & { readonly load: string }) | null;
  readonly error: Pick<JobError, 'code' | 'message' | 'details' | 'whole'> | null;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
}

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** How a run stands: as its record says, and before it says anything as its job does. */
export function stateOf({ report, error }: PipelineRun, job: { readonly state: JobState } | null): RunState {
  if (report) return 'done';
  if (job?.state === 'ready') return 'waiting';
  if (job?.state === 'running') return 'running';
  if (job?.state === 'cancelled') return 'cancelled';
  return error || job?.state !== 'done' ? 'failed' : 'done';
}

const Note = Type.String({ maxLength: 500, default: '', description: 'What was changed' });
const WorkspaceId = Type.Optional(Type.String({ description: 'Needed when you may enter several workspaces' }));

export const CreatePipeline = Type.Object({
  ...{ name: Name, workspaceId: WorkspaceId, document: PipelineDocumentSchema, note: Note },
});
export const ChangePipeline = Type.Object({ name: Name, document: PipelineDocumentSchema, note: Note });
export const AskedDocument = Type.Object({ document: PipelineDocumentSchema });
export const PreviewRequest = Type.Object({
  document: PipelineDocumentSchema,
  rows: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Rows of each input' }),
});
/** The word of this feature for what a schedule is for. */
export const SCHEDULE_KIND = 'pipeline';

const RunTimes = Type.Object(
  {
    cron: Type.String({ minLength: 1, maxLength: 100, examples: ['30 2 * * 1-5'] }),
    zone: Type.String({ minLength: 1, maxLength: 60, description: 'IANA name', examples: ['Europe/Berlin'] }),
  },
  { description: 'When it runs; null: at no times of its own, absent: as before' },
);

export const PublishRequest = Type.Object({
  version: Type.Optional(Type.Integer({ minimum: 1, description: 'By default the last one' })),
  afterInputs: Type.Boolean({ default: false, description: 'Run after a dataset that it reads has new data' }),
  schedule: Type.Optional(Nullable(RunTimes)),
});
export const RunRequest = Type.Object({
  version: Type.Optional(Type.Integer({ minimum: 1, description: 'By default the published one' })),
});

const Instant = Type.String({ description: 'Instant in ISO 8601, UTC' });
const Column = Type.Object({
  name: Type.String(),
  type: Type.String({ description: 'text, number, boolean or time' }),
});
const Finding = Type.Object({ pointer: Type.String(), message: Type.String() });

export const PipelineView = Type.Object({
  ...{ id: Type.String(), workspaceId: Type.String(), name: Type.String(), document: PipelineDocumentSchema },
  version: Type.Integer({ description: 'Number of the last version; 0: there is none' }),
  published: Nullable(Type.Integer()),
  publishedAt: Nullable(Instant),
  afterInputs: Type.Boolean(),
  schedule: Nullable(Type.Object({ cron: Type.String(), zone: Type.String() })),
  ...{ etag: Type.String(), createdAt: Instant, updatedAt: Nullable(Instant) },
});
export const VersionView = Type.Object({
  ...{ number: Type.Integer(), hash: Type.String(), note: Type.String(), document: PipelineDocumentSchema },
  createdAt: Instant,
});
export const ValidationView = Type.Object({
  valid: Type.Boolean(),
  problems: Type.Array(Finding),
  inputs: Type.Array(Type.Object({ name: Type.String(), columns: Nullable(Type.Array(Column)) })),
  steps: Type.Array(Type.Object({ id: Type.String(), columns: Nullable(Type.Array(Column)) })),
});
const Table = Type.Object({
  columns: Type.Array(Column),
  rows: Type.Array(Type.Object({ row: Type.Number(), cells: Type.Array(Type.Any()) })),
});
const Decided = Type.Array(
  Type.Object({
    column: Type.String(),
    action: Type.String(),
    from: Type.String({ description: 'What it is made of' }),
  }),
  { description: 'Columns with what was decided about people in the datasets that are read' },
);
export const PreviewView = Type.Object({
  problems: Type.Array(Finding),
  inputs: Type.Array(Type.Object({ name: Type.String(), table: Table, decided: Decided })),
  steps: Type.Array(
    Type.Object({
      ...{ id: Type.String(), table: Nullable(Table), counts: Nullable(Type.Any()), changes: Nullable(Type.Any()) },
      decided: Decided,
    }),
  ),
});
export const RunView = Type.Object({
  ...{ id: Type.String(), version: Type.Integer(), state: Type.String(), cause: Type.String(), jobId: Type.String() },
  report: Nullable(Type.Any()),
  error: Nullable(Type.Any()),
  ...{ createdAt: Instant, finishedAt: Nullable(Instant) },
});

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export const presentPipeline = (p: Pipeline, times: { cron: string; zone: string } | null) =>
  ({
    ...{ id: p.id, workspaceId: p.workspace, name: p.name, document: p.draft, version: p.version },
    ...{ published: p.published, publishedAt: isoOrNull(p.publishedAtMs), afterInputs: p.afterInputs, etag: p.etag },
    schedule: times && { cron: times.cron, zone: times.zone },
    ...{ createdAt: iso(p.createdAtMs), updatedAt: isoOrNull(p.updatedAtMs) },
  }) as unknown as Static<typeof PipelineView>;

export const presentVersion = (v: PipelineVersion) =>
  ({
    ...{ number: v.number, hash: v.hash, note: v.note, document: v.document, createdAt: iso(v.createdAtMs) },
  }) as unknown as Static<typeof VersionView>;

export interface PresentedRun extends Static<typeof RunView> {
  readonly state: RunState;
  readonly report: PipelineRun['report'];
  readonly error: PipelineRun['error'];
}

export const presentRun = (run: PipelineRun, state: RunState): PresentedRun => ({
  ...{
    id: run.id,
    version: run.version,
    state,
    cause: run.cause,
    jobId: run.job,
    report: run.report,
    error: run.error,
  },
  ...{ createdAt: iso(run.createdAtMs), finishedAt: isoOrNull(run.finishedAtMs) },
});
