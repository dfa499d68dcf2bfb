import { Choice, type Static, Type } from '#sdk';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, page, type Route } from '../../platform/http/route.ts';
import { CATCH_UPS, cronInWords, OVERLAPS } from '../../platform/schedules/index.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { APPLIANCE_JOBS } from '../jobs/index.ts';
import {
  changeSchedule,
  getSchedule,
  listSchedules,
  pauseSchedule,
  resumeSchedule,
  runSchedule,
  type ScheduleParts,
} from './use-cases.ts';
import { isChanged } from './views.ts';

export interface SchedulePageParts extends ScheduleParts {
  readonly render: Render;
}
type AnyCall = Call<unknown, unknown>;

const permission = 'admin:schedules';
const PATH = '/admin/schedules';

const ScheduleForm = Type.Object({
  cron: Type.String({ maxLength: 100 }),
  zone: Type.String({ maxLength: 60 }),
  overlap: Choice(OVERLAPS),
  catchUp: Choice(CATCH_UPS),
  etag: Type.String({ maxLength: 20 }),
});

export const schedulePages = (parts: SchedulePageParts): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'The repeated work of the appliance: when it runs, ran last, and what came of it.',
    handler: (call) => {
      const schedules = listSchedules(parts, call.actor).map((schedule) => ({
        ...schedule,
        words: cronInWords(schedule.cron, call.viewer.locale),
      }));
      const title = textsIn(call.viewer.locale).t('Schedules');
      return { html: show(parts, call, '@schedules/schedules', title, { schedules, jobs: APPLIANCE_JOBS }) };
    },
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, permission },
    summary: 'One schedule with its next times and its last runs.',
    handler: (call) => ({ html: schedulePage(parts, call, null, null) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id`, permission },
    summary: 'Says when a schedule runs, and what happens to times that overlap or were missed.',
    form: ScheduleForm,
    handler: (call) =>
      orAgain(
        () => {
          const { etag, ...policy } = call.body;
          changeSchedule(parts, call.actor, call.params.id!, etag, policy);
          call.reply.flash = textsIn(call.viewer.locale).t('The schedule is changed.');
          return { redirect: `${PATH}/${call.params.id}` };
        },
        (mistakes) => schedulePage(parts, call, call.body, mistakes),
      ),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/run`, permission },
    summary: 'Runs the work of a schedule now, and leads to its job.',
    handler: (call) => {
      const { job, added } = runSchedule(parts, call.actor, call.params.id!);
      const { t } = textsIn(call.viewer.locale);
      call.reply.flash = added ? t('It was put into the queue.') : t('It waits or runs already; this is its job.');
      return { redirect: `${APPLIANCE_JOBS}/${job}` };
    },
  }),
  ...(['pause', 'resume'] as const).map((what) =>
    page({
      ...{ method: 'POST', path: `${PATH}/:id/${what}`, permission },
      summary: { pause: 'Pauses a schedule.', resume: 'Lets a paused schedule go on.' }[what],
      handler: (call) => {
        const { t } = textsIn(call.viewer.locale);
        if (what === 'pause') pauseSchedule(parts, call.actor, call.params.id!);
        else resumeSchedule(parts, call.actor, call.params.id!);
        call.reply.flash = what === 'pause' ? t('The schedule is paused.') : t('The schedule goes on.');
        return { redirect: `${PATH}/${call.params.id}` };
      },
    }),
  ),
];

function schedulePage(
  parts: SchedulePageParts,
  call: AnyCall,
  typed: Static<typeof ScheduleForm> | null,
  mistakes: FormMistakes | null,
): string {
  const { schedule, nextMs, runs } = getSchedule(parts, call.actor, call.params.id!);
  const { cron, zone, overlap, catchUp, etag } = schedule;
  const data = {
    ...{ schedule, nextMs, runs, mistakes, jobs: APPLIANCE_JOBS, isChanged: isChanged(schedule) },
    ...{ words: cronInWords(cron, call.viewer.locale), zones: Intl.supportedValuesOf('timeZone') },
    typed: typed ?? { cron, zone, overlap, catchUp, etag },
  };
  const title = textsIn(call.viewer.locale).t(schedule.title);
  return show(parts, call, '@schedules/schedule', title, data);
}

const show = (
  { render }: SchedulePageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  title: string,
  data: object,
): string => render[call.partial ? 'app' : 'page'](view, frameOf(call, { title, section: 'schedules' }), data);
