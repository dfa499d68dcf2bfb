import { AppError } from '#sdk';
import type { PipelineDocument, PipelineInput, PipelineOutput, PipelineStep } from '../../mining/pipelines/document.ts';

/** What the editor does to a document; each gives a new one. Steps are named by their ids, so that two windows cannot mix them up. */
export type DraftEdit = (document: PipelineDocument) => PipelineDocument;

/** A new step behind another one, or at the end. */
export const addStep =
  (transform: string, after: string | null): DraftEdit =>
  (document) => {
    const place = document.steps.findIndex(({ id }) => id === after);
    const at = place < 0 ? document.steps.length : place + 1;
    const step: PipelineStep = { id: freeName(document, transform), transform, params: {} };
    return { ...document, steps: document.steps.toSpliced(at, 0, step) };
  };

/** The step that {@link addStep} made. */
export const addedStep = (before: PipelineDocument, after: PipelineDocument): string | null =>
  after.steps.find(({ id }) => !before.steps.some((step) => step.id === id))?.id ?? null;

export const changeStep =
  (id: string, changes: Partial<PipelineStep>): DraftEdit =>
  (document) => {
    placeOf(document, id);
    const steps = document.steps.map((step) => (step.id === id ? withoutNothing({ ...step, ...changes }) : step));
    return { ...document, steps };
  };

export const moveStep =
  (id: string, by: 1 | -1): DraftEdit =>
  (document) => {
    const place = placeOf(document, id);
    const to = Math.min(document.steps.length - 1, Math.max(0, place + by));
    const steps = document.steps.toSpliced(place, 1).toSpliced(to, 0, document.steps[place]!);
    return { ...document, steps };
  };

export const removeStep =
  (id: string): DraftEdit =>
  (document) => ({ ...document, steps: document.steps.toSpliced(placeOf(document, id), 1) });

/** The same step once more, behind it. */
export const duplicateStep =
  (id: string): DraftEdit =>
  (document) => {
    const place = placeOf(document, id);
    const step = document.steps[place]!;
    const copy = { ...step, id: freeName(document, id.replace(/-\d+$/, '')) };
    return { ...document, steps: document.steps.toSpliced(place + 1, 0, copy) };
  };

export const addInput =
  (input: Omit<PipelineInput, 'name'>, called: string): DraftEdit =>
  (document) => ({ ...document, inputs: [...document.inputs, { name: freeName(document, called), ...input }] });

export const removeInput =
  (name: string): DraftEdit =>
  (document) => {
    if (document.inputs.length === 1)
      throw new AppError(
        'conflict',
        'pipeline.lastInput',
        'A pipeline reads at least one table. Add another one first.',
      );
    return { ...document, inputs: document.inputs.filter((input) => input.name !== name) };
  };

export const setOutput =
  (output: PipelineOutput | null): DraftEdit =>
  (document) => ({ ...document, output });

function placeOf({ steps }: PipelineDocument, id: string): number {
  const place = steps.findIndex((step) => step.id === id);
  if (place >= 0) return place;
  throw new AppError('conflict', 'pipeline.stepGone', 'This step is no longer there: it was changed meanwhile.');
}

/** A name for a table that no other has: `orders`, `orders-2` …. */
function freeName({ inputs, steps }: PipelineDocument, wanted: string): string {
  const word = wanted
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^[^A-Za-z]+|-+$/g, '')
    .toLowerCase()
    .slice(0, 40);
  const base = word === '' ? 'table' : word;
  const taken = new Set([...inputs.map(({ name }) => name), ...steps.map(({ id }) => id)]);
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(name)) return name;
  }
}

/** Without fields that say nothing. */
function withoutNothing({ off, from, note, ...step }: PipelineStep): PipelineStep {
  return { ...step, ...(from ? { from } : {}), ...(off ? { off } : {}), ...(note ? { note } : {}) };
}

/** What is different between two documents, step by step. */
export interface DocumentChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Steps are the same, in another order. */
  readonly moved: boolean;
  readonly inputs: boolean;
  readonly output: boolean;
}

export function documentChanges(before: PipelineDocument, after: PipelineDocument): DocumentChanges {
  const [old, now] = [before, after].map(({ steps }) => new Map(steps.map((step) => [step.id, JSON.stringify(step)])));
  const kept = [...now!.keys()].filter((id) => old!.has(id));
  const order = (document: PipelineDocument) => document.steps.map(({ id }) => id).filter((id) => kept.includes(id));
  return {
    added: [...now!.keys()].filter((id) => !old!.has(id)),
    removed: [...old!.keys()].filter((id) => !now!.has(id)),
    changed: kept.filter((id) => old!.get(id) !== now!.get(id)),
    moved: order(before).join() !== order(after).join(),
    inputs: JSON.stringify(before.inputs) !== JSON.stringify(after.inputs),
    output: JSON.stringify(before.output ?? null) !== JSON.stringify(after.output ?? null),
  };
}
