import type { Actor } from '../access/actor.ts';
import type { Tx } from '../db/index.ts';
import type { EventType } from '../events/index.ts';

/** What was done to what; one audit row. */
export interface ChangeRecord {
  /** Noun and verb: `project.rename`. */
  readonly action: string;
  readonly kind: string;
  readonly id: string;
  /** Where it lies, where it lies in one: who may not read there does not hear of it. */
  readonly workspace?: string;
  /** Emits `entity.<event>` with the same transaction; absent where no entity changed (sign-in, say). */
  readonly event?: 'created' | 'updated' | 'deleted';
  readonly outcome?: 'success' | 'failure';
  readonly before?: unknown;
  readonly after?: unknown;
  /** Where it differs from the actor's (a new account signing in, say). */
  readonly tenant?: string;
}

/** One change under way: the stores write through `tx`, and what happened is recorded beside it. */
export interface Change {
  readonly tx: Tx;
  record(done: ChangeRecord): void;
  /** Publishes a further event with the change (that data came in, say). */
  tell(type: EventType, payload: Readonly<Record<string, unknown>>): void;
}

/**
 * The one way in which a use case writes. The change, its audit row and its event commit together or not at all; work that writes
 * without recording anything is a defect and is rolled back.
 */
export interface Changes {
  make<T>(actor: Actor, work: (change: Change) => T): T;
  /** The same inside a transaction that is already open (a job that completes with its effect). */
  join<T>(tx: Tx, actor: Actor, work: (change: Change) => T): T;
}
