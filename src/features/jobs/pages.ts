import { Choice, type Static, Type } from '#sdk';
import { instantOfLocal, zoneOffsets } from '../../mining/log/zone-offsets.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { JOB_STATES, type Job, PRIORITY } from '../../platform/jobs/index.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { REALMS, type Realm } from './realm.ts';
import { redacted, rowsOf } from './redact.ts';
import { cancelJob, discardJob, getJob, type JobParts, listJobs, rescheduleJob, retryJob } from './use-cases.ts';

interface JobDataset {
  readonly id: string;
  readonly name: string;
}

export interface JobPageParts extends JobParts {
  readonly render: Render;
  /** What people call jobs of a kind, in English. */
  readonly titleOf: (kind: string) => string;
  /** The dataset that a job is about; null where there is none, or none that the actor may see. */
  readonly datasetOf: (actor: Actor, payload: unknown) => JobDataset | null;
}
type AnyCall = Call<unknown, unknown>;

const ROWS = 50;
const PageQuery = Type.Object({
  state: Type.Optional(Choice(['', ...JOB_STATES])),
  kind: Type.Optional(Type.String({ maxLength: 100 })),
  workspace: Type.Optional(Type.String({ maxLength: 64 })),
  page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }),
});
type PageQuery = Static<typeof PageQuery>;
const TimesForm = Type.Object({
  runAt: Type.String({ pattern: String.raw`^(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?)?$`, default: '' }),
  priority: Type.Integer({ minimum: 1, maximum: 10_000 }),
});

export const jobPages = (parts: JobPageParts): Route[] => REALMS.flatMap((realm) => pagesOf(parts, realm));

const pagesOf = (parts: JobPageParts, realm: Realm): Route[] => [
  page({
    ...{ method: 'GET', path: realm.page, permission: realm.read },
    summary: `The jobs ${realm.whose}.`,
    query: PageQuery,
    handler: (call) => ({ html: listPage(parts, realm, call, call.query) }),
  }),
  page({
    ...{ method: 'GET', path: `${realm.page}/:id`, permission: realm.read },
    summary: `One of the jobs ${realm.whose}, with its attempts and what it said.`,
    handler: (call) => ({ html: jobPage(parts, realm, call, null) }),
  }),
  action(parts, realm, 'cancel', (call, id) => {
    const { state } = cancelJob(parts, realm, call.actor, id);
    const { t } = textsIn(call.viewer.locale);
    return state === 'cancelled' ? t('The job is cancelled.') : t('The job was asked to stop.');
  }),
  action(parts, realm, 'retry', (call, id) => {
    retryJob(parts, realm, call.actor, id);
    return textsIn(call.viewer.locale).t('The job runs again.');
  }),
  page({
    ...{ method: 'POST', path: `${realm.page}/:id/discard`, permission: realm.change },
    summary: `Discards one of the jobs ${realm.whose} that came to nothing.`,
    handler: (call) => {
      discardJob(parts, realm, call.actor, call.params.id!);
      call.reply.flash = textsIn(call.viewer.locale).t('The job is discarded.');
      return { redirect: realm.page };
    },
  }),
  page({
    ...{ method: 'POST', path: `${realm.page}/:id`, permission: realm.change },
    summary: `Says when one of the waiting jobs ${realm.whose} runs, and before which others.`,
    form: TimesForm,
    handler: (call) =>
      orAgain(
        () => {
          const { runAt, priority } = call.body;
          const runAtMs = runAt === '' ? {} : { runAtMs: instantIn(call, runAt) };
          rescheduleJob(parts, realm, call.actor, call.params.id!, { ...runAtMs, priority });
          call.reply.flash = textsIn(call.viewer.locale).t('The job has its new time.');
          return { redirect: `${realm.page}/${call.params.id}` };
        },
        (mistakes) => jobPage(parts, realm, call, mistakes),
      ),
  }),
];

/** A button of a job's page: what is said afterwards is what `work` returns. */
const action = (
  parts: JobPageParts,
  realm: Realm,
  name: 'cancel' | 'retry',
  work: (call: AnyCall, id: string) => string,
): Route =>
  page({
    ...{ method: 'POST', path: `${realm.page}/:id/${name}`, permission: realm.change },
    summary: {
      cancel: `Cancels one of the jobs ${realm.whose}.`,
      retry: `Runs one of the jobs ${realm.whose} again.`,
    }[name],
    handler: (call): PageAnswer | Promise<PageAnswer> => {
      const id = call.params.id!;
      return orAgain(
        () => {
          call.reply.flash = work(call, id);
          return { redirect: `${realm.page}/${id}` };
        },
        (mistakes) => jobPage(parts, realm, call, mistakes),
      );
    },
  });

