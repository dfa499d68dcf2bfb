import { dlopen, FFIType } from 'bun:ffi';
import { closeSync, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Median, least and most of several runs, milliseconds. */
export interface Timing {
  median: number;
  least: number;
  most: number;
}

/** Runs the work `runs` times after one run that does not count. */
export async function timed(work: () => Promise<unknown>, runs = 5, before: () => void = () => {}): Promise<Timing> {
  before();
  await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    before();
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { median: times[runs >> 1]!, least: times[0]!, most: times[runs - 1]! };
}

const POSIX_FADV_DONTNEED = 4;

/** Drops a folder's files from the page cache, so that the next read comes from the disk. */
export function evict(folder: string): void {
  const libc = dlopen('libc.so.6', {
    posix_fadvise: { args: [FFIType.i32, FFIType.i64, FFIType.i64, FFIType.i32], returns: FFIType.i32 },
  });
  for (const path of files(folder)) {
    const file = openSync(path, 'r');
    libc.symbols.posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    closeSync(file);
  }
}

export function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

/** Bytes of the files below a folder whose names match. */
export const bytesOf = (folder: string, wanted: RegExp): number =>
  [...files(folder)].filter((f) => wanted.test(f)).reduce((n, f) => n + statSync(f).size, 0);

/** Most memory (MB) a process and its children had, sampled while the work runs: anonymous memory, without mapped files. */
export async function peakMemory(pid: number, until: Promise<unknown>): Promise<number> {
  let peak = 0;
  let done = false;
  void until.finally(() => {
    done = true;
  });
  while (!done) {
    peak = Math.max(peak, anonymousMb(pid));
    await Bun.sleep(20);
  }
  return peak;
}

function anonymousMb(pid: number): number {
  try {
    const status = require('node:fs').readFileSync(`/proc/${pid}/status`, 'utf8') as string;
    return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}
