import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#sdk';
import { Engine } from '../engine/engine.ts';
import { DEFAULT_LIMITS } from '../engine/import/import-job.ts';
import { loadVersion, type PlacedVersion } from '../engine/publish/place-version.ts';
import type { createRegistry } from '../engine/registry.ts';
import { systemClock } from '../platform/clock.ts';
import type { FileWanted } from './file-flags.ts';
import { progressLine } from './progress-line.ts';
import { untilInterrupted } from './until-interrupted.ts';

type Registry = ReturnType<typeof createRegistry>;

export const NO_DEADLINE_MS = 24 * 3_600_000;

export interface OpenedFile {
  readonly engine: Engine;
  readonly placed: PlacedVersion;
  /** Private to the command, gone afterwards. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Imports a file and works with it. Everything on disk is in one temporary folder and gone afterwards. */
export async function withFile<T>(
  wanted: FileWanted,
  registry: Registry,
  tell: (line: string) => void,
  work: (opened: OpenedFile) => Promise<T>,
): Promise<T> {
  if (!existsSync(wanted.file)) throw new AppError('not_found', 'mine.noFile', `There is no file ${wanted.file}.`);
  const folder = mkdtempSync(join(tmpdir(), 'adit-mine-'));
  const engine = newEngine(registry, folder, wanted.threads);
  return untilInterrupted(async (signal) => {
    try {
      const placed = await load(wanted, folder, tell, signal);
      return await work({ engine, placed, folder, signal });
    } finally {
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

async function load(
  wanted: FileWanted,
  folder: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<PlacedVersion> {
  const placed = await loadVersion(
    join(folder, 'versions'),
    {
      file: wanted.file,
      base: null,
      mapping: wanted.mapping,
      timeZone: wanted.timeZone,
      rejects: { stop: 'never' },
      limits: DEFAULT_LIMITS,
      threads: wanted.threads,
      memoryBytes: 1_000e6,
    },
    { memoryBytes: 4_000e6, timeoutMs: NO_DEADLINE_MS },
    { signal, onProgress: progressLine('reading', tell) },
  );
  const { cases, events, rejected, findings } = placed.report;
  tell(
    `${cases.toLocaleString('en')} cases, ${events.toLocaleString('en')} events, ${rejected.count.toLocaleString('en')} rejected\n`,
  );
  for (const r of rejected.sample.slice(0, 5))
    tell(`  line ${r.line}${r.column ? `, ${r.column}` : ''}: ${r.reason}\n`);
  for (const finding of findings) tell(`  ${finding.message}\n`);
  return placed;
}

function newEngine(registry: Registry, folder: string, threads: number): Engine {
  return new Engine({
    registry,
    threads,
    sqlMemoryBytes: 1_000e6,
    selectionBytes: 256e6,
    resultBytes: 0,
    dataFolders: [folder],
    cacheFolder: join(folder, 'cache'),
    build: 'mine',
    now: systemClock.now,
    onDefect: () => {},
    external: null,
  });
}
