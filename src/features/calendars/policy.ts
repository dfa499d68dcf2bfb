import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, notFound } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { NamedCalendar } from './model.ts';

/** Who may read data may read when people work; who may enter nothing hears of nothing. */
export const READ_CALENDARS: Permission = 'read:datasets';

export function allowCalendar(actor: Actor, permission: Permission, calendar: NamedCalendar | null): NamedCalendar {
  if (!calendar || calendar.tenant !== actor.tenant || !mayEnter(actor, calendar)) return notFound('calendar');
  guardIn(actor, permission, calendar);
  return calendar;
}
