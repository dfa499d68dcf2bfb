import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError, type FaultData } from '#sdk';

/** What a child says on its standard output, one JSON document a line. */
export type ChildMessage<R> =
  | { progress: number }
  | { note: unknown }
  | { result: R }
  | { fault: FaultData; stack?: string };

export interface ChildLimits {
  /** Anonymous memory, bytes; past it the child is killed. */
  memoryBytes: number;
  timeoutMs: number;
  /** What it gets between being asked to stop ({@link askedToStop}) and being killed; absent: it is killed at once. */
  graceMs?: number;
}

/** What whoever waits for a child may hear and say meanwhile. */
export interface ChildControl {
  signal?: AbortSignal | undefined;
  onProgress?: ((share: number) => void) | undefined;
  /** What else it tells while it works, in its order. */
  onNote?: ((note: unknown) => void) | undefined;
}

/** Command that starts this very program: the binary alone, or Bun with the source. */
export function ownCommand(): string[] {
  const compiled = import.meta.path.startsWith('/$bunfs/');
  return compiled ? [process.execPath] : [process.execPath, resolve(import.meta.dir, '../main.ts')];
}

/** Tells a child who waits for it. */
export const PARENT = 'ADIT_PARENT_PID';

/**
 * How long DuckDB's allocator keeps what was freed. By itself it takes ten seconds, longer than most loads: the peak of one would be
 * nearer to the sum of what its steps need than to the most that one of them does.
 */
const ALLOCATOR = { DUCKDB_JE_MALLOC_CONF: 'dirty_decay_ms:100,muzzy_decay_ms:0' };

/** The environment a child gets: nothing of the parent's secrets. */
export function childEnvironment(): Record<string, string> {
  const kept = ['HOME', 'TMPDIR', 'LANG', 'XDG_CACHE_HOME', 'CACHE_DIRECTORY', 'ADIT_NATIVE_DIR', 'ADIT_FAIL_POINT'];
  const given = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...ALLOCATOR, ...Object.fromEntries(given) };
}

/**
 * Runs one job in a child process of this program: the job goes in as JSON, progress and the result come back as JSON
 * lines. Aborting, the time limit and the memory limit kill the child; whatever it left unfinished is the caller's to remove.
 */
export async function runInChild<R>(
  verb: string,
  job: unknown,
  limits: ChildLimits,
  control: ChildControl = {},
): Promise<R> {
  const child = startChild(verb, job, limits, { ...control, stdout: 'pipe' });
  try {
    return await child.answer<R>(child.stdout!);
  } finally {
    child.end();
  }
}

/** A child that was started with a job. Whoever started it calls `end`, whatever comes of it. */
export interface StartedChild {
  readonly stdout: ReadableStream<Uint8Array> | null;
  /** What it says at last, from the stream that it says it on: its standard error, where its standard output is a document. */
  answer<R>(from?: ReadableStream<Uint8Array>): Promise<R>;
  kill(fault: AppError): void;
  end(): void;
}

interface StartOptions extends ChildControl {
  /** Where its standard output goes: to us, or into an open file. */
  stdout: 'pipe' | number;
}

