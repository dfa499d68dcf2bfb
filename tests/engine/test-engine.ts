import { join } from 'node:path';
import { Engine, type EngineOptions } from '../../src/engine/engine.ts';
import { createRegistry } from '../../src/engine/registry.ts';

/** An engine over one temporary folder that keeps no results, unless a test says otherwise. */
export const testEngine = (folder: string, options: Partial<EngineOptions> = {}): Engine =>
  new Engine({
    registry: createRegistry(),
    threads: 2,
    sqlMemoryBytes: 200e6,
    selectionBytes: 1e6,
    resultBytes: 0,
    dataFolders: [folder],
    cacheFolder: join(folder, 'cache'),
    build: 'test',
    now: () => 0,
    onDefect: () => {},
    external: null,
    ...options,
  });
