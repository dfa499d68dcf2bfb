import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type Step } from '#sdk';
import { type CacheFolders, cacheFolderOf, type RegionCache } from './cache-folders.ts';
import { hashOf } from './canonical.ts';
import { SqlClient } from './duckdb/sql-client.ts';
import type { ExternalPlugIns } from './plug-ins/external.ts';
import type { PlugInFile } from './plug-ins/folder.ts';
import { PolicyCopies } from './plug-ins/policy-copies.ts';
import { ChildPool } from './pool/child-pool.ts';
import { Pool } from './pool/pool.ts';
import type { Counts, Outcome, Request } from './pool/protocol.ts';
import { type CalendarRef, forgetClocks } from './pool/working-clock.ts';
import type { Registry } from './registry.ts';
import { askedFilters } from './run/asked-filters.ts';
import { roundedClock } from './run/clock-unit.ts';
import { Lru } from './run/lru.ts';
import { type RunControl, SharedRuns } from './run/shared-runs.ts';
import { readManifest } from './segments/manifest.ts';
import { NO_VEIL, type Veil, veils } from './segments/veil.ts';

export interface EngineOptions {
  registry: Registry;
  threads: number;
  /** Memory of the DuckDB child, bytes. */
  sqlMemoryBytes: number;
  selectionBytes: number;
  resultBytes: number;
  /** Folders the DuckDB child may read. */
  dataFolders: readonly string[];
  cacheFolder: string;
  /** Storage roots of regions, each with the cache of what lies there; absent: there are none. */
  regions?: readonly RegionCache[];
  /** Checksum of this build: a new build never reads an old build's results. */
  build: string;
  now(): number;
  onDefect(error: Error): void;
  /** Customers' plug-ins; null: none. */
  external: ExternalPlugIns | null;
  /** Entry of a worker thread; the engine's own unless a test brings plug-ins of its own. */
  worker?: string;
}

/** A calculation, as features ask for it. */
export interface Calculation {
  /** Folder and hash of the dataset version. */
  version: { folder: string; hash: string };
  policy: readonly Step[];
  /** Columns that must not be seen as they are; absent: all may. */
  veil?: Veil;
  steps: readonly Step[];
  calculator?: { id: string; params: unknown };
  classifier?: string;
  calendar?: CalendarRef;
  /** SQL of an analyst, in the place of a calculator. */
  statement?: string;
  /** Smallest group that may be shown; 0 shows all. */
  k: number;
  deadlineMs: number;
  /** In a process of its own, for what nobody waits for: this process keeps nothing of the memory that it takes. */
  apart?: boolean;
}

/** A result with what it rests on. `text` is the result as JSON. */
export interface Calculated {
  text: string | null;
  kept: Counts;
  total: Counts;
  suppressed: number;
  /** The cache key: equal keys give equal results. */
  key: string;
  /** The clock the result was computed with, when it depends on one. */
  asOf: number | null;
}

/** Where calculations run: worker threads over mapped segments, one DuckDB child for SQL, results kept by key. */
export class Engine {
  readonly registry: Registry;
  readonly #options: EngineOptions;
  readonly #pool: Pool;
  readonly #apart: ChildPool;
  readonly #caches: CacheFolders;
  /** One for each cache folder: what it writes lies there. */
  readonly #sql = new Map<string, SqlClient>();
  readonly #results: Lru<Calculated>;
  readonly #running = new SharedRuns<Calculated>();
  readonly #copies: PolicyCopies;