export function startChild(verb: string, job: unknown, limits: ChildLimits, options: StartOptions): StartedChild {
  if (options.signal?.aborted) throw wasCancelled();
  const child = Bun.spawn([...ownCommand(), verb], {
    stdin: new TextEncoder().encode(JSON.stringify(job)),
    stdout: options.stdout,
    stderr: 'pipe',
    env: { ...childEnvironment(), [PARENT]: String(process.pid) },
    detached: true, // a group of its own, so that what it starts ends with it
  });
  let ended: AppError | null = null;
  const kill = (fault: AppError) => {
    ended ??= fault;
    killGroup(child.pid);
  };
  let grace: ReturnType<typeof setTimeout> | undefined;
  const stop = (fault: AppError) => {
    if (!limits.graceMs) return kill(fault);
    ended ??= fault;
    child.kill('SIGTERM');
    grace ??= setTimeout(() => kill(fault), limits.graceMs);
  };
  const onAbort = () => stop(wasCancelled());
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => stop(tookTooLong(limits.timeoutMs)), limits.timeoutMs);
  const watch = setInterval(() => {
    if (anonymousBytes(child.pid) > limits.memoryBytes) kill(tooMuchMemory(limits.memoryBytes));
  }, 100);
  // What a dead child's own children still hold open is not waited for.
  void child.exited.then(() => killGroup(child.pid));
  return {
    stdout: child.stdout instanceof ReadableStream ? child.stdout : null,
    kill,
    async answer<R>(from?: ReadableStream<Uint8Array>): Promise<R> {
      const errors = from ? lastWords(child.stderr) : Promise.resolve('');
      const last = await readMessages<R>(from ?? child.stderr, options, from !== undefined);
      await child.exited;
      if (ended) throw ended;
      if (last && 'result' in last) return last.result;
      if (last && 'fault' in last) throw withStack(AppError.fromData(last.fault), last.stack);
      const how = `${child.signalCode ?? child.exitCode}): ${await errors}`;
      throw new AppError('internal', 'child.died', `A child process ended without an answer (${how}`);
    },
    end() {
      clearTimeout(timer);
      clearTimeout(grace);
      clearInterval(watch);
      options.signal?.removeEventListener('abort', onAbort);
      killGroup(child.pid);
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function readMessages<R>(
  stdout: ReadableStream<Uint8Array>,
  { onProgress, onNote }: ChildControl,
  strict: boolean,
): Promise<ChildMessage<R> | null> {
  let last: ChildMessage<R> | null = null;
  for await (const line of textLines(stdout)) {
    // Where others may say something too, what is no JSON was theirs.
    if (!strict && !line.startsWith('{')) continue;
    const message = messageOf<R>(line);
    if ('progress' in message) onProgress?.(message.progress);
    else if ('note' in message) onNote?.(message.note);
    else last = message;
  }
  return last;
}

function messageOf<R>(line: string): ChildMessage<R> {
  try {
    const message = JSON.parse(line);
    if (typeof message === 'object' && message !== null) return message;
  } catch {
    // said below, with what the line was
  }
  throw new AppError('internal', 'child.garbled', `A child process answered in no JSON: ${line.slice(0, 200)}`);
}

const LAST_WORDS = 2000;

/** The end of what a child writes on its standard error, however much it writes. */
async function lastWords(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let tail = '';
  for await (const chunk of stderr) tail = (tail + decoder.decode(chunk, { stream: true })).slice(-LAST_WORDS);
  return tail;
}

/** Longest line that is taken from a child, characters. */
const MAX_LINE = 2 ** 28;

/** Lines of a byte stream, without their ends; empty lines are left out. */
export async function* textLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop()!;
    if (rest.length > MAX_LINE)
      throw new AppError('internal', 'child.lineTooLong', 'A child process gave a line without an end.');
    for (const part of parts) if (part) yield part;
  }
  if (rest) yield rest;
}

function withStack(error: AppError, stack: string | undefined): AppError {
  if (stack) error.stack = stack;
  return error;
}

function anonymousBytes(pid: number): number {
  try {
    const kilobytes = /RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0; // the child has ended
  }
}

const wasCancelled = () => new AppError('cancelled', 'child.cancelled', 'The work was cancelled; nothing was changed.');
const tookTooLong = (limitMs: number) =>
  new AppError(
    'timeout',
    'child.timeout',
    `The work took longer than its limit of ${Math.round(limitMs / 1000)} s and was stopped; nothing was changed.`,
  );
const tooMuchMemory = (limitBytes: number) =>
  new AppError(
    'too_large',
    'child.memory',
    `The work needed more than its limit of ${Math.round(limitBytes / 1e6)} MB of memory and was stopped; nothing was changed.`,
  );
