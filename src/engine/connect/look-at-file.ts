import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type TableColumn } from '#sdk';
import type { ImportLimits } from '../import/import-job.ts';
import { previewFile } from '../import/preview-file.ts';
import type { ConnectorHost, ConnectorTarget } from './connector-host.ts';
import type { PreviewCell } from './works.ts';

/** So much of a file is fetched to be looked at. */
const MOST_FETCHED = 64 * 1_048_576;
const LOOK_MEMORY_BYTES = 768 * 1_048_576;
const LOOK_MS = 30_000;

interface FileAsked {
  readonly path: string;
  readonly rows: number;
  readonly limits: ImportLimits;
}

/** The first rows of a file of a source, as it would be loaded without a word about it. */
export async function lookAtFile(
  host: Pick<ConnectorHost, 'run'>,
  target: ConnectorTarget,
  { path, rows, limits }: FileAsked,
  signal?: AbortSignal,
): Promise<{ readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly PreviewCell[])[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'adit-look-'));
  try {
    const into = join(folder, 'file');
    const { isComplete } = await host.run(target, 'copyFile', { path, into, maxBytes: MOST_FETCHED }, { signal });
    if (!isComplete && !/\.(csv|tsv|txt|ndjson|jsonl|xes|xml)$/i.test(path))
      throw new AppError(
        'too_large',
        'connector.fileTooLarge',
        `"${path}" is larger than ${MOST_FETCHED / 1_048_576} MB and cannot be looked at by its beginning alone. Load it to see what it holds.`,
      );
    const preview = await previewFile(
      folder,
      {
        ...{ file: into, name: path.split('/').at(-1)!, mapping: {}, timeZone: null, rows, limits },
        memoryBytes: LOOK_MEMORY_BYTES / 2,
      },
      { memoryBytes: LOOK_MEMORY_BYTES, timeoutMs: LOOK_MS },
      signal,
    );
    const columns = preview.columns.map(({ name, type }) => ({ name, type: type === 'category' ? 'text' : type }));
    return { columns, rows: preview.rows.map(({ cells }) => cells) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
