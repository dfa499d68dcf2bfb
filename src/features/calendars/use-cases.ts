import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, reachOf, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import { demandFreeName, stale } from '../../platform/changes/conflicts.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanName } from '../../platform/names.ts';
import { sharedCalendar } from './hours.ts';
import type { ChangeCalendar, CreateCalendar, NamedCalendar } from './model.ts';
import { allowCalendar, READ_CALENDARS } from './policy.ts';
import type { CalendarStore } from './store.ts';

export interface CalendarParts {
  readonly store: CalendarStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  /** The workspace that is meant: the one that was named, or the only one there is. */
  readonly chooseWorkspace: (actor: Actor, wanted: string | undefined) => { id: string; tenant: string };
  /** Those that the actor may enter. */
  readonly listWorkspaces: (actor: Actor) => readonly { id: string; name: string }[];
  /** How many calculations that are on record name this calendar. */
  readonly countUses: (tenant: string, id: string) => number;
}

export function getCalendar(
  { store }: CalendarParts,
  actor: Actor,
  id: string,
  permission: Permission = READ_CALENDARS,
): NamedCalendar {
  return allowCalendar(actor, permission, store.find(tenantOf(actor), id));
}

export function listCalendars({ store }: CalendarParts, actor: Actor, request: ListRequest): Listed<NamedCalendar> {
  const { rows, total } = store.list(reachOf(actor), request);
  return listed(rows, total, request, (calendar) => [calendar.name, calendar.id]);
}

export function createCalendar(parts: CalendarParts, actor: Actor, sent: Static<typeof CreateCalendar>): NamedCalendar {
  const { store, changes, clock, newId, chooseWorkspace } = parts;
  const workspace = chooseWorkspace(actor, sent.workspaceId);
  guardIn(actor, 'write:calendars', { workspace: workspace.id });
  const calendar: NamedCalendar = {
    ...{ id: newId(), tenant: workspace.tenant, workspace: workspace.id, name: cleanName(sent.name) },
    ...{ description: sent.description ?? '', content: sharedCalendar(sent), etag: '1' },
    ...{ createdAtMs: clock.now(), updatedAtMs: null },
  };
  return changes.make(actor, (change) => {
    demandOwnName(store, calendar);
    store.insert(change.tx, calendar);
    change.record({ action: 'calendar.create', ...about(calendar), event: 'created', after: facts(calendar) });
    return calendar;
  });
}

export function changeCalendar(
  parts: CalendarParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeCalendar>,
): NamedCalendar {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = getCalendar(parts, actor, id, 'write:calendars');
    if (before.etag !== etag) stale();
    const after: NamedCalendar = {
      ...before,
      name: cleanName(sent.name),
      description: sent.description ?? before.description,
      content: sharedCalendar(sent),
      etag: String(Number(before.etag) + 1),
      updatedAtMs: clock.now(),
    };
    demandOwnName(store, after);
    if (!store.update(change.tx, after, etag)) stale();
    change.record({
      ...{ action: 'calendar.change', ...about(after), event: 'updated' },
      before: facts(before),
      after: facts(after),
    });
    return after;
  });
}

/** Deletes the calendar for good; what was computed under it stays right, what names it must name another. */
export function deleteCalendar(parts: CalendarParts, actor: Actor, id: string, etag: string): void {
  parts.changes.make(actor, (change) => {
    const calendar = getCalendar(parts, actor, id, 'write:calendars');
    if (!parts.store.remove(change.tx, calendar, etag)) stale();
    change.record({ action: 'calendar.delete', ...about(calendar), event: 'deleted', before: facts(calendar) });
  });
}

/** How many calculations on record name it. */
export const countUses = (parts: CalendarParts, { tenant, id }: NamedCalendar): number => parts.countUses(tenant, id);

const demandOwnName = (store: CalendarStore, calendar: NamedCalendar): void =>
  demandFreeName(
    calendar,
    [store.findByName(calendar.tenant, calendar.workspace, calendar.name)],
    'calendar.nameTaken',
    'A calendar with this name exists in this workspace already.',
  );

const about = (calendar: NamedCalendar) => ({ kind: 'calendar', id: calendar.id });
const facts = ({ name, description, workspace, content, etag }: NamedCalendar) => ({
  ...{ name, description, workspace, content, etag },
});
