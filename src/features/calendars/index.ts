/** Working calendars under names, for everybody in a workspace. */
import type { Calendar } from '../../mining/log/working-calendar.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Listed, ListRequest } from '../../platform/listing/page.ts';
import { calendarRoutes } from './api.ts';
import type { NamedCalendar } from './model.ts';
import { calendarPages } from './pages.ts';
import { type CalendarParts, getCalendar, listCalendars } from './use-cases.ts';

export type { NamedCalendar } from './model.ts';
export { sqliteCalendarStore } from './store.sqlite.ts';
export type { CalendarParts } from './use-cases.ts';

export interface Calendars {
  readonly routes: readonly Route[];
  pages(render: Render): readonly Route[];
  /** The content behind an id, as a calculation takes it; `not_found` for what is unknown or foreign. */
  openCalendar(actor: Actor, id: string): Calendar;
  listCalendars(actor: Actor, request: ListRequest): Listed<NamedCalendar>;
}

export const calendarsFeature = (parts: CalendarParts): Calendars => ({
  routes: calendarRoutes(parts),
  pages: (render) => calendarPages({ ...parts, render }),
  openCalendar: (actor, id) => getCalendar(parts, actor, id).content,
  listCalendars: (actor, request) => listCalendars(parts, actor, request),
});
