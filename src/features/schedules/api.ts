import { type Route, route } from '../../platform/http/route.ts';
import { ListOf } from '../../platform/listing/page.ts';
import {
  changeSchedule,
  getSchedule,
  listSchedules,
  pauseSchedule,
  resumeSchedule,
  runSchedule,
  type ScheduleParts,
} from './use-cases.ts';
import { ChangeScheduleBody, presentSchedule, RunAnswer, ScheduleView } from './views.ts';

const tag = 'admin';
const permission = 'admin:schedules';
const PATH = '/api/v1/admin/schedules';
const EXAMPLE = { cron: '30 2 * * *', zone: 'Europe/Berlin', overlap: 'skip', catchUp: 'once' };

export const scheduleRoutes = (parts: ScheduleParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'The repeated work of the appliance: when it runs, ran last, and what came of it.',
    response: ListOf(ScheduleView),
    handler: ({ actor }) => {
      const items = listSchedules(parts, actor).map(presentSchedule);
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission, tag },
    summary: 'One schedule.',
    response: ScheduleView,
    handler: ({ actor, params, reply }) => {
      const { schedule } = getSchedule(parts, actor, params.id!);
      reply.etag = schedule.etag;
      return presentSchedule(schedule);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission, tag },
    summary: 'Says when a schedule runs, in which zone, and what happens to times that overlap or were missed.',
    needsIfMatch: true,
    body: ChangeScheduleBody,
    response: ScheduleView,
    example: { body: EXAMPLE },
    handler: ({ actor, params, body, ifMatch, reply }) => {
      const schedule = changeSchedule(parts, actor, params.id!, ifMatch, body);
      reply.etag = schedule.etag;
      return presentSchedule(schedule);
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/run`, permission, tag },
    summary: 'Runs the work of a schedule now, beside its times.',
    response: RunAnswer,
    success: 'accepted',
    handler: ({ actor, params }) => runSchedule(parts, actor, params.id!),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/pause`, permission, tag },
    summary: 'Pauses a schedule; what it would have done meanwhile is not caught up.',
    response: ScheduleView,
    handler: ({ actor, params }) => presentSchedule(pauseSchedule(parts, actor, params.id!)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/resume`, permission, tag },
    summary: 'Lets a paused schedule go on from now.',
    response: ScheduleView,
    handler: ({ actor, params }) => presentSchedule(resumeSchedule(parts, actor, params.id!)),
  }),
];
