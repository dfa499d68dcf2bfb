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
  /** When it was last looked at. */
  readonly atMs: number;
}

/** Not longer than the sweep of uploads leaves folders that nothing happens in. */
const KEPT_MS = 3_600_000;
const MOST_OF_ONE = 5;

/** Drafts live as long as the server, and an hour after they were looked at: a few of each person, who alone sees them. */
export class Drafts {
  readonly #clock: Clock;
  readonly #drafts = new Map<string, Draft>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async add(draft: Omit<Draft, 'atMs'>): Promise<void> {
    const own = [...this.#drafts.values()].filter(({ tenant, user }) => tenant === draft.tenant && user === draft.user);
    const tooMany = own.slice(0, Math.max(0, own.length - MOST_OF_ONE + 1));
    for (const old of new Set([...tooMany, ...[...this.#drafts.values()].filter((draft) => this.#isLate(draft))]))
      await this.remove(old);
    this.#drafts.set(draft.id, { ...draft, atMs: this.#clock.now() });
  }

  find(actor: Actor, id: string): Draft {
    const draft = this.#drafts.get(id);
    const isOwn = draft?.tenant === tenantOf(actor) && 'id' in actor && draft.user === actor.id;
    if (!draft || !isOwn || this.#isLate(draft)) return notFound('draft');
    const seen = { ...draft, atMs: this.#clock.now() };
    this.#drafts.set(id, seen);
    return seen;
  }

  async remove({ id, sample }: Draft): Promise<void> {
    this.#drafts.delete(id);
    await rm(sample.folder, { recursive: true, force: true });
  }

  #isLate({ atMs }: Draft): boolean {
    return atMs < this.#clock.now() - KEPT_MS;
  }
}
