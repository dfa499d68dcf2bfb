import { rm } from 'node:fs/promises';
import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Clock } from '../../platform/clock.ts';
import type { CreateExtraction } from './input.ts';
import type { Sample } from './sample.ts';

/** An extraction that somebody is about to make: all but what its columns are, and the first rows to tell that by. */
export interface Draft {
  readonly id: string;
  readonly tenant: string;
  readonly user: string;
  readonly wanted: Omit<Static<typeof CreateExtraction>, 'mapping' | 'timeZone'>;
  readonly sample: Sample;
  readonly atMs: number;
}

const KEPT_MS = 4 * 3_600_000;
const MOST_OF_ONE = 5;

/** Drafts live as long as the server, and some hours at most: a few of each person, who alone sees them. */
export class Drafts {
  readonly #clock: Clock;
  readonly #drafts = new Map<string, Draft>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async add(draft: Omit<Draft, 'atMs'>): Promise<void> {
    const own = [...this.#drafts.values()].filter(({ tenant, user }) => tenant === draft.tenant && user === draft.user);
    const tooMany = own.slice(0, Math.max(0, own.length - MOST_OF_ONE + 1));
    for (const old of new Set([...tooMany, ...this.#late()])) await this.remove(old);
    this.#drafts.set(draft.id, { ...draft, atMs: this.#clock.now() });
  }

  find(actor: Actor, id: string): Draft {
    const draft = this.#drafts.get(id);
    const isOwn = draft?.tenant === tenantOf(actor) && 'id' in actor && draft.user === actor.id;
    return draft && isOwn ? draft : notFound('draft');
  }

  async remove({ id, sample }: Draft): Promise<void> {
    this.#drafts.delete(id);
    await rm(sample.folder, { recursive: true, force: true });
  }

  #late(): Draft[] {
    const since = this.#clock.now() - KEPT_MS;
    return [...this.#drafts.values()].filter(({ atMs }) => atMs < since);
  }
}
