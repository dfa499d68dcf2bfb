import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch, FileSource, ReadRequest, SourceFile, TableSource } from '#sdk';
import { RunHouse, type RunOptions } from './connector-run.ts';

/** A folder that is opened to connectors, and what a connector gets from its host. */
export class SourceHouse {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'adit-source-')));
  readonly #scratch = mkdtempSync(join(tmpdir(), 'adit-source-scratch-'));
  readonly #runs = new RunHouse();

  run(options: RunOptions = {}) {
    return this.#runs.run({ folders: [this.folder], scratch: this.#scratch, ...options });
  }

  end(): void {
    for (const folder of [this.folder, this.#scratch]) rmSync(folder, { recursive: true, force: true });
  }
}

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
