import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Path of a real log, model or expected value beside the checkout; tests that need one fail clearly without it. */
export function sharedData(name: string): string {
  const path = resolve(import.meta.dir, '../../shared/data', name);
  if (!existsSync(path))
    throw new Error(`The test data "${name}" is missing: expected in ../shared/data beside the checkout.`);
  return path;
}
