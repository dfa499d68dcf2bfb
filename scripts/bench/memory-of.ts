import { readdirSync, readFileSync } from 'node:fs';

/** Memory of a process in bytes: all that is resident, and the part that is its own (no mapped files). */
export interface Memory {
  resident: number;
  anonymous: number;
}

/** Null when the process has ended. */
export function memoryOf(pid: number): Memory | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const bytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
    return { resident: bytes('VmRSS'), anonymous: bytes('RssAnon') };
  } catch {
    return null;
  }
}

export interface Peaks {
  /** Most anonymous memory of the process over what it had at the beginning, bytes. */
  growth: number;
  /** Most anonymous memory that its children of this name had together, bytes. */
  children: number;
}

/** Samples a process and its children of a name (a word of their command lines) while work runs, once the process has come to rest. */
export async function peaksWhile<T>(pid: number, name: string, work: () => Promise<T>): Promise<[T, Peaks]> {
  const before = await restingBytes(pid);
  const peaks: Peaks = { growth: 0, children: 0 };
  const sample = () => {
    peaks.growth = Math.max(peaks.growth, (memoryOf(pid)?.anonymous ?? 0) - before);
    const total = childrenOf(pid, name).reduce((sum, child) => sum + (memoryOf(child)?.anonymous ?? 0), 0);
    peaks.children = Math.max(peaks.children, total);
  };
  const timer = setInterval(sample, 20);
  try {
    return [await work(), peaks];
  } finally {
    clearInterval(timer);
  }
}

/**
 * Anonymous memory of a process that gives no more of it back. What it did before leaves much to the collector: growth over that would
 * hide what the next work needs.
 */
async function restingBytes(pid: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let looks = 0, still = 0; looks < MOST_LOOKS && still < LOOKS_AT_REST; looks++) {
    const now = memoryOf(pid)?.anonymous ?? 0;
    still = now < least - A_LITTLE ? 0 : still + 1;
    least = Math.min(least, now);
    await Bun.sleep(LOOK_EVERY_MS);
  }
  return least;
}

const LOOK_EVERY_MS = 200;
const LOOKS_AT_REST = 10;
const MOST_LOOKS = 75;
const A_LITTLE = 1_000_000;

function childrenOf(pid: number, name: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((child) => isChild(child, pid, name));
}

function isChild(child: number, pid: number, name: string): boolean {
  try {
    const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${child}/stat`, 'utf8'))?.[1];
    return Number(parent) === pid && readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0').includes(name);
  } catch {
    return false; // it has ended
  }
}
