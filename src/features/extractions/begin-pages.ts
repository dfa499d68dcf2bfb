import { invalid, type Static, type TableShape } from '#sdk';
import type { MappingInput } from '../../engine/import/mapping.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { orAgain } from '../../platform/http/form-answer.ts';
import { type FormMistakes, formMistakes } from '../../platform/http/form-mistakes.ts';
import { type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { nextRunsMs } from '../../platform/schedules/index.ts';
import { textsIn } from '../../platform/text/texts.ts';
import {
  FIRST_VIEW,
  keepMapping,
  type MappingFields,
  MappingForm,
  type MappingState,
  mappingFrom,
  mappingStep,
  zonesFor,
} from '../uploads/index.ts';
import { type BeginParts, beginExtraction, finishExtraction, lookAtDraft } from './begin.ts';
import { type BeginFields, BeginForm, BeginQuery, firstFields, WHENS, wantedOf } from './begin-form.ts';
import { checkSource } from './check.ts';
import type { Draft } from './drafts.ts';
import { type AnyCall, type ExtractionPageParts, PATH, show } from './page-parts.ts';
import type { SourceConnection } from './sources.ts';
import { createExtraction } from './use-cases.ts';

type Parts = BeginParts & ExtractionPageParts;

const EVERY = { limit: 500, after: null, offset: 0 };
/** Those that are offered as targets; further ones by the API. */
const MOST_DATASETS = 10_000;
const NEXT_TIMES = 3;
const begin = { permission: 'write:datasets', effort: 'calculation' } as const;
const NEW = `${PATH}/new`;

/** From what is seen in a connection to its first map: what is read and when, what its columns are, the first load. */
export const beginPages = (parts: Parts): Route[] => [
  page({
    ...{ method: 'GET', path: NEW, ...begin },
    summary: 'The first step of a new import job: what is read, into what, and when.',
    query: BeginQuery,
    handler: (call) =>
      call.query.connection === ''
        ? { html: show(parts, call, '@extractions/choose', textsIn(call.viewer.locale).t('New import job'), {}) }
        : beginPage(parts, call, call.query, null, null),
  }),
  page({
    ...{ method: 'POST', path: NEW, ...begin },
    summary: 'Takes what is read of a connection, and goes on to its columns.',
    form: BeginForm,
    handler: (call) => {
      if (call.body.do !== 'look') return beginPage(parts, call, call.body, null, null);
      return orAgain(
        async () => {
          const wanted = wantedOf(call.body);
          // What is pushed has no first rows yet: its columns are those of the dataset, or found in the first push.
          if (wanted.source.pushes) return { redirect: `${PATH}/${createExtraction(parts, call.actor, wanted).id}` };
          const draft = await beginExtraction(parts, call.actor, wanted, call.signal);
          return { redirect: `${NEW}/${draft.id}` };
        },
        async (mistakes) => (await beginPage(parts, call, call.body, call.body, mistakes)).html,
      );
    },
  }),
  ...columnPages(parts),
];

const columnPages = (parts: Parts): Route[] => [
  page({
    ...{ method: 'GET', path: `${NEW}/:draft`, ...begin },
    summary: 'The second step of a new import job: what its columns are.',
    handler: (call) => columnsPage(parts, call, parts.drafts.find(call.actor, call.params.draft!), FIRST_VIEW),
  }),
  page({
    ...{ method: 'POST', path: `${NEW}/:draft`, ...begin },
    summary:
      'Takes what the columns are: shows the first rows again, keeps the mapping, or makes the import job and runs it.',
    form: MappingForm,
    handler: (call) => takeColumns(parts, call, call.body),
  }),
  page({
    ...{ method: 'POST', path: `${NEW}/:draft/cancel`, permission: 'write:datasets' },
    summary: 'Forgets an import job that was begun.',
    handler: async (call) => {
      const draft = parts.drafts.find(call.actor, call.params.draft!);
      await parts.drafts.remove(draft);
      return { redirect: `/connections/${draft.wanted.connectionId}` };
    },
  }),
];

async function beginPage(
  parts: Parts,
  call: AnyCall,
  asked: Static<typeof BeginQuery>,
  typed: BeginFields | null,
  mistakes: FormMistakes | null,
): Promise<{ html: string }> {
  const { actor, viewer } = call;
  const connection = parts.sources.get(actor, asked.connection);
  const { t } = textsIn(viewer.locale);
  const shape = await shapeOf(parts, call, connection, asked);
  const fields = typed ?? firstFields(asked, connection, shape, viewer.zone);
  const projects = parts
    .listProjects(actor, EVERY)
    .items.filter(
      ({ workspace }) => workspace === connection.workspace && mayIn(actor, 'write:datasets', { workspace }),
    );
  const seen = Map.groupBy(parts.datasets.listRecent(actor, MOST_DATASETS), ({ project }) => project);
  const datasets = projects.flatMap((project) =>
    (seen.get(project.id) ?? [])
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ id, name }) => ({ id, name, project: project.name })),
  );
  const html = show(parts, call, '@extractions/begin', t('New import job'), {
    ...{ connection, fields, mistakes, columns: shape.columns, zones: zonesFor(viewer.zone), whens: WHENS },
    projects: projects.map(({ id, name }) => ({ id, name })),
    datasets,
    back: `/connections/${connection.id}${connection.connector.delivers === 'pushes' ? '' : '/data'}`,
  });
  return { html };
}

