import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HttpClient, listening } from './http-client.ts';
import { sharedData } from './shared-data.ts';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

export interface ServerRun {
  readonly pid: number;
  readonly url: string;
  /** What it has printed so far. */
  readonly printed: () => string;
  get(path: string): Promise<{ status: number; json: unknown }>;
  /** Sends the signal and waits for the end. */
  stop(signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<Ran>;
}

const PROGRAM = resolve(import.meta.dir, '../src/main.ts');
const READY_MS = 60_000;

/** A folder in which the program is run as its user runs it: by its command line, with an almost empty environment. */
export class AditBench implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'adit-cli-'));
  /** Where the program puts temporary files: must be empty whenever it has ended. */
  readonly temporary = join(this.folder, 'tmp');
  readonly data = join(this.folder, 'data');
  private readonly servers = new Set<ServerRun>();

  constructor() {
    mkdirSync(this.temporary);
  }

  /** Path of a file in the folder; written when there is content. */
  file(name: string, content?: string | Uint8Array): string {
    const path = join(this.folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  }

  /** A real log under its own or another name. */
  log(name: string, as = name): string {
    const path = this.file(as);
    copyFileSync(sharedData(`logs/${name}`), path);
    return path;
  }

  environment(more: Record<string, string> = {}): Record<string, string> {
    return { PATH: '/usr/bin:/bin', HOME: this.folder, TMPDIR: this.temporary, ...more };
  }

  /** Runs the program to its end. */
  adit(args: readonly string[], env: Record<string, string> = {}, cwd = this.folder): Promise<Ran> {
    return ended(this.spawn(args, env, cwd));
  }

  spawn(args: readonly string[], env: Record<string, string> = {}, cwd = this.folder) {
    return Bun.spawn([process.execPath, PROGRAM, ...args], {
      ...{ cwd, env: this.environment(env), stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' },
    });
  }

  /** Runs a line of a shell in which `adit` is the program. */
  async shell(line: string, env: Record<string, string> = {}): Promise<Ran> {
    const bin = join(this.folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'adit'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`, { mode: 0o755 });
    return ended(
      Bun.spawn(['/bin/sh', '-c', line], {
        ...{ cwd: this.folder, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' },
        env: this.environment({ PATH: `${bin}:/usr/bin:/bin`, ...env }),
      }),
    );
  }

  /** Starts a server on a free port and waits until it is ready. */
  async serve(env: Record<string, string> = {}, args: readonly string[] = ['--data', this.data]): Promise<ServerRun> {
    const child = this.spawn(['serve', ...args], { ADIT__SERVER__PORT: '0', ...env });
    const [out, err] = [collect(child.stdout), collect(child.stderr)];
    const url = await until(() => /serves (https?:\S+?)\/?\n/.exec(out.text)?.[1], child.exited);
    if (!url) throw new Error(`The server did not start: ${out.text}${err.text}`);
    const run: ServerRun = {
      pid: child.pid,
      url,
      printed: () => out.text + err.text,
      async get(path) {
        const response = await fetch(url + path);
        return { status: response.status, json: await response.json() };
      },
      stop: async (signal = 'SIGTERM') => {
        this.servers.delete(run);
        child.kill(signal);
        await Promise.all([child.exited, out.ended, err.ended]);
        return { code: child.exitCode, out: out.text, err: err.text };
      },
    };
    this.servers.add(run);
    return run;
  }

  /** Names of what the program left among its temporary files. */
  leftovers(): string[] {
    return readdirSync(this.temporary);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers) await server.stop('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The one line of JSON that a verb printed which ended well. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
export function documentOf({ code, out, err }: Ran): any {
  if (code !== 0) throw new Error(`ended with ${code}: ${err}`);
  if (out.indexOf('\n') !== out.length - 1) throw new Error(`expected one line, and got: ${out}`);
  return JSON.parse(out);
}

/** The only line of JSON, the last one, of what was printed on standard error. */
export function problemOf({ err }: Ran): {
  type: string;
  title: string;
  detail: string;
  code: string;
  errors?: { line?: number; column?: number; pointer?: string; message: string }[];
} {
  const lines = err.trimEnd().split('\n');
  const documents = lines.filter((line) => line.startsWith('{'));
  if (documents.length !== 1 || documents[0] !== lines.at(-1))
    throw new Error(`expected one problem document at the end of: ${err}`);
  return JSON.parse(documents[0]!);
}

type Child = Bun.Subprocess<'ignore', 'pipe', 'pipe'>;

async function ended(child: Child): Promise<Ran> {
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  await child.exited;
  return { code: child.exitCode, out, err };
}

function collect(stream: ReadableStream<Uint8Array>): { text: string; ended: Promise<void> } {
  const decoder = new TextDecoder();
  const collected = { text: '', ended: Promise.resolve() };
  collected.ended = (async () => {
    for await (const chunk of stream) collected.text += decoder.decode(chunk, { stream: true });
  })();
  return collected;
}

/** What the first administrator signs in with. */
const FIRST_ADMINISTRATOR = { login: 'root', password: 'an orchard full of quiet bees' };

/** A browser of the first administrator of a new appliance, who is made by the link that it prints. */
export async function firstAdministrator(server: ServerRun): Promise<HttpClient> {
  const token = await until(() => /\/setup\/(\S+)/.exec(server.printed())?.[1]);
  const browser = new HttpClient(listening(server.url));
  await browser.post('/api/v1/auth/setup', { token, ...FIRST_ADMINISTRATOR });
  await browser.post('/api/v1/auth/login', FIRST_ADMINISTRATOR);
  return browser;
}

/** Waits for a value; undefined when the process ended, or nothing came for a minute. */
export async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  exited?: Promise<unknown>,
): Promise<T | undefined> {
  let over = false;
  void exited?.then(() => {
    over = true;
  });
  for (const start = performance.now(); performance.now() - start < READY_MS; await Bun.sleep(20)) {
    const found = await look();
    if (found !== undefined) return found;
    if (over) return look();
  }
  return undefined;
}
