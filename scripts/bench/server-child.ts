import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { askServer } from '../../src/operator-socket.ts';

const MEASURE_JOB = 'quality.measure';
const LOOK_EVERY_MS = 100;

export interface ServerOptions {
  dataFolder: string;
  threads: number;
  /** The program; null: this source with Bun. */
  binary: string | null;
  /** Further settings, as environment variables. */
  env?: Record<string, string>;
}

/** The real server in a process of its own, on a free port of the loopback. */
export class ServerChild {
  readonly #child: Bun.Subprocess<'ignore', 'pipe', 'ignore'>;
  readonly #dataFolder: string;
  readonly #output: Output;
  #loads = 0;
  readonly url: string;
  /** From the start of the process until `/readyz` said yes. */
  readonly readyMs: number;

  private constructor(
    parts: { child: Bun.Subprocess<'ignore', 'pipe', 'ignore'>; dataFolder: string; output: Output },
    found: { url: string; readyMs: number },
  ) {
    this.#child = parts.child;
    this.#dataFolder = parts.dataFolder;
    this.#output = parts.output;
    this.url = found.url;
    this.readyMs = found.readyMs;
  }

  static async start({ dataFolder, threads, binary, env = {} }: ServerOptions): Promise<ServerChild> {
    mkdirSync(dataFolder, { recursive: true });
    const program = binary ? [binary] : [process.execPath, resolve(import.meta.dir, '../../src/main.ts')];
    const begun = performance.now();
    const child = Bun.spawn([...program, 'serve', '--data', dataFolder], {
      env: {
        ...{ HOME: dataFolder, PATH: process.env.PATH ?? '', ADIT__SERVER__PORT: '0' },
        ...{ ADIT__ENGINE__THREADS: String(threads), ADIT__LOG__FILE: join(dataFolder, 'server.log') },
        // What is measured asks more in a minute than anybody would.
        ...{ ADIT__LIMITS__ACCOUNT_PER_MINUTE: '0', ADIT__LIMITS__ADDRESS_PER_MINUTE: '0' },
        ...env,
      },
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'ignore',
    });
    const output = new Output(child.stdout);
    const url = await output.until(/serves (http\S+?)\/?\n/);
    const ready = await fetch(`${url}/readyz`);
    const readyMs = performance.now() - begun;
    if (!ready.ok) throw new Error(`the server is not ready: ${ready.status}`);
    return new ServerChild({ child, dataFolder, output }, { url, readyMs });
  }

  /** Secret of the link that makes the first administrator; waits for it to be printed. */
  setupToken(): Promise<string> {
    return this.#output.until(/\/setup\/(\S+)/);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Loads a file into a dataset, as `adit import` beside a running server does. */
  async load(file: string, dataset: string, mode: 'replace' | 'append'): Promise<unknown> {
    let result: unknown;
    const command = { do: 'import', file, dataset, mode, mapping: null, timeZone: null } as const;
    const say = (line: object) => {
      if ('result' in line) result = line.result;
    };
    await askServer(this.#dataFolder, command, say, new AbortController().signal);
    this.#loads++;
    return result;
  }

  /** Waits until the quality of everything that was loaded is measured, which is done in the background after each load. */
  async measured(): Promise<void> {
    while ((await this.#measures()) < this.#loads) await Bun.sleep(LOOK_EVERY_MS);
  }

  /** Measures of quality that have ended. */
  async #measures(): Promise<number> {
    let found: { items: { state: string }[] } = { items: [] };
    const command = { do: 'job', action: 'list', states: null, kind: MEASURE_JOB, limit: 100 } as const;
    const say = (line: object) => {
      if ('result' in line) found = line.result as typeof found;
    };
    await askServer(this.#dataFolder, command, say, new AbortController().signal);
    return found.items.filter(({ state }) => state !== 'ready' && state !== 'running').length;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#child.exited;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** What a process prints, as it comes. */
class Output {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The first group of a pattern, once it was printed. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#text)?.[1];
      if (found !== undefined) return found;
      const { done, value } = await this.#chunks.next();
      if (done) throw new Error(`the server ended without printing ${pattern}: ${this.#text}`);
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }
}
