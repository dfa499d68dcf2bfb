import { statfsSync } from 'node:fs';
import { importSettings, serverSettings, signInSettings } from './assemble-settings.ts';
import { BUILD, VERSION } from './build-info.ts';
import { Engine } from './engine/engine.ts';
import { ExternalPlugIns } from './engine/plug-ins/external.ts';
import { loadShipped, type ShippedPlugIns } from './engine/plug-ins/shipped.ts';
import { Pins } from './engine/publish/pins.ts';
import { createRegistry } from './engine/registry.ts';
import {
  type Analyses,
  type AnalysisParts,
  analysesFeature,
  type DatasetEngine,
  localEngine,
} from './features/analyses/index.ts';
import {
  type Datasets,
  datasetStorage,
  datasetsFeature,
  importEvents,
  sqliteDatasetStore,
} from './features/datasets/index.ts';
import {
  argon2Passwords,
  type Passwords,
  SIGN_IN_PATH,
  SIGN_IN_TEMPLATES,
  type SignIn,
  signInFeature,
  sqliteSignInStore,
} from './features/sign-in/index.ts';
import { STATUS_TEMPLATES, type StatusParts, statusFeature } from './features/status/index.ts';
import { sqliteTenancyStore, type Tenancy, tenancyFeature } from './features/tenancy/index.ts';
import type { Foundations } from './foundations.ts';
import { rowPolicy } from './platform/access/row-policy.ts';
import type { Changes } from './platform/changes/changes.ts';
import { recordedChanges } from './platform/changes/recorded-changes.ts';
import { type EventBus, eventBus } from './platform/events/index.ts';
import { FRAME_ASSETS } from './platform/http/frame-assets.ts';
import { type Readiness, readiness } from './platform/http/health.ts';
import { sqliteIdempotency } from './platform/http/idempotency.sqlite.ts';
import { openApiRoute } from './platform/http/openapi.ts';
import { problemPage, renderer } from './platform/http/render.ts';
import type { Route } from './platform/http/route.ts';
import { buildServer, type Server } from './platform/http/server.ts';
import {
  type JobRunner,
  type JobRunnerParts,
  type JobStore,
  jobEvents,
  jobPayload,
  jobRunner,
  jobStore,
} from './platform/jobs/index.ts';

/** Everything that runs, put together once. What is tested is what runs: production and the tests both call this. */
export interface Appliance extends Foundations {
  readonly demo: boolean;
  readonly engine: Engine;
  readonly external: ExternalPlugIns;
  readonly shipped: ShippedPlugIns;
  readonly tenancy: Tenancy;
  readonly datasets: Datasets;
  readonly analyses: Analyses;
  readonly signIn: SignIn;
  readonly changes: Changes;
  readonly events: EventBus;
  readonly jobs: JobStore;
  readonly runner: JobRunner;
  readonly readiness: Readiness;
  readonly routes: readonly Route[];
  readonly app: Server;
}

export interface AssembleOptions {
  /** A printed link signs an analyst in on this machine. Set by `adit demo` alone; no configuration can. */
  readonly demo?: boolean;
  /** What a test puts in the place of the real thing. */
  readonly passwords?: Passwords;
  readonly datasetEngine?: DatasetEngine;
}

const DEMO_NOTICE =
  'Demo: a sample log, for this machine only. Everything here lies in the data folder of the demo and goes with it.';

/** Puts the appliance together on its foundations. Nothing listens, no thread starts and no job runs before `start`. */
export async function assemble(foundations: Foundations, options: AssembleOptions = {}): Promise<Appliance> {
  const { db, clock, newId, log, audit } = foundations;
  const events = eventBus({
    db,
    clock,
    newId,
    onFailure: (consumer, event, error) =>
      log.error('events.failed', { consumer, event: event?.event.event_id, error: String(error) }),
  });
  const changes = recordedChanges({ db, audit, events, newId });
  const base = { changes, clock, newId };
  const mining = await mineWith(foundations);
  const storage = datasetStorage(foundations.roots);
  const tenancy = tenancyFeature({ store: sqliteTenancyStore(db), ...base });
  const jobs = jobStore({ db, clock, newId, bootId: foundations.bootId, changed: jobEvents(events, importEvents) });
  const datasets = datasetsFeature({
    ...{ store: sqliteDatasetStore(db), ...base, rowPolicy, getProject: tenancy.getProject },
    ...{ storage, jobs, importSettings: () => importSettings(foundations.config) },
  });
  const pins = new Pins();
  const k = () => foundations.config.engine.default_k;
  const engine = options.datasetEngine ?? localEngine({ engine: mining.engine, pins, folderOf: storage.folderOf, k });
  const analyses = analysesFeature({
    ...{ engine, openDataset: datasets.openDataset, clock, calculated: tellCalculation(foundations, events) },
    deadlineMs: foundations.config.server.request_timeout_seconds * 1000,
  });
  const runner = jobRunner({
    ...{ store: jobs, kinds: datasets.jobKinds, log, clock },
    concurrency: foundations.config.jobs.concurrency,
    pollMs: foundations.config.jobs.poll_seconds * 1000,
    timeLimitMs: foundations.config.jobs.time_limit_seconds * 1000,
    onProgress: tellProgress(events),
  });
  const demo = options.demo ?? false;
  const http = serveWith(
    foundations,
    { ...options, demo },
    { tenancy, datasets, analyses, jobs, base, engine: mining.engine },
  );
  return { ...foundations, ...mining, ...http, demo, tenancy, datasets, analyses, changes, events, jobs, runner };
}

