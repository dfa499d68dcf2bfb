import { readFileSync, statSync } from 'node:fs';
import { AppError, MODEL, type TObject } from '#sdk';

const MOST_BYTES = 20_000_000;

/** Parameters in which a model that is the path of a file is the text of that file. */
export function withModelText(declared: TObject, params: unknown): Record<string, unknown> {
  const values = { ...(params as Record<string, unknown>) };
  for (const [name, schema] of Object.entries(declared.properties)) {
    const value = values[name];
    if (MODEL in schema && typeof value === 'string' && /\.(pnml|ptml|xml)$/i.test(value.trim()))
      values[name] = textOf(value.trim());
  }
  return values;
}

function textOf(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES)
      throw new AppError('too_large', 'cli.modelFile', `The model file ${path} is larger than 20 MB.`);
    return decoded(readFileSync(path));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('invalid', 'cli.modelFile', `The model file cannot be read: ${(error as Error).message}.`);
  }
}

/** XML says in its first line how it is encoded; text from here on says nothing of it. */
function decoded(bytes: Uint8Array): string {
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const encoding = /^<\?xml[^>]*?encoding=["']([\w.-]+)["']/.exec(beginning)?.[1] ?? 'utf-8';
  let decoder: TextDecoder;
  try {
    // biome-ignore lint/suspicious/noExplicitAny: whatever the file names; what is not known throws
    decoder = new TextDecoder(encoding as any);
  } catch {
    throw new AppError(
      'invalid',
      'cli.modelFile',
      `The model file is encoded as "${encoding}", which is not known here.`,
    );
  }
  return decoder.decode(bytes).replace(/^\uFEFF?<\?xml[^>]*\?>/, '');
}
