import { type Static, Type } from '#sdk';
import { WEEKDAYS } from '../../mining/log/working-calendar.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { isStale, orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { type CalendarText, calendarText, readCalendarText, type WeekText, weeklyMs, weekSpans } from './hours-text.ts';
import type { NamedCalendar } from './model.ts';
import { READ_CALENDARS } from './policy.ts';
import {
  type CalendarParts,
  changeCalendar,
  countUses,
  createCalendar,
  deleteCalendar,
  getCalendar,
  listCalendars,
} from './use-cases.ts';

export interface CalendarPageParts extends CalendarParts {
  readonly render: Render;
}

type AnyCall = Call<unknown, unknown>;
const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const fields = {
  ...{ name: Text(500), description: Text(4000), zone: Text(100), holidays: Text(200_000), exceptions: Text(500_000) },
  ...Object.fromEntries(WEEKDAYS.map((day) => [day, Text(1000)])),
};
const NewForm = Type.Object({ ...fields, workspaceId: Type.Optional(Text(100)) });
const EditForm = Type.Object({ ...fields, etag: Text(64) });
const DeleteForm = Type.Object({ etag: Text(64) });
type Typed = Record<string, string | undefined>;

const PAGE_SIZE = 50;
const Query = Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }) });
const permission = 'write:calendars';

export const calendarPages = (parts: CalendarPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/calendars', permission: READ_CALENDARS },
    summary: 'The working calendars that you may use.',
    query: Query,
    handler: (call) => ({ html: calendarList(parts, call) }),
  }),
  ...creating(parts),
  page({
    ...{ method: 'GET', path: '/calendars/:id', permission: READ_CALENDARS },
    summary: 'One working calendar: its week, its dates, and what uses it.',
    handler: (call) => ({ html: calendarPage(parts, call) }),
  }),
  ...changing(parts),
  ...deleting(parts),
];

function calendarList(parts: CalendarPageParts, call: Call<undefined, Static<typeof Query>>): string {
  const request = { limit: PAGE_SIZE, after: null, offset: (call.query.page - 1) * PAGE_SIZE };
  const { items, total } = listCalendars(parts, call.actor, request);
  const rows = items.map((calendar) => ({
    ...{ id: calendar.id, name: calendar.name, description: calendar.description, zone: calendar.content.zone },
    ...{ weekMs: weeklyMs(calendar.content), holidays: calendar.content.holidays.length },
    changedMs: calendar.updatedAtMs ?? calendar.createdAtMs,
  }));
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const href = (number: number) => `/calendars?page=${number}`;
  return show(parts, call, '@calendars/calendars', 'Calendars', { rows, total, page: call.query.page, pages, href });
}

function calendarPage(parts: CalendarPageParts, call: AnyCall): string {
  const calendar = getCalendar(parts, call.actor, call.params.id!);
  const data = { ...shown(calendar), uses: countUses(parts, calendar), mayChange: mayChange(call, calendar) };
  return show(parts, call, '@calendars/calendar', calendar.name, data);
}

const shown = ({ id, name, description, etag, content }: NamedCalendar) => ({
  ...{ id, name, description, etag, zone: content.zone, weekMs: weeklyMs(content), week: weekSpans(content) },
  ...{ holidays: content.holidays, exceptions: calendarText(content).exceptions.split('\n').filter(Boolean) },
});

const mayChange = (call: AnyCall, calendar: NamedCalendar): boolean => mayIn(call.actor, permission, calendar);

const creating = (parts: CalendarPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/calendars/new', permission },
    summary: 'The form for a new calendar.',
    handler: (call) => {
      const office = '08:00–12:00, 13:00–17:00';
      const week = Object.fromEntries(WEEKDAYS.slice(0, 5).map((day) => [day, office]));
      return { html: newForm(parts, call, { zone: call.viewer.zone, ...week }, null) };
    },
  }),
  page({
    ...{ method: 'POST', path: '/calendars/new', permission },
    summary: 'Creates a calendar.',
    form: NewForm,
    handler: (call) => {
      const typed = call.body as Typed;
      return orAgain(
        () => {
          const { workspaceId } = typed;
          const calendar = createCalendar(parts, call.actor, {
            ...readForm(typed),
            ...(workspaceId ? { workspaceId } : {}),
          });
          return said(call, 'The calendar "{name}" is there.', calendar.name, `/calendars/${calendar.id}`);
        },
        (mistakes) => newForm(parts, call, typed, mistakes),
      );
    },
  }),
];

