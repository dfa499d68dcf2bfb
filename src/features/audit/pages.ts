import { Choice, type Static, Type } from '#sdk';
import { instantOfLocal, zoneOffsets } from '../../mining/log/zone-offsets.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { differences } from './differences.ts';
import { EXPORT_FORMATS, exportAudit } from './export.ts';
import { AuditFilter, type FoundRow, OUTCOMES } from './model.ts';
import { type AuditParts, getAuditRow, getChainState, searchAudit, verifyAudit } from './use-cases.ts';

export interface AuditPageParts extends AuditParts {
  readonly render: Render;
}
type AnyCall = Call<unknown, unknown>;

const permission = 'read:audit';
const PATH = '/admin/audit';
const ROWS = 50;
const DAY_MS = 86_400_000;

/** An empty field of a form is no condition; days are those of the reader. */
const PageFilter = Type.Object({
  ...AuditFilter.properties,
  outcome: Type.Optional(Choice(['', ...OUTCOMES])),
  from: Type.Optional(Type.String({ pattern: String.raw`^(\d{4}-\d{2}-\d{2})?$` })),
  to: Type.Optional(Type.String({ pattern: String.raw`^(\d{4}-\d{2}-\d{2})?$` })),
});
type PageFilter = Static<typeof PageFilter>;
const PageQuery = Type.Object({
  ...PageFilter.properties,
  before: Type.Optional(Type.Integer({ minimum: 1, description: 'Rows older than this one' })),
});

export const auditPages = (parts: AuditPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'The audit log: who changed what, and who signed in.',
    query: PageQuery,
    handler: (call) => listPage(parts, call, call.query),
  }),
  ...EXPORT_FORMATS.map((format) =>
    page({
      ...{ method: 'GET', path: `${PATH}/export.${format}`, permission },
      summary: `What the filters find in the audit log, as a file (${format}). The export is recorded.`,
      query: PageFilter,
      handler: (call) => ({ download: exportAudit(parts, call.actor, filterOf(call, call.query), format) }),
    }),
  ),
  page({
    ...{ method: 'GET', path: `${PATH}/chain`, permission },
    summary: 'Whether the audit log is whole, what is sealed, and where it is sent.',
    handler: (call) => ({ html: show(parts, call, 'chain', getChainState(parts, call.actor)) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/chain/verify`, permission },
    summary: 'Reads the whole audit log and shows what is wrong with it; the verification is recorded.',
    handler: async (call) => {
      const report = await verifyAudit(parts, call.actor);
      return { html: show(parts, call, 'chain', { ...getChainState(parts, call.actor), report }) };
    },
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/:seq`, permission },
    summary: 'One row of the audit log, with what was before and after.',
    handler: async (call) => {
      const row = await getAuditRow(parts, call.actor, call.params.seq!);
      return { html: show(parts, call, 'row', { row, differences: differences(row.before, row.after) }) };
    },
  }),
];

async function listPage(parts: AuditPageParts, call: AnyCall, query: Static<typeof PageQuery>): Promise<PageAnswer> {
  const { before, ...typed } = query;
  const step = { before: before ?? null, limit: ROWS };
  const { rows, total, totalIsLeast } = await searchAudit(parts, call.actor, filterOf(call, typed), step);
  const shown = rows.slice(0, ROWS);
  const more = rows.length > ROWS;
  const data = {
    ...{ rows: shown.map(listed), total, totalIsLeast, typed, outcomes: OUTCOMES },
    newestHref: before === undefined ? null : hrefOf(PATH, typed),
    olderHref: more ? hrefOf(PATH, { ...typed, before: String(shown.at(-1)!.seq) }) : null,
    exports: EXPORT_FORMATS.map((format) => ({ format, href: hrefOf(`${PATH}/export.${format}`, typed) })),
    isFiltered: Object.values(typed).some((value) => value !== undefined && value !== ''),
  };
  return { html: show(parts, call, 'list', data) };
}

const listed = ({ seq, at, actor, actorName, ip, action, object, outcome }: FoundRow) => ({
  ...{ seq, at, who: actorName ?? actor, actor, ip, action, object, outcome },
});

function filterOf({ viewer }: AnyCall, { outcome, from, to, ...rest }: PageFilter): AuditFilter {
  const zone = zoneOffsets(viewer.zone);
  const dayBegin = (date: string, days: number): string =>
    new Date(instantOfLocal(zone, Date.parse(`${date}T00:00:00Z`) + days * DAY_MS)).toISOString();
  return {
    ...rest,
    ...(outcome ? { outcome } : {}),
    ...(from ? { from: dayBegin(from, 0) } : {}),
    ...(to ? { to: dayBegin(to, 1) } : {}),
  };
}

function hrefOf(path: string, fields: Readonly<Record<string, string | undefined>>): string {
  const sent = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value) sent.set(name, value);
  return sent.size > 0 ? `${path}?${sent}` : path;
}

function show({ render }: AuditPageParts, call: AnyCall, view: 'list' | 'chain' | 'row', data: object): string {
  const { t } = textsIn(call.viewer.locale);
  const title = { list: t('Audit log'), chain: t('The chain of the audit log'), row: t('Row of the audit log') }[view];
  return render[call.partial ? 'app' : 'page'](`@audit/${view}`, frameOf(call, { title, section: 'audit' }), data);
}
