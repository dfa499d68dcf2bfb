import { type Analyses, type AnalysisParts, analysesFeature, type DatasetEngine } from './features/analyses/index.ts';
import { type Calculations, calculationsFeature, sqliteAnalysisStore } from './features/calculations/index.ts';
import { type Calendars, calendarsFeature, sqliteCalendarStore } from './features/calendars/index.ts';
import { type Conformance, conformanceFeature } from './features/conformance/index.ts';
import type { Datasets } from './features/datasets/index.ts';
import { type LiveEvents, liveEventsFeature } from './features/live-events/index.ts';
import { type Models, modelRefs, modelsFeature, readingThread, sqliteModelStore } from './features/models/index.ts';
import { type Presets, presetsFeature, sqlitePresetStore } from './features/presets/index.ts';
import { leastGroupOf, sqlitePrivacyStore } from './features/privacy/index.ts';
import { type Rules, rulesFeature, sqliteRuleStore } from './features/rules/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';
import type { EventBus } from './platform/events/index.ts';

/** What people ask of data, and what they keep for asking again. */
export interface AnalysisFeatures {
  readonly analyses: Analyses;
  readonly calculations: Calculations;
  readonly calendars: Calendars;
  readonly liveEvents: LiveEvents;
  readonly presets: Presets;
  readonly models: Models;
  readonly rules: Rules;
  readonly conformance: Conformance;
}

interface Parts {
  readonly engine: DatasetEngine;
  readonly tenancy: Tenancy;
  readonly datasets: Datasets;
  readonly changes: Changes;
  readonly events: EventBus;
}

/** Analyses that wait or run for one person at a time; more are refused. */
const OPEN_PER_OWNER = 20;

export function analyseWith(foundations: Foundations, parts: Parts): AnalysisFeatures {
  const { db, clock, newId, config, log, threads } = foundations;
  const { engine, tenancy, datasets, changes, events } = parts;
  const base = { changes, clock, newId };
  const analysisStore = sqliteAnalysisStore(db);
  const privacy = sqlitePrivacyStore(db);
  const calendars = calendarsFeature({
    ...{ store: sqliteCalendarStore(db), ...base, chooseWorkspace: tenancy.chooseWorkspace },
    listWorkspaces: tenancy.listWorkspaces,
    countUses: analysisStore.countByCalendar,
  });
  const modelStore = sqliteModelStore(db);
  const models = modelsFeature({
    ...{ store: modelStore, reader: readingThread(), ...base, openDataset: datasets.openDataset },
    ...{ getProject: tenancy.getProject, listWorkspaces: tenancy.listWorkspaces, analyses: () => analyses },
  });
  const analyses: Analyses = analysesFeature({
    ...{ engine, clock, openDataset: datasets.openDataset, openCalendar: calendars.openCalendar },
    keptModels: modelRefs(modelStore),
    calculated: tellCalculation(foundations, events),
    deadlineMs: config.server.request_timeout_seconds * 1000,
    groupsOf: (tenant) => leastGroupOf(privacy, foundations.config.engine.default_k, tenant),
  });
  const calculations = calculationsFeature({
    ...{ store: analysisStore, ...base, analyses },
    limits: {
      running: threads,
      openPerOwner: OPEN_PER_OWNER,
      deadlineMs: config.jobs.time_limit_seconds * 1000,
    },
    onDefect: (error) =>
      log.error('analysis.defect', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  });
  const presets = presetsFeature({
    ...{ store: sqlitePresetStore(db), ...base, openDataset: datasets.openDataset, analyses },
  });
  const rules = rulesFeature({
    ...{ store: sqliteRuleStore(db), ...base, analyses },
    ...{ getProject: tenancy.getProject, openDataset: datasets.openDataset },
  });
  const conformance = conformanceFeature({ analyses, models, rules });
  return {
    analyses,
    calculations,
    calendars,
    presets,
    models,
    rules,
    conformance,
    liveEvents: liveEventsFeature({ events }),
  };
}

/** A calculation changes nothing: who computed what goes into the log, not the audit log (docs/adr/calculations-and-the-audit-log.md). */
function tellCalculation({ log, newId }: Foundations, events: EventBus): AnalysisParts['calculated'] {
  return ({ actor, dataset, calculator, key, ms }) => {
    const { requestId, id, tenant, ip } = actor;
    log.info('analysis.calculated', { request_id: requestId, actor: id, tenant, ip, dataset, calculator, key, ms });
    events.announce({
      ...{ type: 'calculation.completed', tenant, correlationId: requestId ?? newId() },
      payload: { dataset, calculator, key, ms, actor: id },
    });
  };
}
