import { Choice, type Static, Type } from '#sdk';
import type { Call } from '../../platform/http/route.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf } from '../../platform/listing/page.ts';
import { askedBy, cursorBehind, PagedViewQuery, placeOf, ViewQuery } from './ask-by-query.ts';
import { listCases, readCase } from './cases.ts';
import { type AnalysisParts, openView } from './use-cases.ts';

const tag = 'cases';
const PATH = '/api/v1/analysis/cases';
const permission = 'read:analyses';

const Instant = Type.Union([Type.String(), Type.Null()], { description: 'Instant in ISO 8601, UTC' });
const Milliseconds = Type.Union([Type.Number(), Type.Null()]);
const Text = Type.Union([Type.String(), Type.Null()]);
const Attributes = Type.Record(Type.String(), Type.Unknown(), { description: 'By name of the attribute' });

const CaseView = Type.Object({
  caseId: Type.String(),
  start: Instant,
  end: Instant,
  durationMs: Milliseconds,
  events: Type.Integer({ description: 'Events of the case that the filters keep' }),
  attributes: Attributes,
});

const EventView = Type.Object({
  activity: Type.String(),
  time: Instant,
  startTime: Instant,
  resource: Text,
  lifecycle: Text,
  sincePreviousMs: Milliseconds,
  sinceStartMs: Milliseconds,
  serviceMs: Milliseconds,
  attributes: Attributes,
});

const CasesQuery = Type.Composite([
  PagedViewQuery,
  Type.Object({
    search: Type.Optional(
      Type.String({ maxLength: 1000, description: 'A part of the case id, in small letters or capitals' }),
    ),
    sort: Choice(['start', 'end', 'duration', 'events', 'id'], {
      default: 'start',
      description: 'Ties by start, then by id',
    }),
    descending: Type.Boolean({ default: false, description: 'Largest or latest first; unknown values stay last' }),
  }),
]);

const EXAMPLE = {
  query: {
    datasetId: '0199a3c2-7d10-7000-8000-000000000001',
    search: 'INV-2026',
    sort: 'duration',
    descending: 'true',
    filters: '[{"id":"has-activity","params":{"activities":["Pay invoice"]}}]',
  },
};

export const caseRoutes = (parts: AnalysisParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary:
      'Single cases, searched, filtered and sorted. Needs the permission read:cases in the workspace of the dataset.',
    query: CasesQuery,
    response: ListOf(CaseView),
    example: EXAMPLE,
    handler: (call) => answerCases(parts, call),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:caseId`, permission, tag },
    summary: 'One case and its attributes. The id is written into the address encoded: "/" as %2F.',
    query: ViewQuery,
    response: CaseView,
    handler: async ({ actor, params, query, signal }) => {
      const wanted = { caseId: params.caseId!, offset: 0, limit: 1 };
      const { total, events: _, ...found } = await readCase(parts, actor, askedBy(query), wanted, signal);
      return { ...found, events: total, attributes: { ...found.attributes } };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:caseId/events`, permission, tag },
    summary: 'The events of one case, in order, page by page.',
    query: PagedViewQuery,
    response: ListOf(EventView),
    handler: (call) => answerEvents(parts, call),
  }),
];

async function answerCases(parts: AnalysisParts, call: Call<undefined, Static<typeof CasesQuery>>) {
  const { actor, query, signal } = call;
  const asked = askedBy(query);
  const version = openView(parts, actor, asked).version.id;
  const { sort, descending, search } = query;
  const place = placeOf(query, version);
  const wanted = { sort, descending, ...place, ...(search === undefined ? {} : { search }) };
  const { rows, total } = await listCases(parts, actor, asked, wanted, signal);
  const items = rows.map((row) => ({ ...row, attributes: { ...row.attributes } }));
  return { items, total, next: cursorBehind(version, place.offset, rows.length, total) };
}

async function answerEvents(parts: AnalysisParts, call: Call<undefined, Static<typeof PagedViewQuery>>) {
  const { actor, params, query, signal } = call;
  const asked = askedBy(query);
  const version = openView(parts, actor, asked).version.id;
  const place = placeOf(query, version);
  const { total, events } = await readCase(parts, actor, asked, { caseId: params.caseId!, ...place }, signal);
  const items = events.map((event) => ({ ...event, attributes: { ...event.attributes } }));
  return { items, total, next: cursorBehind(version, place.offset, events.length, total) };
}
