import { AppError, Type } from '#sdk';
import type { PipelineStep } from '../../mining/pipelines/document.ts';
import { checkParams } from '../../mining/views/check-params.ts';
import { addedStep, addStep, changeStep, type DraftEdit } from './edit-draft.ts';

const FirstStep = Type.Object({
  transform: Type.String({ minLength: 1, maxLength: 100 }),
  params: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
});

/** The step that an address or a form brings along as JSON; null: none that can be read. */
export function firstStepOf(text: string): Pick<PipelineStep, 'transform' | 'params'> | null {
  if (text === '') return null;
  try {
    return checkParams(FirstStep, JSON.parse(text)) as Pick<PipelineStep, 'transform' | 'params'>;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof AppError && error.fault === 'invalid')) return null;
    throw error;
  }
}

/** Puts that step into a new document, where there is one. */
export const addFirstStep =
  (text: string): DraftEdit =>
  (document) => {
    const first = firstStepOf(text);
    if (first === null) return document;
    const added = addStep(first.transform, null)(document);
    return changeStep(addedStep(document, added)!, { params: first.params })(added);
  };
