import { Choice, Nullable, type TObject, Type } from '#sdk';
import { english } from '../text/texts.ts';
import type { EventType } from './event.ts';

/** What is said of a type of event: once, for the manual, the API's description and the tests. */
export interface EventDescription {
  /** When it happens; one sentence. */
  readonly summary: string;
  readonly payload: TObject;
  /** The file, below `src`, that publishes it; null: what it tells of does not exist yet. */
  readonly emittedBy: string | null;
  /** Told to who listens just then and not kept: neither webhooks nor the inbox hear of it. */
  readonly passing?: true;
  /** Of the appliance as a whole, and of no tenant. */
  readonly ofAppliance?: true;
}

const Id = (description: string) => Type.String({ description });
const workspace = Type.Optional(
  Nullable(Id('The workspace it lies in; absent or null: it concerns the tenant as a whole')),
);
const Counted = Type.Integer({ minimum: 0 });
const Seen = Nullable(
  Type.Integer({ minimum: 0, description: 'Null to a webhook whose owner sees a part of the dataset only' }),
);

const Entity = Type.Object({
  kind: Type.String({ description: 'What kind of thing: "dataset", "project", "user" …' }),
  id: Id('Its id'),
  actor: Type.String({ description: 'Who did it: "user/<id>", "service/<id>", "system/<name>"' }),
  workspace,
});

const job = {
  job: Id('The job'),
  kind: Type.String({ description: 'What kind of job: "dataset.import" …' }),
  state: Choice(['ready', 'running', 'waiting', 'done', 'cancelled', 'dead', 'quarantined']),
  attempt: Type.Integer({ minimum: 0, description: 'Which run this is, from 1' }),
  workspace,
  user: Type.Optional(Nullable(Id('Who asked for it; absent or null: the appliance itself'))),
  error: Type.Optional(Type.Object({ fault: Type.String(), code: Type.String(), message: Type.String() })),
};
const progress = {
  share: Type.Number({ minimum: 0, maximum: 1, description: 'Part that is done' }),
  note: Nullable(Type.String()),
};
const load = {
  ...job,
  dataset: Id('The dataset that is loaded'),
  mode: Type.String({ description: 'How: "replace", "append" …' }),
};
const version = {
  dataset: Id('The dataset'),
  workspace,
  version: Type.Integer({ minimum: 1, description: 'Number of the version that people see from now on' }),
  hash: Type.String({ description: 'Of its contents' }),
};
const Archive = Type.Object({ dataset: Id('The dataset'), workspace });
const Boot = Type.Object({ boot: Id('Differs with every start') });