  constructor(options: EngineOptions) {
    this.registry = options.registry;
    this.#options = options;
    this.#results = new Lru(options.resultBytes);
    this.#caches = { usual: options.cacheFolder, regions: options.regions ?? [] };
    const folders = [options.cacheFolder, ...this.#caches.regions.map(({ folder }) => folder)];
    for (const folder of folders) {
      const tempFolder = join(folder, 'sql');
      rmSync(tempFolder, { recursive: true, force: true }); // of a process that was killed
      const memoryBytes = Math.floor(options.sqlMemoryBytes / folders.length);
      this.#sql.set(
        folder,
        new SqlClient({ folders: [...options.dataFolders], tempFolder, threads: options.threads, memoryBytes }),
      );
    }
    this.#pool = new Pool({
      threads: options.threads,
      selectionBytes: options.selectionBytes,
      caches: this.#caches,
      archiveRows: (version, text, values, kept, signal) =>
        this.#sql.get(this.cacheFolderOf(version))!.rows(version, text, values as never, kept, signal),
      onDefect: options.onDefect,
      ...(options.worker ? { worker: options.worker } : {}),
    });
    this.#apart = new ChildPool({
      ...{ threads: options.threads, selectionBytes: options.selectionBytes, memoryBytes: options.sqlMemoryBytes },
      ...{ caches: this.#caches, dataFolders: options.dataFolders },
    });
    this.#copies = new PolicyCopies(this.#caches, (request, signal) => this.#pool.run(request, signal));
  }

  ready(): Promise<unknown> {
    return this.#pool.ready();
  }

  /** Where whatever is made from a version may be written. */
  cacheFolderOf(version: string): string {
    return cacheFolderOf(this.#caches, version);
  }

  /** Computes, or gives what was computed under the same key. Two equal calculations at a time run once. */
  async calculate(calculation: Calculation, control: RunControl = {}): Promise<Calculated> {
    const { plugIns, asOf } = this.#clockOf(calculation);
    const key = this.#key(calculation, asOf, plugIns);
    const known = this.#results.get(key);
    if (known) return known;
    return this.#running.join(`${key} ${calculation.deadlineMs}`, control, (shared) =>
      this.#compute(calculation, { asOf, key, plugIns }, shared),
    );
  }

  /** The key of what is asked: also of work that is done elsewhere on what a view keeps. */
  keyOf(calculation: Calculation): string {
    const { plugIns, asOf } = this.#clockOf(calculation);
    return this.#key(calculation, asOf, plugIns);
  }

  #clockOf(calculation: Calculation): { plugIns: readonly PlugInFile[]; asOf: number | null } {
    const plugIns = this.#options.external?.needed(this.#idsOf(calculation)) ?? [];
    const now = this.#options.now();
    const asOf = plugIns.length > 0 ? now - (now % 60_000) : roundedClock(this.registry, calculation, now);
    return { plugIns, asOf };
  }

  /** Of its calculator and of every filter that it looks through. */
  #idsOf(calculation: Calculation): string[] {
    const filters = askedFilters(this.registry, { ...calculation, policy: [] }).map(({ id }) => id);
    return calculation.calculator ? [...filters, calculation.calculator.id] : filters;
  }

  /** Kept and total counts under a view. */
  count(calculation: Omit<Calculation, 'calculator'>, control: RunControl = {}): Promise<Calculated> {
    return this.calculate(calculation, control);
  }

  /** Writes what a view keeps into a file, for an export that reads the version itself; nothing is taken from what is cached. */
  async select(calculation: Omit<Calculation, 'calculator'>, into: string, signal: AbortSignal): Promise<Counts> {
    const { plugIns, asOf } = this.#clockOf(calculation);
    const version = calculation.version.folder;
    const request: Request = { ...calculation, version, asOf: asOf ?? Number.NaN, selectionInto: into };
    if (plugIns.length === 0) return (await this.#pool.run(request, signal)).kept;
    if (isCutDown(request)) {
      const message =
        'A filter of your company cannot choose the cases of an export for you: your roles show you a part of this dataset. Leave out that filter.';
      throw new AppError('invalid', 'export.plugInFilter', message);
    }
    const control = { signal, onProgress: () => {} };
    return (await this.#runPlugIns(calculation, request, plugIns, control)).kept;
  }

  /** Closes a version on every thread, and removes what was made from it, before its folder is removed. */
  async forget({ folder, hash }: Calculation['version']): Promise<void> {
    this.#pool.forget(folder);
    await Promise.all([this.#copies.forget(folder), forgetClocks(this.cacheFolderOf(folder), hash)]);
  }

  async stop(): Promise<void> {
    for (const sql of this.#sql.values()) sql.stop();
    await this.#pool.stop();
  }

  async #compute(
    calculation: Calculation,
    { asOf, key, plugIns }: { asOf: number | null; key: string; plugIns: readonly PlugInFile[] },
    control: Required<RunControl>,
  ): Promise<Calculated> {
    const request: Request = { ...calculation, version: calculation.version.folder, asOf: asOf ?? Number.NaN };
    const outcome =
      plugIns.length > 0
        ? await this.#runPlugIns(calculation, request, plugIns, control)
        : await (calculation.apart ? this.#apart : this.#pool).run(request, control.signal, control.onProgress);
    const calculated: Calculated = { ...outcome, key, asOf };
    this.#results.set(key, calculated, 400 + 2 * (outcome.text?.length ?? 0));
    return calculated;
  }

  /** Customers' plug-ins run in a child; where somebody sees a part only they get a copy that holds nothing else. */
  async #runPlugIns(
    calculation: Calculation,
    request: Request,
    plugIns: readonly PlugInFile[],
    control: Required<RunControl>,
  ): Promise<Outcome> {
    const { external, registry, now } = this.#options;
    const cacheFolder = this.cacheFolderOf(request.version);
    if (!isCutDown(request)) return external!.run(plugIns, request, cacheFolder, control);
    const asOf = roundedClock(registry, { policy: request.policy, steps: [] }, now());
    const copy = await this.#copies.of(calculation.version, request, asOf, control.signal);
    return external!.run(plugIns, { ...request, version: copy, policy: [], veil: NO_VEIL }, cacheFolder, control);
  }

  #key(c: Calculation, asOf: number | null, plugIns: readonly PlugInFile[]): string {
    const ofPlugIn = plugIns.length > 0 && c.calculator && !this.registry.calculators.has(c.calculator.id);
    const calculator = c.calculator && !ofPlugIn ? this.registry.calculator(c.calculator.id) : undefined;
    try {
      return hashOf({
        version: c.version.hash,
        policy: c.policy,
        veil: c.veil,
        steps: c.steps,
        classifier: c.classifier,
        calendar: c.calendar?.hash,
        asOf,
        calculator: calculator ? `${calculator.id}@${calculator.version}` : c.calculator?.id,
        plugIns: plugIns.map((p) => p.sha256),
        params: c.calculator?.params,
        statement: c.statement,
        k: c.k,
        build: this.#options.build,
      });
    } catch {
      throw new AppError(
        'invalid',
        'run.parameters',
        'The parameters hold a number that is not finite, or are nested too deep.',
      );
    }
  }
}

/** Rows or columns are kept from who asks. */
const isCutDown = ({ version, policy, veil = NO_VEIL }: Pick<Request, 'version' | 'policy' | 'veil'>): boolean =>
  policy.length > 0 || veils(readManifest(version), veil);
