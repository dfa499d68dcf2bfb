import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#sdk';
import type { RunReport } from '../../engine/pipelines/pipeline-job.ts';
import { runPipeline } from '../../engine/pipelines/run-pipeline.ts';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import { type JobContext, type JobKind, mayPass } from '../../platform/jobs/index.ts';
import type { StepDone } from '../../platform/provenance/index.ts';
import { english } from '../../platform/text/texts.ts';
import { validatePipeline } from './checks.ts';
import { inheritedBy } from './inherited.ts';
import { decidedInputs, holding, type OpenInput } from './inputs.ts';
import { type PipelineRun, type PipelineVersion, RUN_JOB } from './model.ts';
import type { PipelineParts } from './parts.ts';
import { demandRight } from './runnable.ts';
import type { RunPayload } from './runs.ts';

/** The run of a pipeline: its rows are made in a child process, loaded as any file is, and its record ends with the load. */
export const pipelineJob = (parts: PipelineParts): JobKind<RunPayload> => ({
  kind: RUN_JOB,
  title: english('Run of a pipeline'),
  async handler(context) {
    const { job } = context;
    const { store } = parts;
    if (!job.tenant) throw new AppError('internal', 'pipeline.noTenant', 'A run without a tenant cannot begin.');
    const run = runOf(parts, context, job.tenant);
    const version = run && store.findVersion(job.tenant, run.pipeline, run.version);
    if (!run || !version)
      throw new AppError('not_found', 'pipeline.gone', 'The pipeline was deleted; nothing was run.');
    try {
      await runVersion(parts, context, run, version);
    } catch (error) {
      if (!mayPass(error)) endWith(parts, run, error as AppError, job.correlationId);
      throw error;
    }
  },
});

/** The record of this run; one that a schedule asked for has none before its first attempt. */
function runOf(
  { store, changes, clock, newId }: PipelineParts,
  { job, payload }: JobContext<RunPayload>,
  tenant: string,
): PipelineRun | null {
  if (payload.run !== undefined) return store.findRun(tenant, payload.run);
  const made = store.findRunOfJob(tenant, job.id);
  const pipeline = store.find(tenant, payload.pipeline);
  if (made || pipeline?.published == null) return made;
  const run: PipelineRun = {
    ...{ id: newId(), tenant, pipeline: pipeline.id, version: pipeline.published, job: job.id, cause: 'schedule' },
    ...{ user: pipeline.publishedBy!, report: null, error: null, createdAtMs: clock.now(), finishedAtMs: null },
  };
  changes.make({ ...systemActor('import', tenant), requestId: job.correlationId }, (change) => {
    store.insertRun(change.tx, run);
    const after = { version: run.version, run: run.id, job: job.id };
    change.record({ action: 'pipeline.run', kind: 'pipeline', id: pipeline.id, workspace: pipeline.workspace, after });
  });
  return run;
}

async function runVersion(
  parts: PipelineParts,
  context: JobContext<RunPayload>,
  run: PipelineRun,
  version: PipelineVersion,
): Promise<void> {
  const { tenant, pipeline } = run;
  const actor = await parts.ownerOf(tenant, run.user);
  if (!actor)
    throw new AppError(
      'forbidden',
      'pipeline.noOwner',
      'The account in whose name this runs is closed. Publish it again.',
    );
  const { document } = version;
  const output = document.output!;
  const { dataset } = parts.datasets.openDataset(actor, output.dataset, 'write:datasets');
  const { signal, progress } = context;
  const { open: inputs, lineage, problems } = await validatePipeline(parts, actor, document, signal);
  demandRight(document, problems);
  const folder = join(parts.folderOf(tenant, dataset.workspace), pipeline);
  const into = join(folder, `${run.id}.csv`);
  const settings = parts.settings();
  const asked = {
    ...{ document, inputs: inputs.map(({ name, source }) => ({ name, source })), folder, into },
    ...{ limits: settings.limits, threads: availableParallelism(), memoryBytes: settings.memoryBytes },
  };
  const report = await holding(parts, inputs, () =>
    runPipeline(asked, { limits: settings.child, signal, onProgress: (share) => progress(share / 2) }),
  );
  try {
    const name = parts.store.find(tenant, pipeline)?.name ?? 'pipeline';
    const system: Actor = { ...systemActor('import', tenant), requestId: context.job.correlationId };
    await parts.datasets.loadMadeFiles(context, system, dataset.id, {
      ...{ files: [{ path: into, name: `${name}, version ${version.number}` }], mode: output.mode, key: output.key },
      ...{ mapping: output.mapping, user: run.user, unordered: true },
      brought: inheritedBy(decidedInputs(inputs), lineage ?? undefined, report.columns),
      madeBy: (hash) => stepOf(hash, version, inputs, report),
      also(tx, load) {
        parts.store.endRun(tx, { ...run, report: { ...report, load }, finishedAtMs: parts.clock.now() });
      },
    });
  } finally {
    await rm(into, { force: true });
  }
  await rm(folder, { recursive: true, force: true });
}

/** How the file came to be, for provenance: names, numbers and hashes alone. */
const stepOf = (
  hash: string,
  { pipeline, number, hash: document }: PipelineVersion,
  inputs: readonly OpenInput[],
  { steps, rows }: RunReport,
): StepDone => ({
  ...{ step: 'transform', inputs: inputs.map(({ thing }) => thing), output: { kind: 'file', hash } },
  parameters: {
    ...{ pipeline, version: number, document, rows },
    steps: steps.map((s) => ({
      ...{ id: s.id, transform: s.transform, in: s.rowsIn, out: s.rowsOut, filtered: s.filtered, failed: s.failed },
    })),
  },
});

/** No attempt will do better: the record says why. */
function endWith(parts: PipelineParts, run: PipelineRun, error: AppError, requestId: string | null): void {
  const actor: Actor = { ...systemActor('import', run.tenant), requestId };
  const { code, message, details, whole } = error;
  parts.changes.make(actor, (change) => {
    parts.store.endRun(change.tx, {
      ...run,
      error: { code, message, details, ...(whole === null ? {} : { whole }) },
      finishedAtMs: parts.clock.now(),
    });
    change.record({
      ...{ action: 'pipeline.runFailed', kind: 'pipeline', id: run.pipeline, outcome: 'failure' },
      after: { run: run.id, version: run.version, code },
    });
  });
}
