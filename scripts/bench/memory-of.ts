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
  /** Most anonymous memory of the process over what it had at rest, bytes. */
  growth: number;
  /** Most anonymous memory that the children had together, bytes. */
  children: number;
}

/** What a server may grow by for a file that it takes or loads, MB. */
export const MOST_GROWTH_MB = 100;

const SAMPLE_EVERY_MS = 20;

/** Looks at the memory of a process and of its children. */
export class MemoryWatch {
  readonly #pid: number;
  readonly #atRest: number;

  private constructor(pid: number, atRest: number) {
    this.#pid = pid;
    this.#atRest = atRest;
  }

  /** Waits until the process gives no more memory back: growth is told over what it has then. */
  static async atRest(pid: number): Promise<MemoryWatch> {
    return new MemoryWatch(pid, await restingBytes(pid));
  }

  /** @param children a word of the command lines of those children that are looked at */
  async during<T>(work: () => Promise<T>, children?: string): Promise<[T, Peaks]> {
    const peaks: Peaks = { growth: 0, children: 0 };
    const sample = () => {
      peaks.growth = Math.max(peaks.growth, anonymousOf(this.#pid) - this.#atRest);
      if (children === undefined) return;
      const together = childrenOf(this.#pid, children).reduce((sum, child) => sum + anonymousOf(child), 0);
      peaks.children = Math.max(peaks.children, together);
    };
    const timer = setInterval(sample, SAMPLE_EVERY_MS);
    try {
      return [await work(), peaks];
    } finally {
      clearInterval(timer);
    }
  }
}

const anonymousOf = (pid: number): number => memoryOf(pid)?.anonymous ?? 0;

const LOOK_EVERY_MS = 200;
const LOOKS_AT_REST = 10;
const MOST_LOOKS = 75;
const A_LITTLE = 1_000_000;

/** What was done before leaves much to the collector: growth over that would hide what the next work needs. */
async function restingBytes(pid: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let looks = 0, still = 0; looks < MOST_LOOKS && still < LOOKS_AT_REST; looks++) {
    const now = anonymousOf(pid);
    still = now < least - A_LITTLE ? 0 : still + 1;
    least = Math.min(least, now);
    await Bun.sleep(LOOK_EVERY_MS);
  }
  return least;
}

/** Children of a process by a word of their command lines. */
export function childrenOf(pid: number, name: string): number[] {
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
