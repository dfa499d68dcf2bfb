import { statfsSync } from 'node:fs';
import { sql } from '#sdk';
import { administerWith } from './assemble-administration.ts';
import type { AnalysisFeatures } from './assemble-analyses.ts';
import { manageWith } from './assemble-data.ts';
import { identifyWith } from './assemble-identity.ts';
import { networkWith } from './assemble-network.ts';
import { pagesWith } from './assemble-pages.ts';
import { tellWith } from './assemble-telling.ts';
import { VERSION } from './build-info.ts';
import type { Engine } from './engine/engine.ts';
import type { DatasetEngine } from './features/analyses/index.ts';
import { apiDocsFeature } from './features/api-docs/index.ts';
import type { Audit } from './features/audit/index.ts';
import type { ColumnMappings } from './features/column-mappings/index.ts';
import type { Connections } from './features/connections/index.ts';
import type { Datasets } from './features/datasets/index.ts';
import type { Directory } from './features/directory/index.ts';
import type { Exports } from './features/exports/index.ts';
import type { Extractions } from './features/extractions/index.ts';
import { jobsFeature } from './features/jobs/index.ts';
import type { Pipelines } from './features/pipelines/index.ts';
import type { Quality } from './features/quality/index.ts';
import { schedulesFeature } from './features/schedules/index.ts';
import type { Passwords, SignInParts } from './features/sign-in/index.ts';
import type { AnalystSqlFeature } from './features/sql/index.ts';
import { type StatusParts, statusFeature } from './features/status/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import type { Uploads } from './features/uploads/index.ts';
import type { Foundations } from './foundations.ts';
import { type Actor, systemActor } from './platform/access/actor.ts';
import { seenOrNull } from './platform/access/seen.ts';
import type { EventBus } from './platform/events/index.ts';
import { ASSETS } from './platform/http/assets.ts';
import { readiness } from './platform/http/health.ts';
import { openApiDocument, openApiRoute } from './platform/http/openapi.ts';
import { type Render, renderer } from './platform/http/render.ts';
import type { Route } from './platform/http/route.ts';
import type { JobRunner, JobStore } from './platform/jobs/index.ts';
import type { Outbox } from './platform/mail/index.ts';
import type { ProvenanceLog } from './platform/provenance/index.ts';
import type { Scheduler } from './platform/schedules/index.ts';
import { english } from './platform/text/texts.ts';

const DEMO_NOTICE = english(
  'Demo: a sample log, for this machine only. Everything here lies in the data folder of the demo and goes with it.',
);

interface HttpParts extends AnalysisFeatures {
  tenancy: Tenancy;
  datasets: Datasets;
  uploads: Uploads;
  pipelines: Pipelines;
  exports: Exports;
  quality: Quality;
  extractions: Extractions;
  analystSql: AnalystSqlFeature;
  auditing: Audit;
  mappings: ColumnMappings;
  connections: Connections;
  jobs: JobStore;
  events: EventBus;
  mail: Outbox;
  /** Made of what the features bring, once they are there. */
  runner: () => JobRunner;
  schedules: () => Scheduler;
  base: Pick<SignInParts, 'changes' | 'clock' | 'newId'> & { provenance: ProvenanceLog };
  engine: Pick<Engine, 'ready'>;
  datasetEngine: DatasetEngine;
  passwords: Passwords;
  directories: readonly Directory[];
  demo: boolean;
}

