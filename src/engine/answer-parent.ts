import { readFileSync } from 'node:fs';
import { AppError, type FaultData, saying, withoutQuoted } from '#sdk';
import { type ChildMessage, PARENT } from './child-process.ts';
import { diskFull, isNoSpace } from './disk-full.ts';

/** What a child may say while it works. */
type Progress = (share: number) => void;
type Tell = (note: unknown) => void;

/** The child's side: reads the job, runs the work, answers. Returns the exit code. */
export const answerParent = <J, R>(work: (job: J, progress: Progress, tell: Tell) => Promise<R>): Promise<number> =>
  serveJob(work, answers<R>().say);

/** The same for work that may leave something open: connections of a driver, timers. Ends the process. */
export async function answerParentAndExit<J, R>(
  work: (job: J, progress: Progress, tell: Tell) => Promise<R>,
): Promise<never> {
  const { say, written } = answers<R>();
  const code = await serveJob(work, say);
  await written();
  process.exit(code);
}

/** The same, with answers that go another way than standard output. */
export async function serveJob<J, R>(
  work: (job: J, progress: Progress, tell: Tell) => Promise<R>,
  say: (message: ChildMessage<R>) => void,
): Promise<number> {
  endWithParent();
  try {
    const job = JSON.parse(await Bun.stdin.text()) as J;
    let told = Number.NEGATIVE_INFINITY;
    const progress: Progress = (share) => {
      if (performance.now() - told < 100) return;
      told = performance.now();
      say({ progress: share });
    };
    const result = await work(job, progress, (note) => say({ note }));
    say({ result });
    return 0;
  } catch (error) {
    if (error instanceof AppError) say({ fault: error.toData() });
    else say({ fault: defect(error), stack: stackOf(error) });
    return 1;
  }
}

/** Aborts when whoever started this child wants it to stop; it then has a moment to close what it has open. */
export function askedToStop(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGTERM', () =>
    stop.abort(new AppError('cancelled', 'child.cancelled', 'The work was cancelled; nothing was changed.')),
  );
  return stop.signal;
}

/** Takes standard output for answers alone: whatever else the work prints there goes to standard error. */
function answers<R>(): { say(message: ChildMessage<R>): void; written(): Promise<void> } {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  for (const print of ['log', 'info', 'debug', 'table', 'dir'] as const) console[print] = console.error;
  return {
    say: (message) => void write(`${JSON.stringify(message)}\n`),
    written: () => new Promise((done) => void write('', () => done())),
  };
}

/** A child whose parent was killed would go on without anyone to limit it, and build what nobody wants. */
function endWithParent(): void {
  const parent = process.env[PARENT];
  setInterval(() => {
    if (parent !== undefined && parentOf() !== parent) process.kill(-process.pid, 'SIGKILL'); // with what it started itself
  }, 500).unref();
}

/** As the kernel says now; `process.ppid` is what it was at the start. */
const parentOf = (): string | undefined => /PPid:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];

const defect = (error: unknown): FaultData =>
  isNoSpace(error)
    ? diskFull().toData()
    : saying(messageOf(error), (said) => new AppError('internal', 'child.defect', said)).toData();

const messageOf = (error: unknown): string => String((error as Partial<Error> | null)?.message ?? error);

/** It begins with the message, which may quote values of rows where a library says it. */
const stackOf = (error: unknown): string =>
  ((error as Partial<Error> | null)?.stack ?? '').replace(messageOf(error), withoutQuoted(messageOf(error)));
