import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from './bench-engine.ts';
import type { Figure, Work } from './figure.ts';
import { USUAL, WILD } from './random-log.ts';
import { writeRandomVersion } from './write-version.ts';

export interface Settings {
  /** Sizes of logs in events, ascending. */
  sizes: readonly number[];
  /** Sizes of the files that are imported. */
  importSizes: readonly number[];
  only: ReadonlySet<Work>;
  runs: number;
  threads: number;
  /** The program to start as the server; null: this source with Bun. */
  binary: string | null;
  /** Holds everything that is made on the way. */
  folder: string;
}

/** What the works share: settings, generated logs, and where figures go. */
export class Bench {
  readonly settings: Settings;
  readonly figures: Figure[] = [];
  readonly notes: string[] = [];
  readonly #logs = new Map<string, Log>();
  readonly #tell: (line: string) => void;

  constructor(settings: Settings, tell: (line: string) => void) {
    this.settings = settings;
    this.#tell = tell;
  }

  add(figure: Omit<Figure, 'toReach' | 'peer' | 'note' | 'unit'> & Partial<Figure>): void {
    this.figures.push({ unit: 'ms', toReach: null, peer: null, note: null, ...figure });
    this.#tell(`  ${figure.work}: ${figure.value.median.toFixed(1)}`);
  }

  note(text: string): void {
    this.notes.push(text);
  }

  say(line: string): void {
    this.#tell(line);
  }

  /** A generated log of this size, made when first asked for. */
  log(events: number, variety: 'usual' | 'wild' = 'usual'): Log {
    const name = `${variety}-${events}`;
    let log = this.#logs.get(name);
    if (!log) {
      this.#tell(`making a log of ${events / 1e6} million events (${variety})`);
      const folder = join(this.settings.folder, name);
      const { hash } = writeRandomVersion(folder, events, { variety: variety === 'wild' ? WILD : USUAL });
      log = { folder, hash, events };
      this.#logs.set(name, log);
    }
    return log;
  }

  /** Gives a log's space back. */
  drop(log: Log): void {
    for (const [name, known] of this.#logs) if (known === log) this.#logs.delete(name);
    rmSync(log.folder, { recursive: true, force: true });
  }
}
