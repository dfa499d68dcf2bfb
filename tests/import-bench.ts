import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importInChild } from '../src/engine/import/import-child.ts';
import { DEFAULT_LIMITS, type ImportJob, type ImportReport } from '../src/engine/import/import-job.ts';
import type { MappingInput } from '../src/engine/import/mapping.ts';

/** Imports files as the import child does it, each into a version of its own. */
export class ImportBench implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'adit-import-'));
  private imports = 0;

  /** Writes a file. @returns its path */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** @param how its name, and files that are read behind it as one */
  import(
    file: string,
    mapping: MappingInput | null = null,
    timeZone: string | null = null,
    how: Pick<ImportJob, 'name' | 'more' | 'unordered'> = {},
  ): Promise<ImportReport> {
    const work = join(this.folder, `import-${++this.imports}`);
    mkdirSync(work);
    const job = {
      ...how,
      file,
      into: join(work, 'version'),
      base: null,
      mapping,
      timeZone,
      rejects: { stop: 'never' },
    } as const;
    const means = { limits: DEFAULT_LIMITS, threads: 2, memoryBytes: 1e9, tempFolder: join(work, 'spill') };
    return importInChild({ ...job, ...means }, () => {});
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
