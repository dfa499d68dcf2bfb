import { ModelRef, sql, type TObject, Type } from '#sdk';
import { type AssembleOptions, assemble } from '../src/assemble.ts';
import type { ConnectorType } from '../src/engine/connect/connector-types.ts';
import { createRegistry } from '../src/engine/registry.ts';
import { checkSteps, type DatasetEngine, type LogView, missingColumn } from '../src/features/analyses/index.ts';
import type { BuiltVersion, Load } from '../src/features/datasets/index.ts';
import { WITHOUT_DETAILS } from '../src/features/datasets/index.ts';
import type { Directory } from '../src/features/directory/index.ts';
import { argon2Passwords, type Passwords } from '../src/features/sign-in/index.ts';
import { systemActor } from '../src/platform/access/actor.ts';
import type { Role } from '../src/platform/access/permissions.ts';
import type { Db } from '../src/platform/db/index.ts';
import { type ExampleFoundations, exampleFoundations } from './example-foundations.ts';
import { HttpClient } from './http-client.ts';

export const PASSWORD = 'correct horse battery staple';

const REGISTRY = createRegistry();

/** Made-up results of calculators whose results features read. */
const MADE_UP: Record<string, object> = {
  'precision-and-generalisation': {
    ...{ cases: 6, fitness: 0.9, precision: 0.8, generalisation: 0.7, simplicity: 0.6, fScore: 0.85, undecided: 0 },
    definition: 'made up',
  },
  'data-quality': {
    ...{ cases: 6, events: 22, score: 87.25, definition: 'made up' },
    dimensions: {
      ...{ completeness: 80, uniqueness: 90, validity: 100, consistency: 100, accuracy: 70, timeliness: null },
    },
    checks: [
      {
        ...{ id: 'r1', check: 'rule-not-null', title: 'Everybody has a name', dimension: 'completeness', weight: 1 },
        ...{ rule: { severity: 'error' }, zeroAt: 0.1, score: 20, points: 12.75, unmeasured: null, why: null },
        ...{
          advice: null,
          source: 'made up',
          findings: [{ affected: 2, cases: 2, values: [{ value: 'secret value' }] }],
        },
      },
    ],
  },
  'alpha-model': { algorithm: 'alpha', tree: "->( 'a', 'b' )" },
};
const fakeCalculator = (id: string, params: TObject = Type.Object({ word: Type.String() })) => ({
  ...{ id, version: 1, title: 'Echo', summary: 'Says what it was asked.', category: 'fake', view: 'echo', params },
  ...{ examples: [], result: Type.Object({ statistics: Type.Unknown() }) },
});

/** A FAKE engine: it says what it was asked, and computes nothing. */
export class FakeEngine implements DatasetEngine {
  asked: LogView[] = [];
  /** Parameters as the engine got them. */
  params: unknown[] = [];
  calculators = () => [
    fakeCalculator('echo'),
    fakeCalculator('precision-and-generalisation', Type.Object({ model: ModelRef('a model') })),
    fakeCalculator('alpha-model', Type.Object({})),
    fakeCalculator('data-quality', Type.Object({})),
  ];
  filters = () => [];
  /** The real filters' schemas: only the numbers are made up. */
  checkSteps = (steps: LogView['steps']) => checkSteps(REGISTRY.filterSource, steps);
  staleSteps = (_version: unknown, steps: LogView['steps']) =>
    missingColumn(REGISTRY.filterSource, [{ id: 'c_001', name: 'case:region' }], steps);
  calculate = async (view: LogView, id: string, params: unknown) => {
    this.asked.push(view);
    this.params.push(params);
    if (MADE_UP[id]) return { text: JSON.stringify(MADE_UP[id]), key: 'fake' };
    const statistics = { count: 2, meanMs: 1500, medianMs: 1000, p90Ms: 1900 };
    return { text: JSON.stringify({ params, steps: view.steps, statistics }), key: 'fake' };
  };
  applyFilters = async (view: LogView, page: { page: number; pageSize: number }) => {
    this.asked.push(view);
    const found = {
      caseId: `${page.page} of ${page.pageSize}`,
      startMs: 0,
      endMs: null,
      attributes: { region: 'north' },
    };
    return { key: 'fake', casesFiltered: 1, casesTotal: 6, eventsFiltered: 4, eventsTotal: 22, cases: [found] };
  };
}

export const LOAD: Load = {
  ...WITHOUT_DETAILS,
  ...{ mode: 'replace', extractHash: null, rowsBefore: 0, rowsAfter: 22, inserted: 22, updated: 0, unchanged: 0 },
  ...{ rejected: 0, periodFromMs: 0, periodToMs: 1000.5, jobId: null },
};

/** What a test publishes as a version: loaded from a file that is not there. */
export const builtFor = (hash: string, counts = { cases: 1, events: 1 }): BuiltVersion => ({
  ...{ hash, manifestPath: hash, ...counts },
  steps: [{ step: 'load', inputs: [], parameters: {}, output: { kind: 'version', hash } }],
});

export interface ExampleOptions {
  passwords?: Passwords;
  demo?: boolean;
  foundations?: ExampleFoundations;
  directories?: readonly Directory[];
  /** Of connectors, beside those that are installed. */
  connectorTypes?: readonly ConnectorType[];
  extracting?: AssembleOptions['extracting'];
}

/** What production assembles, on a database in memory, a clock that stands still, cheap passwords and a fake engine. */
export async function exampleAppliance(options: ExampleOptions = {}) {
  const foundations = options.foundations ?? exampleFoundations();
  const { db } = foundations;
  const fake = new FakeEngine();
  const passwords = options.passwords ?? argon2Passwords({ memoryKiB: 64, passes: 1 });
  const demo = options.demo ?? false;
  const { directories = [], connectorTypes = [], extracting } = options;
  const given = { passwords, datasetEngine: fake, demo, directories, connectorTypes };
  const appliance = await assemble(foundations, extracting ? { ...given, extracting } : given);
  return {
    ...appliance,
    // `clock` of the foundations can be moved.
    ...foundations,
    ...{ passwords, engine: fake, home: appliance.tenancy.ensureHome() },
    client: () => new HttpClient(appliance.app),
    /** `events` below reads what it was given. */
    bus: appliance.events,
    auditRows: () =>
      db.all<{ action: string; tenant_id: string | null; outcome: string }>(sql`select * from audit_log order by seq`),
    events: () =>
      db.all<{ event_type: string; payload: string }>(sql`select event_type, payload from outbox order by seq`),
  };
}
export type Appliance = Awaited<ReturnType<typeof exampleAppliance>>;

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

/** Runs the job of a schedule, and whatever else waits, to its end. */
export async function runNow({ db, schedules, jobs, runner }: Appliance, schedule: string): Promise<void> {
  const { job } = db.transaction((tx) => schedules.runNow(tx, schedule, { userId: null, correlationId: null }));
  const ended = Promise.withResolvers<void>();
  const unwatch = jobs.watch((id, news) => id === job && news !== 'ready' && news !== 'running' && ended.resolve());
  runner.start();
  await ended.promise;
  unwatch();
  await runner.stop(0);
}

/** A dataset with one published version of six cases. */
export function addDataset({ datasets, newId }: Appliance, tenant: string, project: string, name: string): string {
  const actor = systemActor('test', tenant);
  const { id } = datasets.createDataset(actor, project, { name });
  datasets.publishVersion(actor, id, builtFor(newId(), { cases: 6, events: 22 }), LOAD);
  return id;
}