/** Pages and API: the features' routes behind the one server. */
export function serveWith(foundations: Foundations, parts: HttpParts) {
  const render = renderer(parts.demo ? DEMO_NOTICE : null);
  const identity = identifyWith(foundations, { ...parts, ...parts.base, demoStart: () => firstMap(parts) }, render);
  const ready = whenReady(foundations, parts);
  const status = statusFeature(statusParts(foundations, parts), render);
  const work = { jobs: parts.jobs, events: parts.events, changes: parts.base.changes, clock: foundations.clock };
  const { bin, columns, pages } = manageWith(foundations, parts, render);
  const telling = tellWith(foundations, { ...parts, identity });
  const routes: Route[] = [
    parts.tenancy,
    parts.datasets,
    parts.uploads,
    parts.exports,
    parts.quality,
    parts.pipelines,
    parts.extractions,
    { routes: parts.extractions.pages(render) },
    parts.analystSql,
    parts.auditing,
    { routes: parts.auditing.pages(render) },
    parts.mappings,
    parts.connections,
    { routes: parts.connections.pages(render) },
    bin,
    columns,
    identity,
    { routes: administerWith(foundations, { ...parts, identity, render }) },
    parts.analyses,
    parts.calculations,
    parts.calendars,
    { routes: parts.calendars.pages(render) },
    parts.presets,
    parts.models,
    { routes: parts.models.pages({ render, listDatasets: parts.datasets.listDatasets }) },
    parts.rules,
    parts.conformance,
    parts.liveEvents,
    telling.inbox,
    { routes: telling.inbox.pages(render) },
    telling.webhooks,
    { routes: telling.webhooks.pages(render) },
    status,
    ready,
    jobsFeature({ ...work, ...aboutJobs(parts), render }),
    schedulesFeature({ ...work, schedules: parts.schedules, render }),
  ].flatMap((f) => f.routes);
  routes.push(
    ...pagesWith(foundations, { ...parts, changes: parts.base.changes }, render),
    ...pages,
    ...parts.uploads.pages(render),
    ...parts.mappings.pages(render),
    ...pagesOfPipelines(parts, render),
    ...ASSETS,
    openApiRoute(() => routes, VERSION),
    ...apiDocsFeature({ render, version: VERSION, document: () => openApiDocument(routes, VERSION) }).routes,
  );
  const network = networkWith(foundations, {
    ...{ ready, routes, render, authenticate: identity.authenticate },
  });
  return { bin, columns, ...telling, ...identity, ...network };
}

/** Datasets that forms offer. */
const MOST_OFFERED = 500;

const pagesOfPipelines = ({ pipelines, datasets, uploads }: HttpParts, render: Render) =>
  pipelines.pages({
    ...{ render, listUploads: uploads.listFiles },
    listDatasets: (actor) => datasets.listRecent(actor, MOST_OFFERED),
  });

const statusParts = ({ dataFolder, config }: Foundations, { datasets, jobs, mail }: HttpParts): StatusParts => ({
  ...{ version: VERSION, dataFolder, ready: () => true, freeBytes: () => freeBytes(dataFolder) },
  countDatasets: datasets.count,
  mail: () => (mail.isConfigured() ? { relay: `${config.mail.host}:${config.mail.port}`, ...mail.health() } : null),
  countJobs: (actor) => {
    const { running, ready: waiting, dead, quarantined } = jobs.count({ tenant: actor.tenant });
    return { running, waiting, failed: dead + quarantined };
  },
});

function freeBytes(folder: string): number | null {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** The demo has one tenant and one sample; its link shows the sample's map. */
function firstMap({ tenancy, datasets }: HttpParts): string {
  const house = systemActor('demo', tenancy.ensureHome().tenant.id);
  const loaded = datasets.listRecent(house, 10).find(({ version }) => version !== null);
  return loaded ? `/datasets/${encodeURIComponent(loaded.id)}/map` : '/';
}

const whenReady = ({ db, log }: Foundations, { engine }: HttpParts) =>
  readiness(
    [
      { name: 'database', check: () => db.get(sql`select 1 as one`) !== null },
      { name: 'engine', check: () => engine.ready().then(() => true) },
    ],
    log,
  );

/** What pages of jobs say in words: the kind of a job, and the dataset that it names, as far as who asks may know of it. */
const aboutJobs = ({ runner, datasets }: Pick<HttpParts, 'runner' | 'datasets'>) => ({
  titleOf: (kind: string) => runner().titleOf(kind),
  datasetOf(actor: Actor, payload: unknown) {
    const { dataset } = (payload ?? {}) as { dataset?: unknown };
    if (typeof dataset !== 'string') return null;
    const opened = seenOrNull(() => datasets.openDataset(actor, dataset));
    return opened && { id: dataset, name: opened.dataset.name };
  },
});
