import { readFileSync, statSync } from 'node:fs';
import { AppError } from '#sdk';
import { modelTextOf } from '../mining/formats/model-text.ts';

const MOST_BYTES = 20_000_000;

/** A model that is the path of a file, as the text of that file; anything else as it is. */
export function modelInFile(model: string): string {
  const path = model.trim();
  if (path.startsWith('<') || !/^[^\r\n]*\.(pnml|ptml|bpmn|xml|decl|json)$/i.test(path)) return model;
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES)
      throw new AppError('too_large', 'cli.modelFile', `The model file ${path} is larger than 20 MB.`);
    return modelTextOf(readFileSync(path));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('invalid', 'cli.modelFile', `The model file cannot be read: ${(error as Error).message}.`);
  }
}
