import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { CalendarView, ChangeCalendar, CreateCalendar, presentCalendar } from './model.ts';
import { READ_CALENDARS } from './policy.ts';
import {
  type CalendarParts,
  changeCalendar,
  createCalendar,
  deleteCalendar,
  getCalendar,
  listCalendars,
} from './use-cases.ts';

const tag = 'calendars';
const PATH = '/api/v1/calendars';
const OFFICE = [
  { from: '08:00', to: '12:00' },
  { from: '13:00', to: '17:00' },
];
const EXAMPLE = {
  name: 'Office Munich',
  zone: 'Europe/Berlin',
  week: { monday: OFFICE, tuesday: OFFICE, wednesday: OFFICE, thursday: OFFICE, friday: OFFICE.slice(0, 1) },
  holidays: ['2026-12-25', '2026-12-26'],
  exceptions: [{ date: '2026-12-24', intervals: [{ from: '08:00', to: '12:00' }] }],
};

export const calendarRoutes = (parts: CalendarParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: READ_CALENDARS, tag },
    summary: 'The working calendars that you may use, by name.',
    query: ListQuery,
    response: ListOf(CalendarView),
    handler: ({ actor, query }) => {
      const list = listCalendars(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(presentCalendar) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission: 'write:calendars', tag },
    summary: 'Makes a working calendar. A shift that ends before it begins ends on the next day.',
    body: CreateCalendar,
    response: CalendarView,
    success: 'created',
    example: { body: EXAMPLE },
    handler: ({ actor, body, reply }) => {
      const calendar = createCalendar(parts, actor, body);
      reply.etag = calendar.etag;
      reply.location = `${PATH}/${calendar.id}`;
      return presentCalendar(calendar);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission: READ_CALENDARS, tag },
    summary: 'One working calendar.',
    response: CalendarView,
    handler: ({ actor, params, reply }) => {
      const calendar = getCalendar(parts, actor, params.id!);
      reply.etag = calendar.etag;
      return presentCalendar(calendar);
    },
  }),
  ...changing(parts),
];

const changing = (parts: CalendarParts): Route[] => [
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission: 'write:calendars', tag, needsIfMatch: true },
    summary: 'Changes a working calendar. What is computed from now on follows it.',
    body: ChangeCalendar,
    response: CalendarView,
    example: { body: EXAMPLE },
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const calendar = changeCalendar(parts, actor, params.id!, ifMatch, body);
      reply.etag = calendar.etag;
      return presentCalendar(calendar);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission: 'write:calendars', tag, needsIfMatch: true },
    summary: 'Deletes a working calendar.',
    handler: ({ actor, params, ifMatch }) => {
      deleteCalendar(parts, actor, params.id!, ifMatch);
      return undefined;
    },
  }),
];
