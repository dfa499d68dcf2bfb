import { Nullable, type Static, Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf } from '../../platform/listing/page.ts';
import type { DirectoryReport } from './directory.ts';
import { type DirectoryUseCases, explain, getSync, listDirectories, requestSync, testDirectory } from './use-cases.ts';
import {
  DirectoryView,
  ExplainQuery,
  ExplanationView,
  presentDirectory,
  presentExplanation,
  presentSyncDetail,
  SyncAnswer,
  SyncDetail,
  SyncRequest,
} from './views.ts';

const tag = 'admin';
const permission = 'admin:directory';
const PATH = '/api/v1/admin/directories';

const ReportView = Type.Object({
  id: Type.String(),
  isRight: Type.Boolean(),
  replicas: Type.Array(Type.Object({ url: Type.String(), isRight: Type.Boolean(), problem: Nullable(Type.String()) })),
  problems: Type.Array(Type.String()),
  warnings: Type.Array(Type.String()),
  emptyAttributes: Type.Array(Type.String()),
  sampled: Type.Integer(),
});

const presentReport = (report: DirectoryReport): Static<typeof ReportView> => ({
  ...{ id: report.id, isRight: report.isRight, sampled: report.sampled },
  replicas: report.replicas.map(({ url, isRight, problem }) => ({ url, isRight, problem })),
  ...{ problems: [...report.problems], warnings: [...report.warnings] },
  emptyAttributes: [...report.emptyAttributes],
});

export const directoryRoutes = (parts: DirectoryUseCases): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'The directories (LDAP, Active Directory), and how accounts were compared with them lately.',
    response: ListOf(DirectoryView),
    handler: ({ actor }) => {
      const items = listDirectories(parts, actor).map(presentDirectory);
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/explain`, permission, tag },
    summary: 'What a person would get by signing in, and why: groups, rules, roles, account. Nothing changes.',
    query: ExplainQuery,
    response: ExplanationView,
    handler: async ({ actor, query, signal }) => presentExplanation(await explain(parts, actor, query.login, signal)),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/syncs/:id`, permission, tag },
    summary: 'One comparison with every change that it made, or would make, in your tenant.',
    response: SyncDetail,
    handler: ({ actor, params }) => presentSyncDetail(getSync(parts, actor, params.id!)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/sync`, permission, tag },
    summary: 'Compares the accounts of a directory with it, as a job; a dry run only says what would change.',
    body: SyncRequest,
    response: SyncAnswer,
    success: 'accepted',
    handler: ({ actor, params, body }) => requestSync(parts, actor, params.id!, body.dryRun),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id/test`, permission, tag },
    summary: 'Asks every replica of a directory whether it answers, and looks at certificates and configuration.',
    response: ReportView,
    handler: async ({ actor, params, signal }) => presentReport(await testDirectory(parts, actor, params.id!, signal)),
  }),
];
