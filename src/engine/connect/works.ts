import { open } from 'node:fs/promises';
import { AppError, type Cell, invalid, type SourceFile, type Table, type TableColumn, type TableShape } from '#sdk';
import type { OpenConnector } from './open-connector.ts';
import { filesOf, tablesOf } from './open-connector.ts';
import { type CopyTold, type FilesAsked, type FilesStaged, stageSourceFiles } from './stage-source-files.ts';
import { stageTable, type TableAsked, type TableCheckpoint } from './stage-table.ts';

/** A table, or a query in the source's own language. */
export interface Asked {
  readonly table?: string;
  readonly query?: string;
}

export type PreviewCell = string | number | boolean | null;

/** Most names that a list tells; `total` says how many there are. */
const MAX_LISTED = 20_000;
/** Longest value that a preview shows, characters. */
const MAX_SHOWN = 1000;

const check = async ({ source, scrub, guard, limits }: OpenConnector) => {
  const { server, details } = await guard.within(limits.answerMs, 'an answer', source.check());
  const short = (text: string) => scrub.text(String(text).slice(0, MAX_SHOWN));
  return { server: short(server), details: details.slice(0, 50).map(short) };
};

const tables = async (connector: OpenConnector): Promise<{ tables: readonly Table[]; total: number }> => {
  const all = await tablesOf(connector).tables();
  return { tables: connector.scrub.value(all.slice(0, MAX_LISTED)), total: all.length };
};

const describe = async (connector: OpenConnector, asked: Asked): Promise<TableShape> =>
  connector.scrub.value(await tablesOf(connector).describe(asked));

/** The first rows, as people are shown them. */
const preview = async (
  connector: OpenConnector,
  { rows: most, ...asked }: Asked & { columns?: readonly string[]; rows: number },
): Promise<{ columns: readonly TableColumn[]; rows: PreviewCell[][] }> => {
  let columns: readonly TableColumn[] = [];
  const rows: PreviewCell[][] = [];
  for await (const batch of tablesOf(connector).read({ ...asked, cursor: null, limit: most })) {
    columns = batch.columns;
    for (const row of batch.rows.slice(0, most - rows.length)) rows.push(row.map((cell) => shown(cell, connector)));
    if (rows.length >= most) break;
  }
  return { columns: connector.scrub.value(columns), rows };
};

function shown(cell: Cell, { scrub }: OpenConnector): PreviewCell {
  if (typeof cell === 'bigint' || (typeof cell === 'number' && !Number.isFinite(cell))) return String(cell);
  if (typeof cell !== 'string') return cell;
  const text = scrub.data(cell);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

const files = async (connector: OpenConnector): Promise<{ files: SourceFile[]; isComplete: boolean }> => {
  const found: SourceFile[] = [];
  for await (const piece of filesOf(connector).files()) {
    found.push(...connector.scrub.value(piece.slice(0, MAX_LISTED - found.length)));
    if (found.length >= MAX_LISTED) return { files: found, isComplete: false };
  }
  return { files: found, isComplete: true };
};

/** Writes a file of the source, or its beginning, to where the parent says. */
const copyFile = async (
  connector: OpenConnector,
  asked: { path: string; into: string; maxBytes: number },
  { progress }: WorkControl,
): Promise<{ file: SourceFile; bytes: number; isComplete: boolean }> => {
  const source = filesOf(connector);
  const file = await findFile(source.files(), asked.path);
  await using target = await open(asked.into, 'wx', 0o600);
  let bytes = 0;
  for await (const piece of source.open(file, 0)) {
    const kept = piece.subarray(0, asked.maxBytes - bytes);
    await target.writeFile(kept);
    bytes += kept.length;
    if (file.bytes > 0) progress(Math.min(1, bytes / Math.min(file.bytes, asked.maxBytes)));
    if (kept.length < piece.length) return { file, bytes, isComplete: false };
  }
  return { file, bytes, isComplete: true };
};

async function findFile(pieces: AsyncIterable<readonly SourceFile[]>, path: string): Promise<SourceFile> {
  for await (const piece of pieces) {
    const file = piece.find((each) => each.path === path);
    if (file) return file;
  }
  return invalid('connector.notThere', `The source has no file "${path.slice(0, 200)}". Choose again.`);
}

/** What a reading tells while it goes on: all that is told of is on the disk. */
export interface TableNote {
  readonly table: TableCheckpoint;
}
export interface FileNote {
  readonly copy: CopyTold;
}

/** Reads a table into a file of CSV; what the parent keeps of its notes is where another reading goes on. */
const extractTable = (connector: OpenConnector, asked: TableAsked, { tell }: WorkControl): Promise<TableCheckpoint> =>
  stageTable(tablesOf(connector), asked, {
    told: (table) => tell({ table } satisfies TableNote),
    clean: (text) => connector.scrub.data(text),
  });

/** Copies files, in the same way. */
const extractFiles = (connector: OpenConnector, asked: FilesAsked, { tell }: WorkControl): Promise<FilesStaged> =>
  stageSourceFiles(filesOf(connector), asked, connector.run.scratch, (copy) => tell({ copy } satisfies FileNote));

/** What a work may say while it runs. */
export interface WorkControl {
  progress(share: number): void;
  /** Goes to whoever runs it, in its order. */
  tell(note: unknown): void;
}

type Work = (connector: OpenConnector, asked: never, control: WorkControl) => Promise<unknown>;

/** Everything that can be done with an open source. */
export const WORKS = { check, tables, describe, preview, files, copyFile, extractTable, extractFiles } satisfies Record<
  string,
  Work
>;

export type WorkName = keyof typeof WORKS;
export type WorkAsks<W extends WorkName> =
  Parameters<(typeof WORKS)[W]> extends [OpenConnector, infer A, ...unknown[]] ? A : Record<string, never>;
export type WorkGives<W extends WorkName> = Awaited<ReturnType<(typeof WORKS)[W]>>;

export function findWork(name: string): Work {
  if (Object.hasOwn(WORKS, name)) return WORKS[name as WorkName];
  throw new AppError('internal', 'connector.noWork', `There is no work "${name}" for connectors.`);
}
