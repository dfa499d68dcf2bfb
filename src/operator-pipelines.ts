import { AppError } from '#sdk';
import type { Appliance } from './assemble.ts';
import type { ShownRun } from './features/pipelines/index.ts';
import type { Actor } from './platform/access/actor.ts';

/** What the operator may ask of pipelines, as plain data. */
export interface PipelineCommand {
  do: 'pipeline';
  action: 'run';
  /** Name or id. */
  pipeline: string;
}

/** Runs the published version, in the name of who published it, and waits for its end. */
export async function operatePipelines(
  { pipelines, jobs }: Appliance,
  actor: Actor,
  { pipeline }: PipelineCommand,
  signal: AbortSignal,
): Promise<ShownRun> {
  const said = pipeline.toLowerCase();
  const found = pipelines.list(actor).filter(({ id, name }) => id === pipeline || name.toLowerCase() === said);
  if (found.length !== 1)
    throw new AppError(
      'not_found',
      'pipeline.notFound',
      found.length === 0
        ? `There is no pipeline "${pipeline}".`
        : `Several pipelines are called "${pipeline}". Say the id of one.`,
    );
  const { id } = found[0]!;
  const run = pipelines.runPublished(actor, id);
  await new Promise<void>((resolve) => {
    const over = () => {
      end();
      resolve();
    };
    const end = jobs.watch(() => {
      if (isOver(pipelines.getRun(actor, id, run).state)) over();
    });
    signal.addEventListener('abort', over, { once: true });
    if (isOver(pipelines.getRun(actor, id, run).state)) over();
  });
  return pipelines.getRun(actor, id, run);
}

const isOver = (state: ShownRun['state']): boolean => state !== 'waiting' && state !== 'running';
