import type { Locale } from '../../platform/access/person.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Entry, Kind, Way } from './model.ts';

/** Whose inbox. */
export interface Owner {
  readonly tenant: string;
  readonly user: string;
}

export interface InboxStore {
  /** Newest first; one more than the limit. */
  list(owner: Owner, request: ListRequest): { rows: Entry[]; total: number };
  has(owner: Owner, id: string): boolean;
  unread(owner: Owner): number;
  /** False when the person was told of this event before. */
  insert(tx: Tx, entry: Entry): boolean;
  /** Null: everything. */
  markRead(tx: Tx, owner: Owner, ids: readonly string[], nowMs: number): void;
  /** Of those that were there at that time, so many; says how many it were. */
  markSomeRead(tx: Tx, owner: Owner, limit: number, nowMs: number): number;
  remove(tx: Tx, owner: Owner, id: string): void;
  /** What was chosen; a kind that is not there is told in the inbox. */
  preferences(owner: Owner): Partial<Record<Kind, Way>>;
  setPreference(tx: Tx, owner: Owner, kind: Kind, way: Way): void;
  /** Where a person can be written to, and in which language. */
  reach(owner: Owner): { address: string | null; language: Locale | null };
  /** Who loaded a dataset last; null: nobody who has an inbox. */
  lastLoader(tenant: string, dataset: string): string | null;
  /** People of a group. */
  membersOf(tenant: string, group: string): readonly string[];
  prune(beforeMs: number): number;
}
