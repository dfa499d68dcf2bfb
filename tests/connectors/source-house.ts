import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppError,
  type Batch,
  type ConnectorDoors,
  type ConnectorRun,
  type FileSource,
  type ReadRequest,
  type SourceFile,
  type TableSource,
} from '#sdk';
import { openDatabaseFile } from '../../src/engine/duckdb/database-file.ts';
import { type Egress, egressDoor } from '../../src/platform/egress/index.ts';

/** A folder that is opened to connectors, and what a connector gets from its host. */
export class SourceHouse {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'adit-source-')));
  readonly temp = mkdtempSync(join(tmpdir(), 'adit-source-temp-'));

  run({ signal = new AbortController().signal, egress = nowhere }: { signal?: AbortSignal; egress?: Egress } = {}) {
    const folder = async (path: string) => {
      const real = realpathSync(path);
      if (real !== this.folder && !real.startsWith(`${this.folder}/`))
        throw new AppError('forbidden', 'connect.folder', `${path} is not opened to connectors.`);
      return real;
    };
    const doors: ConnectorDoors = {
      signal,
      connect: (host, port) => egress.connect(host, port, { signal }),
      connectTls: (host, port, options) => egress.connectTls(host, port, { ...options, signal }),
      secure: () => Promise.reject(new Error('no source of files asks for this')),
      fetch: (url, init, limits) => egress.fetch(url, { signal, ...init }, limits),
    };
    const run: ConnectorRun = {
      ...doors,
      ...{ closing: doors, folder },
      pin: (host, port) => egress.check(host, port),
      ca: [],
      duckdb: async (path) =>
        openDatabaseFile(await folder(path), { threads: 2, memoryBytes: 200e6, tempFolder: this.temp }, signal),
      program: () => {
        throw new Error('no source of files asks for this');
      },
    };
    return run;
  }

  end(): void {
    for (const folder of [this.folder, this.temp]) rmSync(folder, { recursive: true, force: true });
  }
}

const nowhere = egressDoor({ settings: { allow: [], ca: [], publicUrl: '' }, denied: () => {} });

export async function listed(source: FileSource): Promise<SourceFile[]> {
  const all: SourceFile[] = [];
  for await (const piece of source.files()) all.push(...piece);
  return all;
}

export async function contentOf(source: FileSource, file: SourceFile, from = 0): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.open(file, from)) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function batchesOf(source: TableSource, request: Partial<ReadRequest>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source.read({ cursor: null, limit: null, ...request })) batches.push(batch);
  return batches;
}

export const rowsOf = async (source: TableSource, request: Partial<ReadRequest>) =>
  (await batchesOf(source, request)).flatMap(({ rows }) => [...rows]);
