import { AppError, withoutQuoted } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { Tx } from '../../platform/db/index.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { serialOf } from '../datasets/index.ts';
import { type Pipeline, type PipelineRun, RUN_JOB, type RunCause, type RunState, stateOf } from './model.ts';
import type { PipelineParts } from './parts.ts';
import { demandRunnable } from './runnable.ts';
import { getPipeline, getVersion, record } from './use-cases.ts';

export interface RunPayload {
  readonly pipeline: string;
  /** Absent: a schedule asked for it, and its record is made when it begins. */
  readonly run?: string;
  readonly dataset: string;
}

/** Asks for a run of the published version, or of another one. A run that waits or runs already is given in its place. */
export async function runPipelineNow(
  parts: PipelineParts,
  actor: Actor,
  id: string,
  version: number | undefined,
): Promise<PipelineRun> {
  const pipeline = getPipeline(parts, actor, id, 'write:datasets');
  const number = version ?? pipeline.published;
  if (number === null) throw notPublished();
  const { document } = getVersion(parts, actor, id, number);
  await demandRunnable(parts, actor, document);
  return parts.changes.make(actor, (change) => {
    const run = askForRun(
      parts,
      change.tx,
      pipeline,
      { version: number, user: actor.id, cause: 'person' },
      actor.requestId,
    );
    record(change, pipeline, { action: 'pipeline.run', after: { version: number, run: run.id, job: run.job } });
    return run;
  });
}

/** The same without a person: in the name of who published it. */
export function runPublished(parts: PipelineParts, actor: Actor, id: string): PipelineRun {
  return parts.changes.make(actor, (change) => {
    const pipeline = getPipeline(parts, actor, id, 'write:datasets');
    if (pipeline.published === null) throw notPublished();
    const asked = { version: pipeline.published, user: pipeline.publishedBy!, cause: 'person' } as const;
    const run = askForRun(parts, change.tx, pipeline, asked, actor.requestId);
    record(change, pipeline, { action: 'pipeline.run', after: { version: run.version, run: run.id, job: run.job } });
    return run;
  });
}

const notPublished = () =>
  new AppError(
    'conflict',
    'pipeline.notPublished',
    'No version of this pipeline is published. Publish one, or say which version is to run.',
  );

interface AskedRun {
  readonly version: number;
  readonly user: string;
  readonly cause: RunCause;
}

/** The job of a run, and its record; the version must have an output. */
export function askForRun(
  parts: PipelineParts,
  tx: Tx,
  pipeline: Pipeline,
  { version, user, cause }: AskedRun,
  correlationId: string | null,
): PipelineRun {
  const { store, jobs, newId, clock } = parts;
  const { tenant, workspace, id } = pipeline;
  const dataset = store.findVersion(tenant, id, version)!.document.output!.dataset;
  const run = newId();
  const payload: RunPayload = { pipeline: id, run, dataset };
  const { id: job, added } = jobs.enqueue(tx, {
    ...{ kind: RUN_JOB, payload, tenant, workspace, key: `${id} ${version}`, serial: serialOf({ id: dataset }) },
    ...{ maxAttempts: parts.settings().maxAttempts, userId: user, correlationId },
  });
  if (!added) return store.findRun(tenant, (jobs.find(job)!.payload as RunPayload).run!)!;
  const asked: PipelineRun = {
    ...{ id: run, tenant, pipeline: id, version, job, user, cause, report: null, error: null },
    ...{ createdAtMs: clock.now(), finishedAtMs: null },
  };
  store.insertRun(tx, asked);
  return asked;
}

export interface ShownRun {
  readonly run: PipelineRun;
  readonly state: RunState;
  readonly progress: number;
}

/** Records of failed rows hold values of the data. */
export function listRuns(parts: PipelineParts, actor: Actor, id: string, request: ListRequest): Listed<ShownRun> {
  const { tenant } = getPipeline(parts, actor, id, 'write:datasets');
  const { rows, total } = parts.store.listRuns(tenant, id, request);
  const list = listed(rows, total, request, (run) => [String(run.createdAtMs), run.id]);
  const versions = new Set(list.items.map(({ version }) => version));
  const seen = new Set([...versions].filter((version) => seesValues(parts, actor, { tenant, id, version })));
  return { ...list, items: list.items.map((run) => shownRun(parts, run, seen.has(run.version))) };
}

export function getRun(parts: PipelineParts, actor: Actor, id: string, runId: string): ShownRun {
  const { tenant } = getPipeline(parts, actor, id, 'write:datasets');
  const run = parts.store.findRun(tenant, runId);
  if (run?.pipeline !== id) notFound('run of the pipeline');
  return shownRun(parts, run, seesValues(parts, actor, { tenant, id, version: run.version }));
}

function shownRun({ jobs }: PipelineParts, run: PipelineRun, withValues: boolean): ShownRun {
  const job = jobs.find(run.job, run.tenant);
  const last = job?.errors.at(-1);
  const state = stateOf(run, job);
  const error = run.error ?? (state === 'failed' && last ? last : null);
  const told = { ...run, error };
  return { run: withValues ? withValuesOf(told) : withoutValues(told), state, progress: job?.progress ?? 0 };
}

/** Whether the reader sees all that runs of a version read: they ran in the name of somebody else, who may see more. */
function seesValues(
  parts: PipelineParts,
  actor: Actor,
  { tenant, id, version }: { tenant: string; id: string; version: number },
): boolean {
  const document = parts.store.findVersion(tenant, id, version)?.document;
  return (
    document?.inputs.every(({ dataset }) => dataset === undefined || parts.datasets.seesAll(actor, dataset)) ?? false
  );
}

/** The message whole. */
function withValuesOf({ error, ...run }: PipelineRun): PipelineRun {
  if (!error) return { ...run, error };
  const { whole, ...rest } = error;
  return { ...run, error: { ...rest, message: whole ?? rest.message } };
}

/** Figures, codes and messages: samples of failed rows and details of faults quote values. */
const withoutValues = (run: PipelineRun): PipelineRun => ({
  ...run,
  report: run.report && { ...run.report, steps: run.report.steps.map((step) => ({ ...step, sample: [] })) },
  error: run.error && {
    code: run.error.code,
    // Records from before messages had a part for who may see all quote in the one that they have.
    message:
      run.error.whole === undefined && run.error.details?.length ? withoutQuoted(run.error.message) : run.error.message,
    details: [],
  },
});
