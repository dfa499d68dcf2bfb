import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch, FileSource, ReadRequest, SourceFile, TableSource } from '#sdk';
import { connectorRun } from '../../src/engine/connect/connector-run.ts';
import { type Egress, egressDoor } from '../../src/platform/egress/index.ts';

/** A folder that is opened to connectors, and what a connector gets from its host. */
export class SourceHouse {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'adit-source-')));
  readonly temp = mkdtempSync(join(tmpdir(), 'adit-source-temp-'));

  run({ signal = new AbortController().signal, egress = nowhere }: { signal?: AbortSignal; egress?: Egress } = {}) {
    return connectorRun({
      ...{ door: egress, signal, connectMs: 10_000, scratch: this.temp },
      access: {
        ...{ folders: [this.folder], programs: {} },
        egress: { settings: { allow: [], ca: [], publicUrl: '' }, ownPorts: [] },
      },
    });
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
