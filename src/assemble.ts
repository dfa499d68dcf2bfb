import { type AnalysisFeatures, analyseWith } from './assemble-analyses.ts';
import { auditWith } from './assemble-audit.ts';
import { serveWith } from './assemble-http.ts';
import type { IdentityFeatures } from './assemble-identity.ts';
import { mineWith } from './assemble-mining.ts';
import { pipelineWith } from './assemble-pipelines.ts';
import { qualityWith } from './assemble-quality.ts';
import { type Extracting, jobsWith, readWith } from './assemble-reading.ts';
import { exportSettings, importSettings, mailSettings } from './assemble-settings.ts';
import type { TellingFeatures } from './assemble-telling.ts';
import { uploadWith } from './assemble-uploads.ts';
import { visibilityWith } from './assemble-visibility.ts';
import { workWith } from './assemble-work.ts';
import { BUILD } from './build-info.ts';
import type { ConnectorType } from './engine/connect/connector-types.ts';
import type { Engine } from './engine/engine.ts';
import type { ExternalPlugIns } from './engine/plug-ins/external.ts';
import type { ShippedPlugIns } from './engine/plug-ins/shipped.ts';
import { Pins } from './engine/publish/pins.ts';
import { type DatasetEngine, localEngine } from './features/analyses/index.ts';
import type { Audit } from './features/audit/index.ts';
import type { Bin } from './features/bin/index.ts';
import type { Columns } from './features/columns/index.ts';
import type { Connections } from './features/connections/index.ts';
import { type Datasets, datasetStorage, datasetsFeature, sqliteDatasetStore } from './features/datasets/index.ts';
import { type Directory, openDirectory } from './features/directory/index.ts';
import { type Exports, exportsFeature, localExporter } from './features/exports/index.ts';
import { type Extractions, sqliteExtractionStore } from './features/extractions/index.ts';
import type { Pipelines } from './features/pipelines/index.ts';
import { pseudonymKey } from './features/privacy/index.ts';
import type { Quality } from './features/quality/index.ts';
import { argon2Passwords, type Passwords } from './features/sign-in/index.ts';
import { localRunner, sqlFeature } from './features/sql/index.ts';
import { sqliteTenancyStore, type Tenancy, tenancyFeature } from './features/tenancy/index.ts';
import type { Uploads } from './features/uploads/index.ts';
import type { Foundations } from './foundations.ts';
import type { AuditKeeper } from './platform/audit/index.ts';
import type { Changes } from './platform/changes/changes.ts';
import { recordedChanges } from './platform/changes/recorded-changes.ts';
import { type EventBus, eventBus } from './platform/events/index.ts';
import type { CertificateKeeper } from './platform/http/certificate-keeper.ts';
import type { Readiness } from './platform/http/health.ts';
import type { OpenStreams } from './platform/http/open-streams.ts';
import type { Route } from './platform/http/route.ts';
import type { Server } from './platform/http/server.ts';
import type { JobRunner, JobStore } from './platform/jobs/index.ts';
import { mailOutbox, type Outbox } from './platform/mail/index.ts';
import { provenanceLog } from './platform/provenance/index.ts';
import type { Scheduler } from './platform/schedules/index.ts';

/** Everything that runs, put together once. What is tested is what runs: production and the tests both call this. */
export interface Appliance extends Foundations, AnalysisFeatures, IdentityFeatures, TellingFeatures {
  readonly demo: boolean;
  readonly engine: Engine;
  readonly external: ExternalPlugIns;
  readonly shipped: ShippedPlugIns;
  readonly auditKeeper: AuditKeeper;
  readonly auditing: Audit;
  readonly tenancy: Tenancy;
  readonly datasets: Datasets;
  readonly uploads: Uploads;
  readonly exports: Exports;
  readonly quality: Quality;
  readonly pipelines: Pipelines;
  readonly extractions: Extractions;
  readonly pins: Pins;
  readonly bin: Bin;
  readonly columns: Columns;
  readonly connections: Connections;
  readonly changes: Changes;
  readonly events: EventBus;
  readonly jobs: JobStore;
  readonly mail: Outbox;
  readonly runner: JobRunner;
  readonly schedules: Scheduler;
  readonly readiness: Readiness;
  readonly streams: OpenStreams;
  /** Of the server itself; nothing is in use where a proxy ends TLS, or nothing listens yet. */
  readonly certificate: CertificateKeeper;
  readonly routes: readonly Route[];
  readonly app: Server;
}

