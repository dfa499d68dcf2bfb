import { randomBytes } from 'node:crypto';
import { sql, Type } from '#sdk';
import { analysesFeature, type DatasetEngine, type LogView } from '../src/features/analyses/index.ts';
import { datasetStorage, datasetsFeature, type Load, sqliteDatasetStore } from '../src/features/datasets/index.ts';
import {
  argon2Passwords,
  DEFAULT_SIGN_IN,
  type Passwords,
  SIGN_IN_PATH,
  SIGN_IN_TEMPLATES,
  signInFeature,
  sqliteSignInStore,
} from '../src/features/sign-in/index.ts';
import { STATUS_TEMPLATES, statusFeature } from '../src/features/status/index.ts';
import { sqliteTenancyStore, tenancyFeature } from '../src/features/tenancy/index.ts';
import { systemActor } from '../src/platform/access/actor.ts';
import type { Role } from '../src/platform/access/permissions.ts';
import { rowPolicy } from '../src/platform/access/row-policy.ts';
import { auditLog } from '../src/platform/audit/index.ts';
import { recordedChanges } from '../src/platform/changes/recorded-changes.ts';
import { testClock } from '../src/platform/clock.ts';
import { type Db, memoryDb } from '../src/platform/db/index.ts';
import { eventBus } from '../src/platform/events/index.ts';
import { FRAME_ASSETS } from '../src/platform/http/frame-assets.ts';
import { readiness } from '../src/platform/http/health.ts';
import { sqliteIdempotency } from '../src/platform/http/idempotency.sqlite.ts';
import { openApiRoute } from '../src/platform/http/openapi.ts';
import { problemPage, renderer } from '../src/platform/http/render.ts';
import type { Route } from '../src/platform/http/route.ts';
import { buildServer } from '../src/platform/http/server.ts';
import { idSource } from '../src/platform/ids.ts';
import { jobStore } from '../src/platform/jobs/index.ts';
import { HttpClient } from './http-client.ts';

export const PASSWORD = 'correct horse battery staple';

/** A FAKE engine: it says what it was asked, and computes nothing. */
export class FakeEngine implements DatasetEngine {
  asked: LogView[] = [];
  calculators = () => [
    {
      ...{ id: 'echo', version: 1, title: 'Echo', summary: 'Says what it was asked.', category: 'fake', view: 'echo' },
      ...{ params: Type.Object({ word: Type.String() }), result: Type.Object({}), examples: [] },
    },
  ];
  filters = () => [];
  calculate = async (view: LogView, _id: string, params: unknown) => {
    this.asked.push(view);
    return { params, steps: view.steps, statistics: { count: 2, meanMs: 1500, medianMs: 1000, p90Ms: 1900 } };
  };
  applyFilters = async (view: LogView, page: { offset: number; limit: number }) => {
    this.asked.push(view);
    const found = { caseId: `${page.offset}+${page.limit}`, startMs: 0, endMs: null, attributes: { region: 'north' } };
    return { casesFiltered: 1, casesTotal: 6, eventsFiltered: 4, eventsTotal: 22, cases: [found] };
  };
}

export const LOAD: Load = {
  ...{ mode: 'replace', extractHash: null, rowsBefore: 0, rowsAfter: 22, inserted: 22, updated: 0, unchanged: 0 },
  ...{ rejected: 0, periodFromMs: 0, periodToMs: 1000.5, jobId: null },
};

