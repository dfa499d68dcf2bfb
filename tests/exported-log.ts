import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportInChild } from '../src/engine/export/export-child.ts';
import type { ExportJob } from '../src/engine/export/export-job.ts';
import { writeSelection } from '../src/engine/export/selection-file.ts';
import type { Finding } from '../src/engine/import/import-job.ts';
import { readXes } from '../src/engine/import/read-xes.ts';
import { buildVersion } from '../src/engine/publish/build-version.ts';
import { type Manifest, OUT_OF_ORDER } from '../src/engine/segments/manifest.ts';
import { NO_VEIL } from '../src/engine/segments/veil.ts';
import type { Selection } from '../src/mining/views/selection.ts';
import { ImportDatabases } from './import-databases.ts';

export interface PlacedLog {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly findings: readonly Finding[];
  readonly rejected: number;
}

/** A folder in which logs are imported and exported, in this process and without a server. */
export class ExportBench implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'adit-export-'));
  private last = 0;

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.folder, { recursive: true });
  }

  path(name: string): string {
    return join(this.folder, `${++this.last}-${name}`);
  }

  /** @param content a document, or the path of one */
  async importXes(content: string | Uint8Array | { path: string }, segmentEvents?: number): Promise<PlacedLog> {
    const path = typeof content === 'object' && 'path' in content ? content.path : this.path('log.xes');
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content);
    using databases = new ImportDatabases();
    const connection = await databases.create();
    const archiving = await databases.second(connection);
    const folder = this.path('version');
    const read = await readXes(connection, path, { quarantine: join(this.folder, 'quarantine.ndjson') });
    const manifest = await buildVersion(read.staged, archiving, folder, segmentEvents ? { segmentEvents } : {});
    return { folder, manifest, findings: read.findings, rejected: read.rejected.count };
  }

  async export(
    { folder }: Pick<PlacedLog, 'folder'>,
    options: Partial<ExportJob> = {},
    selection: Selection | null = null,
  ): Promise<Uint8Array> {
    const kept = selection && this.path('selection');
    if (selection) writeSelection(kept!, selection);
    const parts: Uint8Array[] = [];
    await exportInChild(
      {
        ...{
          version: folder,
          selection: kept,
          format: 'xes',
          gzip: false,
          name: null,
          veil: NO_VEIL,
          ofAllCases: true,
        },
        ...{ lifecycleEvents: false, guardFormulas: false, memoryBytes: 200e6, tempFolder: this.path('sql') },
        ...options,
      },
      (bytes) => void parts.push(bytes.slice()),
      () => {},
    );
    return Buffer.concat(parts);
  }
}

/** What a version is made of, by the names of its columns: two logs that differ in the order of their columns alone are the same. */
export function contentOf({ columns, dictionaries, segments, zone }: Manifest): object {
  const nameOf = new Map(columns.map(({ id, name, level }) => [id, `${level} ${name}`]));
  const named = (id: string) => nameOf.get(id) ?? id;
  return {
    zone,
    columns: columns.map(({ id, class: kind }) => `${named(id)} ${kind}`).sort(),
    dictionaries: Object.fromEntries(Object.entries(dictionaries).map(([id, { sha256 }]) => [named(id), sha256])),
    // A file that was written stands in order of time, whatever the one before did.
    segments: segments.map(({ files: { [OUT_OF_ORDER]: _, ...files } }) =>
      Object.fromEntries(Object.entries(files).map(([id, { sha256 }]) => [named(id), sha256])),
    ),
  };
}
