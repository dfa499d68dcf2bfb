import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Median, least and most of several runs. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), least: sorted[0]!, most: sorted.at(-1)! };
}

/** Linear between order statistics. */
export function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

/** Runs work `runs` times after a run that does not count. `work` gives its own milliseconds. */
export async function repeated(runs: number, work: () => Promise<number>): Promise<Spread> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) times.push(await work());
  return spreadOf(times);
}

/** Milliseconds that work takes. */
export async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** All files below a folder. */
export function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

/** Bytes of the files below a folder whose paths match. */
export const bytesOf = (folder: string, wanted: RegExp): number =>
  [...files(folder)].filter((path) => wanted.test(path)).reduce((total, path) => total + statSync(path).size, 0);