function listPage(parts: JobPageParts, realm: Realm, call: AnyCall, query: PageQuery): string {
  const { state, kind, workspace, page: number } = query;
  const filter = { ...(kind ? { kind } : {}), ...(workspace ? { workspace } : {}) };
  const { items, total, counts, kinds } = listJobs(
    ...([parts, realm, call.actor] as const),
    { ...filter, ...(state ? { states: [state] } : {}) },
    { limit: ROWS, offset: (number - 1) * ROWS, after: null },
  );
  const names = new Map(call.viewer.workspaces.map(({ id, name }) => [id, name]));
  const data = {
    ...{ jobs: items.map((job) => shownJob(parts, call, job, names)), total, counts, states: JOB_STATES },
    ...{ typed: { state: state ?? '', kind: kind ?? '', workspace: workspace ?? '' }, tabs: tabsOf(call, realm) },
    kinds: kinds.map((value) => ({ value, title: parts.titleOf(value) })),
    workspaces: realm.section === 'jobs' ? call.viewer.workspaces : [],
    isOpen: items.some((job) => job.state === 'ready' || job.state === 'running'),
    ...{ page: number, pages: Math.max(1, Math.ceil(total / ROWS)), at: hrefOf(realm.page, query) },
    href: (to: number) => hrefOf(realm.page, { ...query, page: to }),
    stateHref: (to: string) => hrefOf(realm.page, { ...filter, state: to, page: 1 }),
    base: realm.page,
  };
  return show(parts, realm, call, '@jobs/jobs', textsIn(call.viewer.locale).t('Jobs'), data);
}

function hrefOf(path: string, { page: number, ...fields }: Record<string, string | number | undefined>): string {
  const sent = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value) sent.set(name, String(value));
  if (Number(number) > 1) sent.set('page', String(number));
  return sent.size > 0 ? `${path}?${sent}` : path;
}

const shownJob = (parts: JobPageParts, { actor }: AnyCall, job: Job, workspaces: ReadonlyMap<string, string>) => ({
  ...job,
  dataset: parts.datasetOf(actor, job.payload),
  title: parts.titleOf(job.kind),
  workspaceName: job.workspace === null ? null : (workspaces.get(job.workspace) ?? null),
});

function jobPage(parts: JobPageParts, realm: Realm, call: AnyCall, mistakes: FormMistakes | null): string {
  const { job, parents, children, lines, mayChange } = getJob(parts, realm, call.actor, call.params.id!);
  const names = new Map(call.viewer.workspaces.map(({ id, name }) => [id, name]));
  const shown = shownJob(parts, call, job, names);
  const data = {
    ...{ job: shown, parents, children, mayChange, mistakes, base: realm.page, titleOf: parts.titleOf },
    ...{ payload: rowsOf(redacted(job.payload)), result: rowsOf(redacted(job.result)) },
    lines: lines.map(({ fields, ...line }) => ({ ...line, fields: rowsOf(fields) })),
    events: `${realm.api}/${job.id}/events`,
    runAt: localOf(call, job.runAtMs),
    priorities: Object.values(PRIORITY),
  };
  const { t } = textsIn(call.viewer.locale);
  return show(parts, realm, call, '@jobs/job', t(parts.titleOf(job.kind)), data);
}

/** The other places where the person sees jobs. */
const tabsOf = ({ actor }: AnyCall, at: Realm) =>
  REALMS.filter(({ read }) => actor.permissions.has(read)).map(({ page: href, tag, section }) => ({
    ...{ href, isHere: href === at.page, which: tag === 'jobs' ? 'own' : section === 'jobs' ? 'tenant' : 'appliance' },
  }));

/** A time as the field of a form writes it, in the zone of the reader. */
const localOf = ({ viewer }: AnyCall, ms: number): string =>
  new Date(ms).toLocaleString('sv-SE', { timeZone: viewer.zone }).slice(0, 16).replace(' ', 'T');

const instantIn = ({ viewer }: AnyCall, local: string): number =>
  instantOfLocal(zoneOffsets(viewer.zone), Date.parse(`${local}Z`));

const show = (
  { render }: JobPageParts,
  { section }: Realm,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  title: string,
  data: object,
): string => render[call.partial ? 'app' : 'page'](view, frameOf(call, { title, section }), data);