/** In the order of {@link EventType}; the compiler sees to it that none is missing. */
export const EVENTS: Readonly<Record<EventType, EventDescription>> = {
  'entity.created': {
    ...{ summary: english('Something was made.'), payload: Entity, emittedBy: 'platform/changes/recorded-changes.ts' },
  },
  'entity.updated': {
    ...{
      summary: english('Something was changed.'),
      payload: Entity,
      emittedBy: 'platform/changes/recorded-changes.ts',
    },
  },
  'entity.deleted': {
    ...{
      summary: english('Something was deleted.'),
      payload: Entity,
      emittedBy: 'platform/changes/recorded-changes.ts',
    },
  },
  'ingestion.completed': {
    summary: english('A load has ended, and what it brought is there.'),
    ...{ payload: Type.Object(load), emittedBy: 'features/datasets/import-events.ts' },
  },
  'data.ingested': {
    summary: english('A dataset has a new version with new data.'),
    payload: Type.Object({ ...version, cases: Seen, events: Seen, mode: load.mode }),
    emittedBy: 'features/datasets/publish.ts',
  },
  'schema.changed': {
    summary: english('A load had other columns than the one before it.'),
    payload: Type.Object({
      ...{ dataset: version.dataset, workspace: version.workspace },
      version: Nullable(Type.Integer({ description: 'What the load led to; null: the dataset refused it' })),
      findings: Type.Array(Type.String(), { description: 'What is new, missing or of another kind, a sentence each' }),
    }),
    emittedBy: 'features/datasets/publish.ts',
  },
  'calculation.completed': {
    summary: english('A calculation of one person has ended; told to that person alone.'),
    payload: Type.Object({
      ...{ dataset: version.dataset, calculator: Type.String(), key: Type.String(), ms: Type.Number() },
      actor: Id('The person'),
    }),
    ...{ emittedBy: 'assemble-analyses.ts', passing: true },
  },
  'archival.requested': { summary: english('A dataset shall be archived.'), payload: Archive, emittedBy: null },
  'archival.completed': { summary: english('A dataset is archived.'), payload: Archive, emittedBy: null },
  'upload.started': {
    summary: english('The load of a file began to run.'),
    ...{ payload: Type.Object(load), emittedBy: 'features/datasets/import-events.ts' },
  },
  'upload.progress': {
    summary: english('How far a load is.'),
    payload: Type.Object({ ...load, ...progress }),
    ...{ emittedBy: 'assemble-work.ts', passing: true },
  },
  'upload.completed': {
    summary: english('The load of a file has ended well.'),
    ...{ payload: Type.Object(load), emittedBy: 'features/datasets/import-events.ts' },
  },
  'upload.failed': {
    summary: english('The load of a file has ended without success, for good.'),
    ...{ payload: Type.Object(load), emittedBy: 'features/datasets/import-events.ts' },
  },
  'analytics.updated': {
    summary: english(
      'People see another version of a dataset from now on, without new data: an earlier one was taken back.',
    ),
    ...{ payload: Type.Object(version), emittedBy: 'features/datasets/versions.ts' },
  },
  'access.shared': {
    summary: english('A project or a dataset was opened to a person or a group.'),
    payload: Type.Object({
      kind: Choice(['project', 'dataset']),
      ...{ id: Id('Of the project or dataset'), workspace },
      with: Type.Object({ kind: Choice(['user', 'group']), id: Id('The person or the group') }),
      role: Type.String({ description: 'What they may: "viewer" or "analyst"' }),
      user: Id('Who shares it'),
    }),
    emittedBy: 'features/tenancy/sharing/use-cases.ts',
  },
  'push.missed': {
    summary: english(
      'A message was pushed that an import job did not take, because its dataset is in the bin; the first one each time.',
    ),
    payload: Type.Object({
      ...{ extraction: Id('The import job'), name: Type.String({ description: 'Of the import job' }), workspace },
      ...{ connection: Id('To which the message came'), dataset: Id('The dataset in the bin') },
      user: Nullable(Id('Who made the import job')),
    }),
    emittedBy: 'features/extractions/missed-pushes.ts',
  },
  'quality.changed': {
    summary: english(
      'The quality of a dataset was measured anew: its score moved by a tenth of a point, or other rules are broken.',
    ),
    payload: Type.Object({
      ...{ dataset: version.dataset, name: Type.String({ description: 'Of the dataset' }), workspace },
      version: version.version,
      score: Nullable(Type.Number({ minimum: 0, maximum: 100 })),
      scoreBefore: Nullable(Type.Number({ minimum: 0, maximum: 100 })),
      severity: Nullable(Choice(['info', 'warning', 'error'], { description: 'Of the worst rule that is broken' })),
      brokenRules: Type.Array(
        Type.Object({ id: Type.String(), title: Type.String(), severity: Type.String(), affected: Counted }),
      ),
    }),
    emittedBy: 'features/quality/jobs.ts',
  },
  'job.started': {
    summary: english('A job began to run; once for each attempt.'),
    ...{ payload: Type.Object(job), emittedBy: 'platform/jobs/job-events.ts' },
  },
  'job.progress': {
    summary: english('How far a job is.'),
    payload: Type.Object({ ...job, ...progress }),
    ...{ emittedBy: 'assemble-work.ts', passing: true },
  },
  'job.completed': {
    summary: english('A job has ended well.'),
    ...{ payload: Type.Object(job), emittedBy: 'platform/jobs/job-events.ts' },
  },
  'job.failed': {
    summary: english('A job has ended without success, for good: dead, quarantined or cancelled.'),
    ...{ payload: Type.Object(job), emittedBy: 'platform/jobs/job-events.ts' },
  },
  'webhook.paused': {
    summary: english('A webhook sends nothing any more: its receiver failed too often, or said that it is gone.'),
    payload: Type.Object({
      webhook: Id('The webhook'),
      name: Type.String(),
      user: Id('Its owner'),
      reason: Choice(['failures', 'gone']),
    }),
    emittedBy: 'features/webhooks/sender.ts',
  },
  'inbox.changed': {
    summary: english('Somebody was told something, or has read it; told to that person alone.'),
    payload: Type.Object({ user: Id('The person'), entry: Nullable(Id('What came; null: nothing new')) }),
    ...{ emittedBy: 'features/inbox/collect.ts', passing: true },
  },
  'alert.raised': {
    summary: english('A measure left its bounds.'),
    payload: Type.Object({ workspace }, { additionalProperties: true }),
    emittedBy: null,
  },
  'service.started': {
    summary: english('The appliance has started.'),
    payload: Boot,
    emittedBy: 'start.ts',
    ofAppliance: true,
  },
  'service.stopped': {
    summary: english('The appliance was stopped in order.'),
    payload: Boot,
    emittedBy: 'start.ts',
    ofAppliance: true,
  },
  'health.degraded': {
    summary: english('The appliance was ready and is not any more.'),
    payload: Type.Object({ check: Type.String({ description: 'Which of the checks says no' }) }),
    ...{ emittedBy: 'start.ts', ofAppliance: true },
  },
  'mail.stopped': {
    summary: english('The mail relay does not take mail any more; what shall be sent waits.'),
    payload: Type.Object({ reason: Type.String() }),
    ...{ emittedBy: 'platform/mail/send.ts', ofAppliance: true },
  },
  'mail.resumed': {
    summary: english('The mail relay takes mail again.'),
    ...{ payload: Type.Object({}), emittedBy: 'platform/mail/send.ts', ofAppliance: true },
  },
  'migration.completed': {
    summary: english('A new release has brought the database up to date.'),
    payload: Type.Object({ applied: Type.Array(Type.String(), { description: 'Names of the migrations' }) }),
    ...{ emittedBy: 'start.ts', ofAppliance: true },
  },
};
