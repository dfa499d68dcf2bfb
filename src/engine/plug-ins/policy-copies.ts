import { existsSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type CacheFolders, cacheFolderOf } from '../cache-folders.ts';
import { hashOf } from '../canonical.ts';
import type { Outcome, Request } from '../pool/protocol.ts';
import { SharedRuns } from '../run/shared-runs.ts';

const COPIES = 'copies';

/** Versions cut down to what a row policy and a veil leave, for plug-ins in a child. Made once per version and policy. */
export class PolicyCopies {
  readonly #caches: CacheFolders;
  readonly #run: (request: Request, signal: AbortSignal) => Promise<Outcome>;
  readonly #making = new SharedRuns<string>();

  constructor(caches: CacheFolders, run: (request: Request, signal: AbortSignal) => Promise<Outcome>) {
    this.#caches = caches;
    this.#run = run;
    // A copy outlives neither its version nor this process.
    for (const folder of [caches.usual, ...caches.regions.map((region) => region.folder)])
      rmSync(join(folder, COPIES), { recursive: true, force: true });
  }

  /** @param asOf the clock that the policy looks at; null: it looks at none */
  of(version: { folder: string; hash: string }, request: Request, asOf: number | null, signal: AbortSignal) {
    const name = hashOf({ version: version.hash, policy: request.policy, veil: request.veil, asOf });
    const copy = join(this.#copiesOf(version.folder), name);
    if (existsSync(copy)) return Promise.resolve(copy);
    return this.#making.join(copy, { signal }, async (control) => {
      const partial = `${copy}.${crypto.randomUUID()}`;
      const { calculator: _none, ...selection } = request;
      try {
        await this.#run({ ...selection, steps: [], copyInto: partial }, control.signal);
        renameSync(partial, copy);
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
      return copy;
    });
  }

  /** Removes the copies of a version that is about to be removed. */
  forget(folder: string): Promise<void> {
    return rm(this.#copiesOf(folder), { recursive: true, force: true });
  }

  #copiesOf(version: string): string {
    return join(cacheFolderOf(this.#caches, version), COPIES, basename(version));
  }
}
