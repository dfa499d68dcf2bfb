import { AppError } from '#sdk';
import { type Appliance, addUser, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { fillForm } from './data-recipes.ts';
import type { Recipe } from './recipe.ts';

const KIND = 'planted';

/** A job that waits, of the tenant's first workspace or (null) of the appliance. */
export function waitingJob({ db, jobs, home }: Appliance, tenant: string | null = home.tenant.id): string {
  const workspace = tenant === null ? null : home.workspace.id;
  return db.transaction((tx) => jobs.enqueue(tx, { kind: KIND, payload: {}, tenant, workspace })).id;
}

/** One that came to nothing. */
export function deadJob(house: Appliance, tenant?: string | null): string {
  const id = waitingJob(house, tenant);
  const claim = house.jobs.claim([KIND])!;
  house.jobs.fail(claim, new AppError('invalid', 'a.b', 'never right'));
  return id;
}

const as =
  (role: 'administrator' | 'appliance-administrator', ask: (root: HttpClient, house: Appliance) => Promise<Got>) =>
  async (house: Appliance): Promise<Got> => {
    await addUser(house, { login: 'root', tenant: house.home.tenant.id, role });
    return ask(await signedIn(house, 'root'), house);
  };

/** Each act on a job in one place where jobs are seen. */
function acts(
  path: string,
  tenant: string | null | undefined,
  by: (ask: (who: HttpClient, house: Appliance) => Promise<Got>) => Recipe,
): Record<string, Recipe> {
  const api = `/api/v1${path}`;
  return {
    [`POST ${api}/:id/cancel`]: by((who, house) => who.post(`${api}/${waitingJob(house, tenant)}/cancel`)),
    [`POST ${api}/:id/retry`]: by((who, house) => who.post(`${api}/${deadJob(house, tenant)}/retry`)),
    [`PATCH ${api}/:id`]: by((who, house) =>
      who.send(`${api}/${waitingJob(house, tenant)}`, {
        method: 'PATCH',
        body: JSON.stringify({ priority: 10 }),
        headers: { 'content-type': 'application/json' },
      }),
    ),
    [`DELETE ${api}/:id`]: by((who, house) => who.delete(`${api}/${deadJob(house, tenant)}`)),
    ...Object.fromEntries(
      (['cancel', 'retry', 'discard', ''] as const).map((what) => [
        `POST ${path}/:id${what && `/${what}`}`,
        by((who, house) => {
          const page = `${path}/${what === 'retry' || what === 'discard' ? deadJob(house, tenant) : waitingJob(house, tenant)}`;
          return fillForm(who, page, what ? `${page}/${what}` : page, what ? {} : { priority: '10' });
        }),
      ]),
    ),
  };
}

const SCHEDULES = '/admin/schedules';
const CHANGED = { cron: '15 3 * * *', zone: 'Europe/Berlin', overlap: 'queue', catchUp: 'all' };
const operator = (ask: (boss: HttpClient) => Promise<Got>): Recipe => as('appliance-administrator', ask);

/** Presses a button of the schedule's page; the one to resume is there while it is paused. */
async function press(boss: HttpClient, what: string): Promise<Got> {
  const page = `${SCHEDULES}/bin.empty`;
  if (what === 'resume') await boss.post(`/api/v1${page}/pause`);
  return fillForm(boss, page, `${page}/${what}`, {});
}

const OWN = acts('/jobs', undefined, (ask) => (house, ann) => ask(ann, house));
const REST: Record<string, Recipe> = {
  ...acts('/admin/jobs', undefined, (ask) => as('administrator', ask)),
  ...acts('/admin/appliance-jobs', null, (ask) => as('appliance-administrator', ask)),
  ...Object.fromEntries(
    ['run', 'pause', 'resume'].flatMap((what) => [
      [`POST /api/v1${SCHEDULES}/:id/${what}`, operator((boss) => boss.post(`/api/v1${SCHEDULES}/bin.empty/${what}`))],
      [`POST ${SCHEDULES}/:id/${what}`, operator((boss) => press(boss, what))],
    ]),
  ),
  [`PUT /api/v1${SCHEDULES}/:id`]: operator((boss) =>
    boss.put(`/api/v1${SCHEDULES}/bin.empty`, CHANGED, { 'if-match': '1' }),
  ),
  [`POST ${SCHEDULES}/:id`]: operator((boss) =>
    fillForm(boss, `${SCHEDULES}/bin.empty`, `${SCHEDULES}/bin.empty`, CHANGED),
  ),
};

/** How each route about jobs and schedules that changes something is called rightly. */
export const JOB_RECIPES: Record<string, Recipe> = { ...OWN, ...REST };

/** Signing in is a row. */
export const JOB_PREPARED: Record<string, number> = {
  ...Object.fromEntries(Object.keys(REST).map((name) => [name, 1])),
  [`POST ${SCHEDULES}/:id/resume`]: 2,
};
