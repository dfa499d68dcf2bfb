import { statfsSync } from 'node:fs';
import type { AnalysisFeatures } from './assemble-analyses.ts';
import { manageWith } from './assemble-data.ts';
import { identifyWith } from './assemble-identity.ts';
import { pagesWith } from './assemble-pages.ts';
import { serverSettings, streamSettings } from './assemble-settings.ts';
import { VERSION } from './build-info.ts';
import type { Engine } from './engine/engine.ts';
import { apiDocsFeature } from './features/api-docs/index.ts';
import type { ColumnMappings } from './features/column-mappings/index.ts';
import type { Datasets } from './features/datasets/index.ts';
import type { Exports } from './features/exports/index.ts';
import { type Passwords, SECOND_FACTOR_PATH, SIGN_IN_PATH, type SignInParts } from './features/sign-in/index.ts';
import { type StatusParts, statusFeature } from './features/status/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import type { Uploads } from './features/uploads/index.ts';
import type { Foundations } from './foundations.ts';
import { systemActor } from './platform/access/actor.ts';
import { ASSETS } from './platform/http/assets.ts';
import { type Readiness, readiness } from './platform/http/health.ts';
import { sqliteIdempotency } from './platform/http/idempotency.sqlite.ts';
import { OpenStreams } from './platform/http/open-streams.ts';
import { openApiDocument, openApiRoute } from './platform/http/openapi.ts';
import { problemPage, renderer } from './platform/http/render.ts';
import type { Route } from './platform/http/route.ts';
import { buildServer } from './platform/http/server.ts';
import type { JobStore } from './platform/jobs/index.ts';
import { english } from './platform/text/texts.ts';

const DEMO_NOTICE = english(
  'Demo: a sample log, for this machine only. Everything here lies in the data folder of the demo and goes with it.',
);

interface HttpParts extends AnalysisFeatures {
  tenancy: Tenancy;
  datasets: Datasets;
  uploads: Uploads;
  exports: Exports;
  mappings: ColumnMappings;
  jobs: JobStore;
  base: Pick<SignInParts, 'changes' | 'clock' | 'newId'>;
  engine: Pick<Engine, 'ready'>;
  passwords: Passwords;
  demo: boolean;
}

/** Pages and API: the features' routes behind the one server. */
export function serveWith(foundations: Foundations, parts: HttpParts) {
  const { db, config, log, newId, clock, dataFolder } = foundations;
  const { demo, passwords } = parts;
  const render = renderer(demo ? DEMO_NOTICE : null);
  const identity = identifyWith(
    foundations,
    { ...parts.base, passwords, demo, demoStart: () => firstMap(parts) },
    render,
  );
  const { signIn, accounts } = identity;
  const ready = whenReady(foundations, parts);
  const status = statusFeature(statusParts(dataFolder, parts), render);
  const { bin, columns, pages } = manageWith(foundations, parts, render);
  const routes: Route[] = [
    parts.tenancy,
    parts.datasets,
    parts.uploads,
    parts.exports,
    parts.mappings,
    bin,
    columns,
    signIn,
    accounts,
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
    status,
    ready,
  ].flatMap((f) => f.routes);
  routes.push(
    ...pagesWith(foundations, { ...parts, changes: parts.base.changes }, render),
    ...pages,
    ...parts.uploads.pages(render),
    ...ASSETS,
    openApiRoute(() => routes, VERSION),
    ...apiDocsFeature({ render, version: VERSION, document: () => openApiDocument(routes, VERSION) }).routes,
  );
  const streams = new OpenStreams(streamSettings(config));
  const app = buildServer({
    ...{ routes, authenticate: signIn.authenticate, idempotency: sqliteIdempotency(db), log, newId, now: clock.now },
    ...{
      streams,
      problemPage: problemPage(render),
      signInPath: SIGN_IN_PATH,
      secondFactorPath: SECOND_FACTOR_PATH,
      settings: serverSettings(config),
    },
  });
  return { bin, columns, ...identity, readiness: endingStreams(ready, streams), streams, routes, app };
}

/** Whoever only listens is not waited for when the server stops. */
const endingStreams = (ready: Readiness, streams: OpenStreams): Readiness => ({
  routes: ready.routes,
  drain() {
    ready.drain();
    streams.endAll();
  },
});

const statusParts = (dataFolder: string, { datasets, jobs }: HttpParts): StatusParts => ({
  ...{ version: VERSION, dataFolder, ready: () => true, freeBytes: () => freeBytes(dataFolder) },
  countDatasets: datasets.count,
  countJobs: (actor) => {
    const { running, ready: waiting, dead, quarantined } = jobs.count(actor.tenant ?? undefined);
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
      { name: 'database', check: () => db.get({ text: 'select 1 as one', values: [] }) !== null },
      { name: 'engine', check: () => engine.ready().then(() => true) },
    ],
    log,
  );
