import { Choice, type Static, Type } from '#sdk';
import { fileRoute, type Route, route } from '../../platform/http/route.ts';
import { ListOf, listed, listRequest } from '../../platform/listing/page.ts';
import { EXPORT_FORMATS, exportAudit } from './export.ts';
import { AuditFilter, AuditRowView, ChainReportView, ChainStateView, presentRow } from './model.ts';
import { type AuditParts, type ChainState, getAuditRow, getChainState, searchAudit, verifyAudit } from './use-cases.ts';

const permission = 'read:audit';
const tag = 'admin';
const PATH = '/api/v1/admin/audit-logs';

const SearchQuery = Type.Object({
  ...AuditFilter.properties,
  limit: Type.Integer({ default: 50, minimum: 1, maximum: 500, description: 'Rows in this answer' }),
  cursor: Type.Optional(Type.String({ maxLength: 2000, description: 'The "next" of the answer before' })),
});
const ExportQuery = Type.Object({ ...AuditFilter.properties, format: Choice(EXPORT_FORMATS, { default: 'csv' }) });

export const auditRoutes = (parts: AuditParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'Rows of the audit log, newest first; "total" is counted up to 100,000.',
    query: SearchQuery,
    response: ListOf(AuditRowView),
    handler: async ({ actor, query }) => {
      const { limit, cursor, ...filter } = query;
      const request = listRequest({ limit, ...(cursor === undefined ? {} : { cursor }) });
      const before = request.after === null ? null : Number(request.after[0]);
      const { rows, total } = await searchAudit(parts, actor, filter, { before, limit });
      const list = listed(rows, total, request, (row) => [String(row.seq), '']);
      return { ...list, items: list.items.map(presentRow) };
    },
  }),
  fileRoute({
    ...{ path: `${PATH}/export`, permission, tag },
    summary:
      'Rows of the audit log as a file: CSV, JSON, or with proof (docs/security/audit.md). The export is recorded.',
    query: ExportQuery,
    file: ['text/csv', 'application/json', 'application/jsonl'],
    handler: async ({ actor, query }) => {
      const { format, ...filter } = query;
      return exportAudit(parts, actor, filter, format);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/chain`, permission, tag },
    summary: 'How far the chain reaches, what is sealed, when it was verified, and how its receivers are doing.',
    response: ChainStateView,
    handler: ({ actor }) => presentState(getChainState(parts, actor)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/verify`, permission, tag },
    summary: 'Reads the whole chain and says what is wrong with it; the verification is recorded.',
    response: ChainReportView,
    handler: async ({ actor }) => {
      const { findings, ...report } = await verifyAudit(parts, actor);
      return { ...report, findings: [...findings] };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:seq`, permission, tag },
    summary: 'One row of the audit log.',
    response: AuditRowView,
    handler: async ({ actor, params }) => presentRow(await getAuditRow(parts, actor, params.seq!)),
  }),
];

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function presentState({
  head,
  publicKey,
  checkpoint,
  removedUpTo,
  verified,
  receivers,
}: ChainState): Static<typeof ChainStateView> {
  return {
    ...{ head, publicKey, removedUpTo },
    checkpoint: checkpoint && {
      ...{ seq: checkpoint.said.seq, at: new Date(checkpoint.said.at).toISOString() },
      ...{ sound: checkpoint.said.sound, line: checkpoint.line },
    },
    verified: verified && {
      ...{ at: new Date(verified.atMs).toISOString(), ok: verified.ok, rows: verified.rows, seq: verified.seq },
    },
    receivers: receivers.map(({ target, behind, gaps, error, deliveredAt, retryAt }) => ({
      ...{ name: target, behind, gaps, error, deliveredAt: iso(deliveredAt), retryAt: iso(retryAt) },
    })),
  };
}
