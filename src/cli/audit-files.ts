import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { AppError } from '#sdk';
import {
  CHECKPOINTS_IN_TEXT,
  ProofCheck,
  type ProofReport,
  type PublicKey,
  publicKeyOf,
} from '../platform/audit/index.ts';

/** Lines of a file, however long the file is. */
async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    const code = (error as { code?: string }).code ?? String(error);
    throw new AppError('invalid', 'cli.noFile', `The file ${file} cannot be read (${code}).`);
  }
}

/** Every checkpoint in these files: what the server appended, a log, what a syslog server wrote. A file without one is a mistake. */
export async function witnessLines(files: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const file of files) {
    const before = found.size;
    for await (const line of linesOf(file)) for (const [text] of line.matchAll(CHECKPOINTS_IN_TEXT)) found.add(text);
    if (found.size === before)
      throw new AppError('invalid', 'audit.noCheckpoint', `The file ${file} holds no checkpoint of an audit log.`);
  }
  return [...found];
}

export async function checkProofFile(file: string, key: string | null): Promise<ProofReport> {
  const check = new ProofCheck(key === null ? null : keyOf(key));
  for await (const line of linesOf(file)) check.add(line);
  return check.end();
}

function keyOf(base64: string): PublicKey {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 32)
    throw new AppError(
      'invalid',
      'cli.badKey',
      '--key wants the public key as base64, as "adit audit checkpoint" prints it.',
    );
  return publicKeyOf(bytes);
}
