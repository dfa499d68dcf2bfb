import type { PipelineDocument } from '../../mining/pipelines/document.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Words } from '../../platform/text/words.ts';
import type { Pipeline, PipelineRun } from './model.ts';
import type { PipelineParts } from './parts.ts';
import { listRuns } from './runs.ts';

const LAST_RUNS = 10;

/** The step at which a run ended. */
interface FailedStep {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  /** Steps before it, whose results are kept. */
  readonly done: number;
  /** Whether the draft still has it, so that it can be corrected. */
  readonly isThere: boolean;
}

/** The last runs of a pipeline as its page shows them. */
export function shownRuns(parts: PipelineParts, actor: Actor, pipeline: Pipeline, words: Words) {
  const { items } = listRuns(parts, actor, pipeline.id, { limit: LAST_RUNS, after: null, offset: 0 });
  const documents = new Map<number, PipelineDocument | null>();
  for (const { run } of items)
    if (!documents.has(run.version))
      documents.set(run.version, parts.store.findVersion(pipeline.tenant, pipeline.id, run.version)?.document ?? null);
  return items.map(({ run, state, progress }) => {
    const document = documents.get(run.version) ?? null;
    const { report, error } = run;
    return {
      ...{ id: run.id, version: run.version, state, progress, cause: run.cause, job: run.job, atMs: run.createdAtMs },
      ...{ error: error?.message ?? null, failedAt: failedStep(parts, document, pipeline, run, words) },
      ...{ inputs: report?.inputs ?? [], steps: report?.steps ?? [], rows: report?.rows ?? null },
      load: report && document?.output ? { dataset: document.output.dataset, id: report.load } : null,
      durationMs: report?.steps.reduce((sum, step) => sum + (step.wasThere ? 0 : step.durationMs), 0) ?? null,
    };
  });
}

function failedStep(
  { transforms }: PipelineParts,
  document: PipelineDocument | null,
  { draft }: Pipeline,
  { error }: PipelineRun,
  { t }: Words,
): FailedStep | null {
  const found = /^\/steps\/(\d+)/.exec(error?.details?.[0]?.pointer ?? '');
  const place = Number(found?.[1]);
  const step = document?.steps[place];
  if (!document || !step) return null;
  const title = transforms.get(step.transform)?.title;
  return {
    ...{ id: step.id, number: place + 1, title: title === undefined ? step.transform : t(title) },
    done: document.steps.slice(0, place).filter(({ off }) => !off).length,
    isThere: draft.steps.some(({ id }) => id === step.id),
  };
}
