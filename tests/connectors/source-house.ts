import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type ConnectorRun, type FileSource, type SourceFile } from '#sdk';
import { type Egress, egressDoor } from '../../src/platform/egress/index.ts';

/** A folder that is opened to connectors, and what a connector gets from its host. */
export class SourceHouse {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'adit-source-')));

  run({ signal = new AbortController().signal, egress = nowhere }: { signal?: AbortSignal; egress?: Egress } = {}) {
    const run: ConnectorRun = {
      signal,
      pin: (host, port) => egress.check(host, port),
      connect: (host, port) => egress.connect(host, port, { signal }),
      connectTls: (host, port, options) => egress.connectTls(host, port, { ...options, signal }),
      secure: () => Promise.reject(new Error('no source of files asks for this')),
      fetch: (url, init, limits) => egress.fetch(url, { signal, ...init }, limits),
      ca: [],
      folder: async (path) => {
        const real = realpathSync(path);
        if (real !== this.folder && !real.startsWith(`${this.folder}/`))
          throw new AppError('forbidden', 'connect.folder', `${path} is not opened to connectors.`);
        return real;
      },
      program: () => {
        throw new Error('no source of files asks for this');
      },
    };
    return run;
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
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