/** What a table or query gives; nothing of files and pushes. */
async function shapeOf(
  parts: Parts,
  { actor, signal }: AnyCall,
  connection: SourceConnection,
  { table, query, files }: Static<typeof BeginQuery>,
): Promise<TableShape> {
  const nothing: TableShape = { columns: [], key: [] };
  if (connection.connector.delivers !== 'tables') return nothing;
  if (!table && !query && !files) return invalid('extraction.whichSource', 'Choose a table or write a query first.');
  const source = checkSource(connection, table ? { table } : query ? { query } : { files });
  if ('files' in source || 'pushes' in source) return nothing;
  return parts.sources.describe(actor, connection.id, source, { signal });
}

async function columnsPage(parts: Parts, call: AnyCall, draft: Draft, state: MappingState): Promise<PageAnswer> {
  const { t } = textsIn(call.viewer.locale);
  const { wanted, sample } = draft;
  const look = lookAtDraft(parts, call.actor, draft, call.signal);
  const html = show(parts, call, '@uploads/mapping', wanted.name, {
    ...(await mappingStep(look, call.viewer, state)),
    ...{ action: `${NEW}/${draft.id}`, title: sample.name, scan: null, foot: '@extractions/load-foot' },
    ...{ steps: [t('Source'), t('Import job'), t('Columns'), t('Load')], step: 2 },
    ...{ files: [{ name: sample.name, bytes: sample.bytes }], wanted },
    nextMs: wanted.schedule ? nextRunsMs(wanted.schedule, parts.clock.now(), NEXT_TIMES) : [],
  });
  return state.mistakes ? { html, fault: state.mistakes.fault } : { html };
}

async function takeColumns(parts: Parts, call: AnyCall, fields: MappingFields): Promise<PageAnswer> {
  const { actor, viewer, signal } = call;
  const draft = parts.drafts.find(actor, call.params.draft!);
  const look = lookAtDraft(parts, actor, draft, signal);
  const said = mappingFrom(fields);
  const again = (mistakes: FormMistakes | null, done: MappingState['done'] = null) =>
    columnsPage(parts, call, draft, { said, fields, mistakes, done });
  try {
    if (fields.do === 'load') return (await load(parts, call, { draft, said, fields })) ?? (await again(null));
    const { workspace } = parts.sources.get(actor, draft.wanted.connectionId);
    const keeping = { mappings: parts.mappings, actor, viewer, workspace };
    if (fields.do === 'keep') return await again(null, await keepMapping(keeping, look, said, fields));
  } catch (error) {
    return again(formMistakes(error));
  }
  return again(null);
}

/** Null: something about the columns must be said first. */
async function load(
  parts: Parts,
  { actor, signal }: AnyCall,
  { draft, said, fields }: { draft: Draft; said: MappingInput; fields: MappingFields },
): Promise<PageAnswer | null> {
  const timeZone = fields.timeZone || null;
  const { question, mapping } = await lookAtDraft(parts, actor, draft, signal)(said, timeZone, 1);
  if (question) return null;
  const extraction = await finishExtraction(parts, actor, { draft, mapping: mapping ?? said, timeZone });
  return { redirect: `${PATH}/${extraction.id}` };
}
