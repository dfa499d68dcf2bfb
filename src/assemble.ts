import { statfsSync } from 'node:fs';
import { BUILD, VERSION } from './build-info.ts';
import { Engine } from './engine/engine.ts';
import { ExternalPlugIns } from './engine/plug-ins/external.ts';
import { Pins } from './engine/publish/pins.ts';
import { createRegistry } from './engine/registry.ts';
import { analysesFeature, type DatasetEngine, localEngine } from './features/analyses/index.ts';
import {
  type Datasets,
  datasetStorage,
  datasetsFeature,
  type ImportSettings,
  sqliteDatasetStore,
} from './features/datasets/index.ts';
import {
  argon2Passwords,
  DEFAULT_SIGN_IN,
  type Passwords,
  SIGN_IN_PATH,
  SIGN_IN_TEMPLATES,
  type SignIn,
  signInFeature,
  sqliteSignInStore,
} from './features/sign-in/index.ts';
import { type JobCounts, STATUS_TEMPLATES, statusFeature } from './features/status/index.ts';
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
import { type JobRunner, type JobState, type JobStore, jobRunner, jobStore } from './platform/jobs/index.ts';

/** Everything that runs, put together once. What is tested is what runs: production and the tests both call this. */
export interface Appliance extends Foundations {
  readonly engine: Engine;
  readonly external: ExternalPlugIns;
  readonly tenancy: Tenancy;
  readonly datasets: Datasets;
  readonly signIn: SignIn;
  readonly changes: Changes;
  readonly events: EventBus;
  readonly jobs: JobStore;
  readonly runner: JobRunner;
  readonly readiness: Readiness;
  readonly routes: readonly Route[];
  readonly app: Server;
}

/** What a test may put in the place of the real thing. */
export interface Substitutes {
  readonly passwords?: Passwords;
  readonly datasetEngine?: DatasetEngine;
}

/** Puts the appliance together on its foundations. Nothing listens and no job runs before `start`. */
export async function assemble(foundations: Foundations, substitutes: Substitutes = {}): Promise<Appliance> {
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
  const jobs = jobStore({ db, clock, newId, bootId: foundations.bootId });
  const datasets = datasetsFeature({
    ...{ store: sqliteDatasetStore(db), ...base, rowPolicy, getProject: tenancy.getProject },
    ...{ storage, jobs, importSettings: () => importSettings(foundations) },
  });
  const pins = new Pins();
  const k = () => foundations.config.engine.default_k;
  const engine =
    substitutes.datasetEngine ?? localEngine({ engine: mining.engine, pins, folderOf: storage.folderOf, k });
  const deadlineMs = foundations.config.server.request_timeout_seconds * 1000;
  const analyses = analysesFeature({ engine, openDataset: datasets.openDataset, deadlineMs });
  const runner = jobRunner({
    ...{ store: jobs, kinds: datasets.jobKinds, log, clock },
    concurrency: foundations.config.jobs.concurrency,
    pollMs: foundations.config.jobs.poll_seconds * 1000,
    timeLimitMs: foundations.config.jobs.time_limit_seconds * 1000,
    onProgress: (job, share, note) =>
      events.announce({
        type: 'upload.progress',
        tenant: job.tenant,
        correlationId: job.correlationId ?? job.id,
        payload: { job: job.id, share, note },
      }),
  });
  const http = serveWith(foundations, substitutes, { tenancy, datasets, analyses, jobs, base, engine: mining.engine });
  return { ...foundations, ...mining, ...http, tenancy, datasets, changes, events, jobs, runner };
}

/** The registry, the worker threads, and customers' plug-ins. A built-in that cannot load stops the start here. */
async function mineWith({ config, cacheFolder, roots, clock, log, threads, sqlMemoryBytes }: Foundations) {
  const registry = createRegistry();
  const taken = new Set([...registry.filters.keys(), ...registry.calculators.keys(), ...registry.enrichments.keys()]);
  const limits = { memoryBytes: sqlMemoryBytes, timeoutMs: config.server.request_timeout_seconds * 1000 };
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
  return { engine, external };
}

interface HttpParts {
  tenancy: Tenancy;
  datasets: Datasets;
  analyses: { readonly routes: readonly Route[] };
  jobs: JobStore;
  base: Pick<Parameters<typeof signInFeature>[0], 'changes' | 'clock' | 'newId'>;
  engine: Engine;
}

/** Pages and API: the features' routes behind the one server. */
function serveWith(foundations: Foundations, substitutes: Substitutes, parts: HttpParts) {
  const { db, config, log, newId, clock, dataFolder } = foundations;
  const render = renderer(SIGN_IN_TEMPLATES, STATUS_TEMPLATES);
  const { session } = config;
  const signIn = signInFeature(
    {
      ...{ store: sqliteSignInStore(db), ...parts.base, passwords: substitutes.passwords ?? argon2Passwords() },
      settings: signInSettings(session),
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
  const status = statusFeature(
    {
      ...{ version: VERSION, dataFolder, ready: () => true, freeBytes: () => freeBytes(dataFolder) },
      countDatasets: parts.datasets.count,
      countJobs: (actor) => countJobs(parts.jobs, actor.tenant),
    },
    render,
  );
  const routes: Route[] = [parts.tenancy, parts.datasets, signIn, parts.analyses, status, ready].flatMap(
    (f) => f.routes,
  );
  routes.push(
    ...FRAME_ASSETS,
    openApiRoute(() => routes, VERSION),
  );
  const { server } = config;
  const app = buildServer({
    ...{ routes, authenticate: signIn.authenticate, idempotency: sqliteIdempotency(db), log, newId, now: clock.now },
    ...{ problemPage: problemPage(render), signInPath: SIGN_IN_PATH },
    settings: {
      publicUrl: server.public_url || null,
      trustedProxies: server.trusted_proxies,
      tls: server.tls.cert_file !== '',
      strictTransport: server.hsts,
      maxBodyBytes: server.max_body_bytes,
      idleTimeoutS: server.idle_timeout_seconds,
    },
  });
  return { signIn, readiness: ready, routes, app };
}
const signInSettings = (session: Foundations['config']['session']) => ({
  ...DEFAULT_SIGN_IN,
  idleMs: session.idle_minutes * 60_000,
  absoluteMs: session.absolute_hours * 3_600_000,
  maxSessionsPerUser: session.max_per_user,
  maxFailures: session.max_failures,
  failureMs: session.failure_minutes * 60_000,
  setupLinkMs: session.setup_link_minutes * 60_000,
});

function importSettings({ config }: Foundations): ImportSettings {
  const { import: limits } = config;
  return {
    limits: {
      maxColumns: limits.max_columns,
      maxLineBytes: limits.max_line_bytes,
      maxCellBytes: limits.max_cell_bytes,
      maxUnpackedBytes: limits.max_unpacked_bytes,
      maxUnpackRatio: limits.max_unpack_ratio,
    },
    child: { memoryBytes: limits.child_memory_bytes, timeoutMs: limits.time_limit_seconds * 1000 },
    rejects:
      limits.reject_policy === 'share' ? { stop: 'share', above: limits.reject_share } : { stop: limits.reject_policy },
    memoryBytes: Math.floor(limits.child_memory_bytes * 0.6),
  };
}

function countJobs(jobs: JobStore, tenant: string | null): JobCounts {
  const count = (...states: JobState[]) =>
    jobs.list({ ...(tenant === null ? {} : { tenant }), states, limit: 10_000 }).length;
  return { running: count('running'), waiting: count('ready'), failed: count('dead', 'quarantined') };
}

function freeBytes(folder: string): number | null {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
