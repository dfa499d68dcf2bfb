import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type TSchema } from '#sdk';
import type { Cause, Denial } from '../../platform/egress/index.ts';
import { type ChildControl, runInChild } from '../child-process.ts';
import { ConnectionTurns, type PoolLimits } from './connection-turns.ts';
import {
  type ConnectorAccess,
  type ConnectorFile,
  type ConnectorJob,
  type ConnectorLimits,
  GRACE_MS,
} from './connector-job.ts';
import { Scrub } from './scrub.ts';
import { secretsIn } from './secret-settings.ts';
import type { WorkAsks, WorkGives, WorkName } from './works.ts';

export interface ConnectorSettings {
  readonly access: ConnectorAccess;
  readonly limits: ConnectorLimits;
  readonly pool: PoolLimits;
  readonly memoryBytes: number;
}

/** A source to be opened. */
export interface ConnectorTarget {
  readonly connector: ConnectorFile;
  readonly params: TSchema;
  /** With the secrets as they are. */
  readonly settings: unknown;
  /** By which it is counted how often it is open: the id of a saved connection. */
  readonly key: string;
  /** For whom; told where a connection to elsewhere is refused. */
  readonly cause: Cause;
}

export interface WorkOptions extends ChildControl {
  /** For the whole work; absent: for something that a person waits for. */
  readonly timeoutMs?: number;
}

/** What a person waits for: opening, the answer, closing. */
const ANSWERS_OF_A_WORK = 3;

/** Runs connectors, each in a child process of its own, as many at a time as the configuration allows. */
export class ConnectorHost {
  readonly #settings: () => ConnectorSettings;
  readonly #denied: (denial: Denial) => void;
  readonly #turns: ConnectionTurns;

  constructor(settings: () => ConnectorSettings, denied: (denial: Denial) => void) {
    this.#settings = settings;
    this.#denied = denied;
    this.#turns = new ConnectionTurns(() => settings().pool);
  }

  /** Opens the source, does the work, closes it. No secret is in what comes back, nor in a fault. */
  run<W extends WorkName>(
    target: ConnectorTarget,
    work: W,
    asked: WorkAsks<W>,
    options: WorkOptions = {},
  ): Promise<WorkGives<W>> {
    return this.#turns.take(target.key, () => this.#runNow(target, work, asked, options));
  }

  async #runNow<W extends WorkName>(
    { connector, params, settings, cause }: ConnectorTarget,
    work: W,
    asked: WorkAsks<W>,
    { timeoutMs, signal, onProgress, onNote }: WorkOptions,
  ): Promise<WorkGives<W>> {
    const { access, limits, memoryBytes } = this.#settings();
    const folder = await mkdtemp(join(tmpdir(), 'adit-connector-'));
    const job: ConnectorJob = { connector, settings, access, limits, folder, work, asked };
    const patienceMs = timeoutMs ?? ANSWERS_OF_A_WORK * limits.answerMs + GRACE_MS;
    try {
      return await runInChild<WorkGives<W>>(
        'connector-host',
        job,
        { memoryBytes, timeoutMs: patienceMs, graceMs: GRACE_MS },
        { signal, onProgress, onNote: (note) => this.#hear(note, cause, onNote) },
      );
    } catch (error) {
      // Whatever a child that died left on its standard error is told, too.
      const scrub = new Scrub(secretsIn(params, settings).map(({ value }) => value));
      throw error instanceof AppError ? scrub.fault(error) : error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #hear(note: unknown, cause: Cause, onNote: WorkOptions['onNote']): void {
    const { denied } = note as { denied?: Denial };
    if (denied) this.#denied({ ...denied, ...cause });
    else onNote?.(note);
  }
}