/** The features on a database in memory and a clock that stands still: everything but the engine as in production. */
export function exampleAppliance(options: { passwords?: Passwords } = {}) {
  const clock = testClock();
  const newId = idSource(clock);
  const db = memoryDb();
  const lines: string[] = [];
  const audit = auditLog(randomBytes(32), { clock });
  const changes = recordedChanges({ db, audit, events: eventBus({ db, clock, newId }), newId });
  const write = (event: string, fields?: object) => void lines.push(JSON.stringify({ event, ...fields }));
  const log = { info: write, warn: write, error: write };
  const render = renderer(SIGN_IN_TEMPLATES, STATUS_TEMPLATES);
  const base = { changes, clock, newId };
  const tenancy = tenancyFeature({ store: sqliteTenancyStore(db), ...base });
  const datasets = datasetsFeature({
    ...{ store: sqliteDatasetStore(db), ...base, rowPolicy, getProject: tenancy.getProject },
    ...{ storage: datasetStorage({}), jobs: jobStore({ db, clock, newId, bootId: 'test' }) },
    importSettings: () => {
      throw new Error('this house loads no files');
    },
  });
  const passwords = options.passwords ?? argon2Passwords({ memoryKiB: 64, passes: 1 });
  const signIn = signInFeature({ store: sqliteSignInStore(db), ...base, passwords, settings: DEFAULT_SIGN_IN }, render);
  const engine = new FakeEngine();
  const ready = readiness([], log);
  const jobs = { running: 1, waiting: 2, failed: 0 };
  const status = statusFeature(
    {
      ...{ version: '0.1.0', dataFolder: '/data', ready: () => true, freeBytes: () => 3 * 1024 ** 3 },
      ...{ countDatasets: datasets.count, countJobs: () => jobs },
    },
    render,
  );
  const analyses = analysesFeature({ engine, openDataset: datasets.openDataset, deadlineMs: 60_000 });
  const features = [tenancy, datasets, signIn, analyses, status, ready];
  const routes: Route[] = [...features.flatMap((feature) => feature.routes), ...FRAME_ASSETS];
  routes.push(openApiRoute(() => routes, '0.1.0'));
  const app = buildServer({
    ...{ routes, authenticate: signIn.authenticate, idempotency: sqliteIdempotency(db), log, newId, now: clock.now },
    ...{ problemPage: problemPage(render), signInPath: SIGN_IN_PATH },
    settings: {
      publicUrl: null,
      trustedProxies: [],
      tls: false,
      strictTransport: true,
      maxBodyBytes: 1_048_576,
      idleTimeoutS: 60,
    },
  });
  const home = tenancy.ensureHome();
  return {
    ...{
      app,
      db,
      clock,
      lines,
      audit,
      changes,
      tenancy,
      datasets,
      signIn,
      engine,
      routes,
      ready,
      home,
      passwords,
      newId,
    },
    client: () => new HttpClient(app),
    auditRows: () =>
      db.all<{ action: string; tenant_id: string | null; outcome: string }>(sql`select * from audit_log order by seq`),
    events: () =>
      db.all<{ event_type: string; payload: string }>(sql`select event_type, payload from outbox order by seq`),
  };
}
export type Appliance = ReturnType<typeof exampleAppliance>;

/** A second tenant with its own workspace and project. */
export function otherTenant({ db, clock, newId }: Appliance, name = 'Other') {
  const [tenant, workspace, project] = [newId(), newId(), newId()];
  insertTenant(db, { tenant, workspace, project, name, nowMs: clock.now() });
  return { tenant, workspace, project };
}

function insertTenant(
  db: Db,
  t: { tenant: string; workspace: string; project: string; name: string; nowMs: number },
): void {
  db.run(sql`insert into tenants (id, name, created_at) values (${t.tenant}, ${t.name}, ${t.nowMs})`);
  db.run(sql`insert into workspaces (id, tenant_id, name, created_at)
    values (${t.workspace}, ${t.tenant}, ${t.name}, ${t.nowMs})`);
  db.run(sql`insert into projects (id, tenant_id, workspace_id, name, created_at)
    values (${t.project}, ${t.tenant}, ${t.workspace}, 'Their project', ${t.nowMs})`);
}

/** An account with one role, in the whole tenant or in one workspace. */
export async function addUser(
  { db, clock, newId, passwords }: Appliance,
  user: { login: string; tenant: string; role: Role; workspace?: string },
): Promise<string> {
  const id = newId();
  const hash = await passwords.hash(PASSWORD);
  db.run(sql`insert into users (id, tenant_id, login, display_name, password_hash, created_at)
    values (${id}, ${user.tenant}, ${user.login}, ${user.login}, ${hash}, ${clock.now()})`);
  db.run(sql`insert into grants (id, tenant_id, principal_kind, principal_id, role, workspace_id, created_at)
    values (${newId()}, ${user.tenant}, 'user', ${id}, ${user.role}, ${user.workspace ?? null}, ${clock.now()})`);
  return id;
}

/** A browser that is signed in. */
export async function signedIn(appliance: Appliance, login: string): Promise<HttpClient> {
  const browser = appliance.client();
  const got = await browser.post('/api/v1/auth/login', { login, password: PASSWORD });
  if (got.status !== 200) throw new Error(`${login} cannot sign in: ${got.text}`);
  return browser;
}

/** A dataset with one published version of six cases. */
export function addDataset({ datasets, newId }: Appliance, tenant: string, project: string, name: string): string {
  const actor = systemActor('test', tenant);
  const { id } = datasets.createDataset(actor, project, { name });
  const built = { hash: newId(), manifestPath: `datasets/${id}/1`, cases: 6, events: 22 };
  datasets.publishVersion(actor, id, built, LOAD);
  return id;
}
