import { Choice, Nullable, type Static, Type } from '#sdk';
import type { Explanation } from './explain.ts';
import type { SyncChange, SyncReport } from './model.ts';
import { countsOf } from './sync.ts';
import type { DirectoryState } from './use-cases.ts';

const Facts = Type.Record(Type.String(), Type.Unknown());

const ChangeView = Type.Object({
  kind: Choice(['create', 'change', 'enable', 'miss', 'disable', 'blocked']),
  login: Type.String(),
  subject: Type.String({ description: 'objectGUID, entryUUID or the like' }),
  why: Nullable(Type.String()),
  message: Nullable(Type.String({ description: 'Why the account cannot be made' })),
  before: Facts,
  after: Facts,
});

const OUTCOME = Choice(['applied', 'dry-run', 'stopped', 'failed'], {
  description: 'stopped: too much would have gone; failed: not all was read. Neither changes anything',
});

export const SyncView = Type.Object({
  id: Type.String(),
  directory: Type.String(),
  startedAt: Type.String(),
  finishedAt: Type.String(),
  outcome: OUTCOME,
  people: Nullable(Type.Integer({ description: 'How many the directory has; null: not all were read' })),
  message: Nullable(Type.String()),
});

export const SyncDetail = Type.Object({
  ...SyncView.properties,
  counts: Type.Record(Type.String(), Type.Integer()),
  changes: Type.Array(ChangeView, { description: 'Those of your tenant' }),
});

export const DirectoryView = Type.Object({
  id: Type.String({ description: 'As in [[ldap.servers]]' }),
  isSyncing: Type.Boolean(),
  syncs: Type.Array(SyncView, { description: 'Newest first' }),
});

export const SyncRequest = Type.Object({ dryRun: Type.Boolean({ default: false }) });
export const SyncAnswer = Type.Object({ job: Type.String() });
export const ExplainQuery = Type.Object({ login: Type.String({ minLength: 1, maxLength: 200 }) });

const RoleAt = Type.Object({ role: Type.String(), workspaceId: Nullable(Type.String()) });
const GroupView = Type.Object({ dn: Type.String(), sid: Nullable(Type.String()), name: Type.String() });

export const ExplanationView = Type.Object({
  login: Type.String(),
  verdict: Choice(['let-in', 'local', 'not-found', 'unreachable', 'disabled', 'no-role', 'disabled-here']),
  asked: Type.Array(Type.Object({ directory: Type.String(), problem: Nullable(Type.String()) })),
  person: Nullable(
    Type.Object({
      subject: Type.String(),
      dn: Type.String(),
      login: Type.String(),
      displayName: Type.String(),
      email: Nullable(Type.String()),
      disabledBy: Nullable(Type.String()),
      groups: Type.Array(GroupView),
      attributes: Type.Record(Type.String(), Type.Array(Type.String())),
    }),
  ),
  rules: Type.Array(
    Type.Object({
      number: Type.Integer(),
      group: Type.String(),
      role: Type.String(),
      tenant: Type.String(),
      workspace: Type.String(),
      by: Nullable(Type.String({ description: 'DN of the group of the person that the rule means' })),
      mistake: Nullable(Type.String()),
    }),
  ),
  roles: Type.Array(RoleAt, { description: 'In your tenant' }),
  account: Nullable(Type.Object({ login: Type.String(), status: Type.String(), why: Nullable(Type.String()) })),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentSync = (report: SyncReport): Static<typeof SyncView> => ({
  ...{ id: report.id, directory: report.server, outcome: report.outcome, people: report.people },
  ...{ startedAt: iso(report.startedAtMs), finishedAt: iso(report.finishedAtMs), message: report.message },
});

export const presentSyncDetail = (report: SyncReport): Static<typeof SyncDetail> => ({
  ...presentSync(report),
  counts: countsOf(report.changes),
  changes: report.changes.map(({ tenant: _, ...change }: SyncChange) => change),
});

export const presentDirectory = (state: DirectoryState): Static<typeof DirectoryView> => ({
  ...{ id: state.id, isSyncing: state.isSyncing },
  syncs: state.syncs.map(presentSync),
});

/** For somebody of one tenant. */
export function presentExplanation(got: Explanation): Static<typeof ExplanationView> {
  const { login, verdict, person, rules, tenants } = got;
  const [own] = tenants;
  return {
    ...{ login, verdict },
    rules: [...rules],
    asked: got.asked.map(({ server: directory, problem }) => ({ directory, problem })),
    person: person && {
      ...{ subject: person.subject, dn: person.dn, login: person.login, displayName: person.displayName },
      ...{ email: person.email, disabledBy: person.disabledBy, groups: [...person.groups] },
      attributes: Object.fromEntries(Object.entries(person.attributes).map(([name, values]) => [name, [...values]])),
    },
    roles: own?.roles.map(({ role, workspace }) => ({ role, workspaceId: workspace })) ?? [],
    account: own?.account ? { login: own.account.login, status: own.account.status, why: own.account.why } : null,
  };
}
