import { AppError, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound, tenantOf } from '../../platform/access/guard.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import { type EmailView, type Entry, KINDS, type Preferences, type Way } from './model.ts';
import type { InboxParts } from './parts.ts';
import type { Owner } from './store.ts';

const ownerOf = (actor: Actor): Owner => ({ tenant: tenantOf(actor), user: actor.id });
const about = (actor: Actor) => ({ kind: 'user', id: actor.id });

export function listEntries({ store }: InboxParts, actor: Actor, request: ListRequest): Listed<Entry> {
  guard(actor, 'read:self');
  const { rows, total } = store.list(ownerOf(actor), request);
  return listed(rows, total, request, (entry) => [String(entry.createdAtMs), entry.id]);
}

export function countUnread({ store }: InboxParts, actor: Actor): number {
  guard(actor, 'read:self');
  return store.unread(ownerOf(actor));
}

/** Entries that are marked at a time: some milliseconds of the thread that everybody shares. */
const MARKED_AT_ONCE = 2_000;

/** Without ids: everything that is there now, a part at a time; what a crash leaves unread is read when somebody asks again. */
export async function markRead(parts: InboxParts, actor: Actor, ids: readonly string[] | null): Promise<void> {
  const { store, changes, clock, db } = parts;
  guard(actor, 'write:self');
  const owner = ownerOf(actor);
  for (const id of ids ?? []) if (!store.has(owner, id)) notFound('entry');
  const nowMs = clock.now();
  let marked = changes.make(actor, (change) => {
    change.record({ action: 'inbox.read', ...about(actor), after: { entries: ids?.length ?? 'all' } });
    if (!ids) return store.markSomeRead(change.tx, owner, MARKED_AT_ONCE, nowMs);
    store.markRead(change.tx, owner, ids, nowMs);
    return 0;
  });
  while (marked === MARKED_AT_ONCE) {
    await nextTurn();
    marked = db.transaction((tx) => store.markSomeRead(tx, owner, MARKED_AT_ONCE, nowMs));
  }
  tell(parts, actor);
}

export function removeEntry(parts: InboxParts, actor: Actor, id: string): void {
  const { store, changes } = parts;
  guard(actor, 'write:self');
  const owner = ownerOf(actor);
  changes.make(actor, (change) => {
    if (!store.has(owner, id)) notFound('entry');
    store.remove(change.tx, owner, id);
    change.record({ action: 'inbox.delete', ...about(actor), before: { entry: id } });
  });
  tell(parts, actor);
}

export function getPreferences({ store, mail }: InboxParts, actor: Actor): Preferences {
  guard(actor, 'read:self');
  const chosen = store.preferences(ownerOf(actor));
  const wayOf = (way: Way = 'inbox'): Way => (usesMail(way) && !mail.isConfigured() ? 'inbox' : way);
  return Object.fromEntries(KINDS.map((kind) => [kind, wayOf(chosen[kind])])) as unknown as Preferences;
}

export const usesMail = (way: Way): boolean => way === 'email' || way === 'both';

/** Whether mail reaches the actor, and where. */
export function getEmail({ store, mail }: InboxParts, actor: Actor): Static<typeof EmailView> {
  guard(actor, 'read:self');
  const owner = ownerOf(actor);
  const { address } = store.reach(owner);
  const paused = address !== null && mail.isPaused(owner.tenant, address);
  return { configured: mail.isConfigured(), address, paused };
}

/** Mail goes to the actor's address again, until the mail server says once more that there is none. */
export function resumeEmail(parts: InboxParts, actor: Actor): void {
  const { mail, changes } = parts;
  guard(actor, 'write:self');
  changes.make(actor, (change) => {
    const { address, paused } = getEmail(parts, actor);
    if (address === null || !paused)
      throw new AppError('conflict', 'inbox.emailNotPaused', 'Mail to your address is not paused.');
    mail.resume(change.tx, tenantOf(actor), address);
    change.record({ action: 'inbox.resume-email', ...about(actor) });
  });
}

export function setPreferences(parts: InboxParts, actor: Actor, wanted: Preferences): Preferences {
  const { store, changes, mail } = parts;
  guard(actor, 'write:self');
  if (!mail.isConfigured() && KINDS.some((kind) => usesMail(wanted[kind])))
    throw new AppError('conflict', 'inbox.noMail', 'This server sends no mail. Choose "inbox" or "none".');
  return changes.make(actor, (change) => {
    const before = getPreferences(parts, actor);
    for (const kind of KINDS) store.setPreference(change.tx, ownerOf(actor), kind, wanted[kind]);
    change.record({ action: 'inbox.preferences', ...about(actor), before, after: wanted });
    return wanted;
  });
}

/** Other pages of the same person show the new number. */
function tell({ events, newId }: InboxParts, actor: Actor): void {
  const payload = { user: actor.id, entry: null };
  events.announce({ type: 'inbox.changed', tenant: actor.tenant, correlationId: actor.requestId ?? newId(), payload });
}