export interface AssembleOptions {
  /** A printed link signs an analyst in on this machine. Set by `adit demo` alone; no configuration can. */
  readonly demo?: boolean;
  /** What a test puts in the place of the real thing. */
  readonly passwords?: Passwords;
  readonly datasetEngine?: DatasetEngine;
  readonly directories?: readonly Directory[];
  /** Beside those that are installed. */
  readonly connectorTypes?: readonly ConnectorType[];
  readonly extracting?: Extracting;
}

/** Puts the appliance together on its foundations. Nothing listens, no thread starts and no job runs before `start`. */
export async function assemble(foundations: Foundations, options: AssembleOptions = {}): Promise<Appliance> {
  const { db, clock, newId, audit } = foundations;
  const { demo = false, passwords = argon2Passwords() } = options;
  const events = busOn(foundations);
  const changes = recordedChanges({ db, audit, events, newId });
  const base = { changes, clock, newId, provenance: provenanceLog({ db, clock, newId, build: BUILD }) };
  const mining = await mineWith(foundations);
  const storage = datasetStorage(foundations.roots);
  const tenancy = tenancyFeature({
    ...{ store: sqliteTenancyStore(db), ...base, regions: { names: Object.keys(foundations.roots) } },
    endWork: (change, project) => datasets.bin.endWorkInProject(change, project),
  });
  const pins = new Pins();
  const extractionStore = sqliteExtractionStore(db);
  const jobs = jobsWith(foundations, events, extractionStore);
  const mail = outboxOn(foundations, { jobs, events });
  const datasets = datasetsFeature({
    ...{ store: sqliteDatasetStore(db), ...base, ...visibilityWith(db, demo), getProject: tenancy.getProject },
    ...{ storage, regionOf: tenancy.regionOf, jobs, pins, importSettings: () => importSettings(foundations.config) },
    forgetVersion: (version) => mining.engine.forget(version),
    privacyKey: (actor) => pseudonymKey({ db, secrets: foundations.secrets, changes }, actor),
  });
  const needs = { changes, datasets, tenancy, jobs, storage };
  const incoming = uploadWith(foundations, needs);
  const schedules = () => work.schedules;
  const reading = readWith(foundations, { ...needs, ...incoming, ...options, mining, extractionStore, schedules });
  const pipelines = pipelineWith(foundations, {
    ...{ ...needs, events, pins, uploads: incoming.uploads, identity: () => http, schedules: () => work.schedules },
  });
  const engine = options.datasetEngine ?? localEngine({ engine: mining.engine, pins, folderOf: storage.folderOf });
  const asking = analyseWith(foundations, { engine, tenancy, datasets, changes, events });
  const quality = qualityWith(foundations, { changes, events, jobs, datasets, ...asking });
  const exports = exportsFeature({
    ...{ changes, provenance: base.provenance, openDataset: datasets.openDataset, openView: asking.analyses.openView },
    exporter: localExporter({
      ...{ engine: mining.engine, pins, newId, folderOf: storage.folderOf },
      limits: () => exportSettings(foundations.config),
    }),
  });
  const analystSql = sqlFeature({
    ...{ changes, openDataset: datasets.openDataset, openView: asking.analyses.openView },
    runner: localRunner({ analystSql: mining.analystSql, pins, folderOf: storage.folderOf }),
  });
  const directories = options.directories ?? openDirectories(foundations);
  const watched = auditWith(foundations, { changes, houseTenant: () => tenancy.ensureHome().tenant.id });
  const features = { tenancy, datasets, exports, quality, pipelines, ...incoming, ...reading, ...asking, ...watched };
  const parts = {
    ...{ ...features, analystSql, jobs, base, engine: mining.engine, datasetEngine: engine },
    ...{ passwords, directories, demo, events, mail, runner: () => work.runner, schedules },
  };
  const http = serveWith(foundations, parts);
  const work = workWith(foundations, { ...features, ...http, jobs, events, mail });
  return { ...foundations, ...mining, ...http, ...features, ...work, demo, pins, changes, events, jobs, mail };
}

/** Those of the configuration; none is spoken to before somebody asks. */
const openDirectories = ({ config, clock, log, egress }: Foundations): Directory[] =>
  config.ldap.servers.map((server) => openDirectory(server, { clock, log, egress }));

const busOn = ({ db, clock, newId, log }: Foundations): EventBus =>
  eventBus({
    ...{ db, clock, newId },
    onFailure: (consumer, event, error) =>
      log.error('events.failed', { consumer, event: event?.event.event_id, error: String(error) }),
  });

function outboxOn({ config, ...foundations }: Foundations, parts: { jobs: JobStore; events: EventBus }): Outbox {
  mailSettings(config)?.relay(); // what cannot be read is said at the start
  return mailOutbox({ ...foundations, ...parts, settings: () => mailSettings(config) });
}