/** A calculation changes nothing: who computed what goes into the log, not the audit log (docs/adr/calculations-and-the-audit-log.md). */
function tellCalculation({ log, newId }: Foundations, events: EventBus): AnalysisParts['calculated'] {
  return ({ actor, dataset, calculator, key, ms }) => {
    const { requestId, id, tenant, ip } = actor;
    log.info('analysis.calculated', { request_id: requestId, actor: id, tenant, ip, dataset, calculator, key, ms });
    events.announce({
      ...{ type: 'calculation.completed', tenant, correlationId: requestId ?? newId() },
      payload: { dataset, calculator, key, ms },
    });
  };
}

/** How far a job is: told to pages that are open, and not kept. */
function tellProgress(events: EventBus): NonNullable<JobRunnerParts['onProgress']> {
  return (job, share, note) => {
    const about = { tenant: job.tenant, correlationId: job.correlationId ?? job.id };
    const progress = { ...jobPayload(job), share, note };
    events.announce({ ...about, type: 'job.progress', payload: progress });
    for (const { type, payload } of importEvents(job))
      if (type === 'upload.started')
        events.announce({ ...about, type: 'upload.progress', payload: { ...payload, share, note } });
  };
}

/** The registry, the worker threads, and customers' plug-ins. A built-in that cannot load stops the start here. */
async function mineWith({ config, cacheFolder, roots, clock, log, threads, sqlMemoryBytes }: Foundations) {
  const registry = createRegistry();
  const taken = new Set([...registry.filters.keys(), ...registry.calculators.keys(), ...registry.enrichments.keys()]);
  const limits = { memoryBytes: sqlMemoryBytes, timeoutMs: config.server.request_timeout_seconds * 1000 };
  const shipped = await loadShipped();
  const external = config.plugins.folder
    ? await ExternalPlugIns.load(config.plugins.folder, config.plugins.allow, limits, taken)
    : ExternalPlugIns.none(limits);
  for (const plugIn of external.status) {
    if (plugIn.state === 'loaded') log.info('plugin.loaded', { plugin: plugIn.name });
    else log.warn('plugin.notLoaded', { plugin: plugIn.name, reason: plugIn.reason });
  }
  const half = Math.floor(config.engine.cache_bytes / 2);
  const engine = new Engine({
    ...{ registry, threads, sqlMemoryBytes, cacheFolder, external, build: BUILD, now: clock.now },
    ...{ selectionBytes: half, resultBytes: half, dataFolders: Object.values(roots) },
    onDefect: (error) => log.error('engine.defect', { error: String(error.stack ?? error) }),
  });
  return { engine, external, shipped };
}

interface HttpParts {
  tenancy: Tenancy;
  datasets: Datasets;
  analyses: Analyses;
  jobs: JobStore;
  base: Pick<Parameters<typeof signInFeature>[0], 'changes' | 'clock' | 'newId'>;
  engine: Engine;
}

/** Pages and API: the features' routes behind the one server. */
function serveWith(foundations: Foundations, options: AssembleOptions & { demo: boolean }, parts: HttpParts) {
  const { db, config, log, newId, clock, dataFolder } = foundations;
  const { demo } = options;
  const render = renderer([SIGN_IN_TEMPLATES, STATUS_TEMPLATES], demo ? DEMO_NOTICE : null);
  const signIn = signInFeature(
    {
      ...{ store: sqliteSignInStore(db), ...parts.base, passwords: options.passwords ?? argon2Passwords() },
      ...{ settings: signInSettings(config), demo },
    },
    render,
  );
  const ready = readiness(
    [
      { name: 'database', check: () => db.get({ text: 'select 1 as one', values: [] }) !== null },
      { name: 'engine', check: () => parts.engine.ready().then(() => true) },
    ],
    log,
  );
  const status = statusFeature(statusParts(dataFolder, parts), render);
  const routes: Route[] = [parts.tenancy, parts.datasets, signIn, parts.analyses, status, ready].flatMap(
    (f) => f.routes,
  );
  routes.push(
    ...FRAME_ASSETS,
    openApiRoute(() => routes, VERSION),
  );
  const app = buildServer({
    ...{ routes, authenticate: signIn.authenticate, idempotency: sqliteIdempotency(db), log, newId, now: clock.now },
    ...{ problemPage: problemPage(render), signInPath: SIGN_IN_PATH, settings: serverSettings(config) },
  });
  return { signIn, readiness: ready, routes, app };
}
/** Datasets that the status page lists. */
const SHOWN = { limit: 50, after: null, offset: 0 };

const statusParts = (dataFolder: string, { tenancy, datasets, analyses, jobs }: HttpParts): StatusParts => ({
  ...{ version: VERSION, dataFolder, ready: () => true, freeBytes: () => freeBytes(dataFolder) },
  countDatasets: datasets.count,
  countJobs: (actor) => {
    const { running, ready: waiting, dead, quarantined } = jobs.count(actor.tenant ?? undefined);
    return { running, waiting, failed: dead + quarantined };
  },
  listDatasets: (actor) =>
    tenancy
      .listProjects(actor, SHOWN)
      .items.flatMap((project) => datasets.listDatasets(actor, project.id, SHOWN).items)
      .slice(0, SHOWN.limit),
  processMap: (actor, datasetId, signal) =>
    analyses.calculate(actor, { datasetId, id: 'process-map', params: {}, filters: [] }, signal),
});

function freeBytes(folder: string): number | null {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
