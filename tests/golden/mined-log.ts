import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../../src/engine/engine.ts';
import { DEFAULT_LIMITS, type ImportReport } from '../../src/engine/import/import-job.ts';
import { loadVersion } from '../../src/engine/publish/place-version.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import { sharedData } from '../shared-data.ts';

/** Real logs, each imported once by the product's own way in, and the engine over them. */
export class MinedLogs implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'adit-golden-'));
  readonly #loaded = new Map<string, Promise<{ folder: string; report: ImportReport }>>();
  readonly #engine = new Engine({
    ...{ registry: createRegistry(), threads: 2, sqlMemoryBytes: 500e6, selectionBytes: 64e6, resultBytes: 0 },
    ...{ dataFolders: [this.#folder], cacheFolder: join(this.#folder, 'cache'), build: 'test', now: Date.now },
    onDefect: (error) => console.error(error),
    external: null,
  });

  load(name: string): Promise<{ folder: string; report: ImportReport }> {
    const known = this.#loaded.get(name);
    if (known) return known;
    const job: Parameters<typeof loadVersion>[1] = {
      ...{ file: sharedData(`logs/${name}`), base: null, mapping: null, timeZone: null, limits: DEFAULT_LIMITS },
      ...{ rejects: { stop: 'never' }, threads: 2, memoryBytes: 1_000e6 },
    };
    const loading = loadVersion(join(this.#folder, 'versions'), job, { memoryBytes: 4_000e6, timeoutMs: 300_000 });
    this.#loaded.set(name, loading);
    return loading;
  }

  /** The result of a calculator over a whole log. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  async mine(name: string, calculator: string, params: unknown = {}, classifier?: string): Promise<any> {
    const { folder, report } = await this.load(name);
    const { text } = await this.#engine.calculate({
      ...{ version: { folder, hash: report.hash }, policy: [], steps: [], calculator: { id: calculator, params } },
      ...(classifier === undefined ? {} : { classifier }),
      ...{ k: 0, deadlineMs: 300_000 },
    });
    return JSON.parse(text!);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
