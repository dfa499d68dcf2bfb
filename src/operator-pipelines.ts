import { AppError, nearest } from '#sdk';
import type { Appliance } from './assemble.ts';
import { type PresentedRun, presentRun } from './features/pipelines/index.ts';
import { jobEnded } from './operator-wait.ts';
import type { Actor } from './platform/access/actor.ts';

/** What the operator may ask of pipelines, as plain data. */
export interface PipelineCommand {
  do: 'pipeline';
  action: 'run';
  /** Name or id. */
  pipeline: string;
}

interface Waiting {
  readonly progress: (share: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs the published version, in the name of who published it, and waits for its end. A run that is under way already is waited for, and
 * stays when the one who waits goes.
 */
export async function operatePipelines(
  appliance: Appliance,
  actor: Actor,
  { pipeline }: PipelineCommand,
  waiting: Waiting,
): Promise<PresentedRun> {
  const { pipelines, jobs } = appliance;
  const { id, tenant } = chosenPipeline(appliance, actor, pipeline);
  const underWay = jobs.underWay(tenant, [id]);
  const run = pipelines.runPublished(actor, id);
  const { job } = pipelines.getRun(actor, id, run).run;
  await jobEnded(appliance, job, { ...waiting, cancels: !underWay.includes(job) });
  const ended = pipelines.getRun(actor, id, run);
  return presentRun(ended.run, ended.state);
}

function chosenPipeline({ pipelines }: Appliance, actor: Actor, said: string) {
  const all = pipelines.list(actor);
  const found = all.filter(({ id, name }) => id === said || name.toLowerCase() === said.toLowerCase());
  if (found.length === 1) return found[0]!;
  const near = nearest(
    said,
    all.map(({ name }) => name),
  );
  throw new AppError(
    'not_found',
    'pipeline.notFound',
    found.length === 0
      ? `There is no pipeline "${said}".${near ? ` Did you mean "${near}"?` : ''}`
      : `Several pipelines are called "${said}". Say the id of one.`,
  );
}
