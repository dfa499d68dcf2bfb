import { AppError, type FaultDetail } from '#sdk';
import type { PipelineDocument } from '../../mining/pipelines/document.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { validatePipeline } from './checks.ts';
import type { PipelineParts } from './parts.ts';

/** Faults: `pipeline.wrong` with every problem; those of an output that the actor may not load. */
export async function demandRunnable(parts: PipelineParts, actor: Actor, document: PipelineDocument): Promise<void> {
  const { problems } = await validatePipeline(parts, actor, document);
  const output = document.output
    ? []
    : [{ pointer: '/output', message: 'say which dataset the rows go into; without one it can only be previewed' }];
  demandRight(document, [...problems, ...output]);
}

/** Faults: `pipeline.wrong`, with every problem. */
export function demandRight(document: PipelineDocument, problems: readonly FaultDetail[]): void {
  const [first, ...rest] = problems;
  if (!first) return;
  const more = rest.length > 0 ? ` And ${rest.length} more.` : '';
  const place = placeIn(document, first.pointer ?? '');
  const message = `The pipeline is not right ${place}: ${first.message.replace(/\.$/, '')}.${more}`;
  throw new AppError('invalid', 'pipeline.wrong', message, problems);
}

/** The place that a pointer into a document names, as people call it. */
function placeIn({ inputs, steps }: PipelineDocument, pointer: string): string {
  const [, part, place] = pointer.split('/');
  const step = part === 'steps' ? steps[Number(place)] : undefined;
  if (step) return `at step ${Number(place) + 1}, "${step.id}"`;
  const input = part === 'inputs' ? inputs[Number(place)] : undefined;
  if (input) return `at the table "${input.name}"`;
  return part === 'output' ? 'where its rows go' : `at ${pointer}`;
}
