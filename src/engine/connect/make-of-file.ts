import { AppError } from '#sdk';
import { detectFile, gunzipHead, readHead } from '../import/detect.ts';

const HEADER_BYTES = 65_536;

/** The header row of a text file, by which those of one make are known; null: it is no text. */
export async function makeOf(path: string): Promise<string | null> {
  const kind = await kindOf(path);
  if (kind !== 'csv' && kind !== 'csv.gz') return null;
  const { head } = await readHead(path, HEADER_BYTES);
  const text = Buffer.from((await gunzipHead(head, HEADER_BYTES)) ?? head).toString('latin1');
  return text.split(/\r?\n/, 1)[0]!;
}

/** What the load will refuse is left to it: it says why. */
async function kindOf(path: string): Promise<string | null> {
  try {
    return await detectFile(path);
  } catch (error) {
    if (error instanceof AppError && error.fault === 'invalid') return null;
    throw error;
  }
}