const changing = (parts: CalendarPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/calendars/:id/edit', permission },
    summary: 'The form that changes a calendar.',
    handler: (call) => {
      const calendar = getCalendar(parts, call.actor, call.params.id!, permission);
      return { html: editForm(parts, call, calendar, typedOf(calendar), null) };
    },
  }),
  page({
    ...{ method: 'POST', path: '/calendars/:id/edit', permission },
    summary: 'Changes a calendar.',
    form: EditForm,
    handler: (call) => {
      const typed = call.body as Typed;
      const again = (mistakes: FormMistakes | null) =>
        editForm(parts, call, getCalendar(parts, call.actor, call.params.id!, permission), typed, mistakes);
      return orAgain(
        () => {
          try {
            const calendar = changeCalendar(parts, call.actor, call.params.id!, typed.etag ?? '', readForm(typed));
            return said(call, 'The calendar "{name}" was changed.', calendar.name, `/calendars/${calendar.id}`);
          } catch (error) {
            if (!isStale(error)) throw error;
            return { html: again(null), fault: 'conflict' };
          }
        },
        (mistakes) => again(mistakes),
      );
    },
  }),
];

const deleting = (parts: CalendarPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/calendars/:id/delete', permission },
    summary: 'Asks whether a calendar shall be deleted.',
    handler: (call) => ({ html: deleteForm(parts, call, false) }),
  }),
  page({
    ...{ method: 'POST', path: '/calendars/:id/delete', permission },
    summary: 'Deletes a calendar.',
    form: DeleteForm,
    handler: (call): PageAnswer => {
      const { name } = getCalendar(parts, call.actor, call.params.id!, permission);
      try {
        deleteCalendar(parts, call.actor, call.params.id!, call.body.etag);
      } catch (error) {
        if (!isStale(error)) throw error;
        return { html: deleteForm(parts, call, true), fault: 'conflict' };
      }
      return said(call, 'The calendar "{name}" was deleted.', name, '/calendars');
    },
  }),
];

/** What the form sends, as the use case takes it. */
function readForm(typed: Typed) {
  const week = Object.fromEntries(WEEKDAYS.map((day) => [day, typed[day] ?? ''])) as WeekText;
  const text: CalendarText = { week, holidays: typed.holidays ?? '', exceptions: typed.exceptions ?? '' };
  const { name = '', description = '', zone = '' } = typed;
  return { name, description, zone: zone.trim() || 'UTC', ...readCalendarText(text) };
}

function typedOf({ name, description, content }: NamedCalendar): Typed {
  const { week, ...dates } = calendarText(content);
  return { name, description, zone: content.zone, ...dates, ...week };
}

function newForm(parts: CalendarPageParts, call: AnyCall, typed: Typed, mistakes: FormMistakes | null): string {
  const workspaces = parts.listWorkspaces(call.actor).filter((w) => mayIn(call.actor, permission, { workspace: w.id }));
  const data = { ...formData(typed, mistakes), workspaces, of: null, stale: false };
  return show(parts, call, '@calendars/edit', 'New calendar', data);
}

function editForm(
  parts: CalendarPageParts,
  call: AnyCall,
  calendar: NamedCalendar,
  typed: Typed,
  mistakes: FormMistakes | null,
): string {
  const stale = typed.etag !== undefined && typed.etag !== calendar.etag;
  const data = { ...formData(typed, mistakes), workspaces: [], of: shown(calendar), stale };
  return show(parts, call, '@calendars/edit', 'Change the calendar', data);
}

function deleteForm(parts: CalendarPageParts, call: AnyCall, stale: boolean): string {
  const calendar = getCalendar(parts, call.actor, call.params.id!, permission);
  const data = { of: shown(calendar), uses: countUses(parts, calendar), stale };
  return show(parts, call, '@calendars/delete', 'Delete the calendar', data);
}

/** Places inside hours and dates belong to the field in which they were typed. */
function formData(typed: Typed, mistakes: FormMistakes | null) {
  const at = Object.entries(mistakes?.at ?? {}).map(([place, message]) => [
    place.split('/')[place.startsWith('week/') ? 1 : 0],
    message,
  ]);
  return { typed, weekdays: WEEKDAYS, zones: ZONES, mistakes: mistakes && { ...mistakes, at: Object.fromEntries(at) } };
}

const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

function said(call: AnyCall, text: string, name: string, redirect: string): PageAnswer {
  call.reply.flash = textsIn(call.viewer.locale).t(text, { name });
  return { redirect };
}

const show = (
  { render }: CalendarPageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  title: string,
  data: object,
): string => {
  const { t } = textsIn(call.viewer.locale);
  return render[call.partial ? 'app' : 'page'](view, frameOf(call, { title: t(title), section: 'calendars' }), data);
};
