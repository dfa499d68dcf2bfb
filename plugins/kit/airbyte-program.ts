import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppError, type ConnectorRun, calledOff, connectionLost, notUnderstood, queryRefused } from '#sdk';
import { type Json, parseExactly } from './exact-json.ts';

/** One message of the protocol; what else a program prints is no message. */
export interface AirbyteMessage {
  readonly type: string;
  readonly [part: string]: Json | undefined;
}

interface Running {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly exited: Promise<number>;
}

const MOST_LINE_CHARS = 16 * 1_048_576;
const SAID = 300;
/** Between being asked to end and being ended. */
const GRACE_MS = 1_000;

/** A program that the administrator opened; it runs with an empty environment, in a private folder that goes with it. */
export class AirbyteProgram {
  readonly server: string;
  readonly #path: string;
  readonly #run: ConnectorRun;
  readonly #config: string;

  constructor(run: ConnectorRun, name: string, config: string) {
    this.server = `The program "${name}"`;
    this.#path = run.program(name);
    [this.#run, this.#config] = [run, config];
  }

  /** What it says when it is asked to `check`, `discover` or `read`; ending the loop ends it, with everything that it started. */
  async *say(command: string, files: Readonly<Record<string, Json>> = {}): AsyncGenerator<AirbyteMessage> {
    const { signal, scratch } = this.#run;
    if (signal.aborted) throw calledOff(this.server, signal);
    const folder = await mkdtemp(join(scratch, 'airbyte-'));
    try {
      const child = this.#start(command, folder, await written(folder, { config: this.#config, ...files }));
      const end = () => endGroup(child.pid);
      signal.addEventListener('abort', end, { once: true });
      // What it leaves behind would hold its output open.
      child.exited.then(end);
      try {
        const said = tailOf(child.stderr);
        let trouble: AppError | null = null;
        for await (const message of this.#messages(child)) {
          trouble ??= this.#troubleIn(message);
          yield message;
        }
        const code = await child.exited;
        if (signal.aborted) throw calledOff(this.server, signal);
        if (trouble) throw trouble;
        if (code !== 0)
          throw connectionLost(this.server, `it ended with ${code} (${(await said).trim() || 'no words'})`);
      } finally {
        signal.removeEventListener('abort', end);
        await endedWithin(child, end);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #start(command: string, folder: string, paths: ReadonlyMap<string, string>) {
    const flags = [...paths].flatMap(([name, path]) => [`--${name}`, path]);
    return Bun.spawn([this.#path, command, ...flags], {
      ...{ cwd: folder, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' },
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' },
      // A group of its own, so that what it starts ends with it.
      detached: true,
    });
  }

  async *#messages({ stdout, exited }: Running): AsyncGenerator<AirbyteMessage> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of stdout) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop()!;
      if (rest.length > MOST_LINE_CHARS)
        throw notUnderstood(this.server, `a line of more than ${MOST_LINE_CHARS} signs`);
      for (const line of lines) yield* this.#messageIn(line);
    }
    // One that was ended, or failed, is cut off within a line: what it says of that comes first.
    if ((await exited) === 0 && !this.#run.signal.aborted) yield* this.#messageIn(rest);
  }

  *#messageIn(line: string): Generator<AirbyteMessage> {
    if (!line.startsWith('{')) return;
    const message = parseExactly(line, this.server) as unknown as AirbyteMessage;
    if (typeof message.type === 'string') yield message;
  }

  /** What went wrong in its own words: with what it was told, or elsewhere. */
  #troubleIn({ type, trace }: AirbyteMessage): AppError | null {
    const { error } = (trace ?? {}) as { error?: { message?: unknown; failure_type?: unknown } };
    if (type !== 'TRACE' || !error) return null;
    const said = String(error.message ?? 'no words').slice(0, SAID);
    return error.failure_type === 'config_error' ? queryRefused(this.server, said) : connectionLost(this.server, said);
  }
}

/** Nobody else may read them: they hold secrets. */
async function written(folder: string, files: Readonly<Record<string, Json>>): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, `${name}.json`);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
    paths.set(name, path);
  }
  return paths;
}

function endGroup(pid: number, how: NodeJS.Signals = 'SIGTERM'): void {
  try {
    process.kill(-pid, how);
  } catch {
    // It is gone.
  }
}

async function endedWithin(child: { pid: number; exited: Promise<number> }, ask: () => void): Promise<void> {
  ask();
  const late = setTimeout(() => endGroup(child.pid, 'SIGKILL'), GRACE_MS);
  await child.exited;
  clearTimeout(late);
  // What it left behind in its group.
  endGroup(child.pid, 'SIGKILL');
}

/** The end of what it says on its standard error, which is read so that it never waits for us. */
async function tailOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of stream) text = (text + decoder.decode(piece, { stream: true })).slice(-SAID);
  return text;
}
