import { type Static, Type } from '#sdk';
import type { PipelineOutput } from '../../mining/pipelines/document.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { isStale, orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import {
  type Call,
  type OpenForm,
  openFormPage,
  type PageAnswer,
  page,
  type Route,
} from '../../platform/http/route.ts';
import { nextRunsMs } from '../../platform/schedules/index.ts';
import { english } from '../../platform/text/texts.ts';
import { wordsFor } from '../../platform/text/words.ts';
import { changeByFields } from './draft-form.ts';
import { addedStep, addInput, documentChanges } from './edit-draft.ts';
import { editorView } from './editor.ts';
import { addFirstStep, firstStepOf } from './first-step.ts';
import type { Pipeline } from './model.ts';
import { inputOf, type PipelinePageParts, sourcesFor } from './page-sources.ts';
import type { PipelineParts } from './parts.ts';
import { listRuns } from './runs.ts';
import { createPipeline, findSchedule, getPipeline, listPipelines, listVersions, removePipeline } from './use-cases.ts';

const NEXT_TIMES = 3;

type AnyCall = Call<unknown, unknown>;
const permission = 'write:datasets';
const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const ListPage = Type.Object({
  page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }),
  dataset: Type.Optional(Type.String({ maxLength: 100, description: 'The dataset that a new pipeline reads' })),
  step: Type.Optional(Type.String({ maxLength: 10_000, description: 'Its first step as JSON: transform, params' })),
});
const NewForm = Type.Object({ name: Text(500), source: Text(100), step: Text(10_000) });
const DeleteForm = Type.Object({ etag: Text(64) });
const EditorQuery = Type.Object({
  step: Type.Optional(Type.String({ maxLength: 100, description: 'Step that is shown' })),
  find: Type.Optional(Type.String({ maxLength: 100, description: 'Words of transforms that are offered' })),
});
const PAGE_SIZE = 50;
const LAST_RUNS = 10;

/** The list of pipelines, and the editor of one: each change is a form, so that it works without scripts. */
export const pipelinePages = (parts: PipelinePageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/pipelines', permission },
    summary: 'The pipelines: which version runs, and how the last run went.',
    query: ListPage,
    handler(call) {
      const { page: number, dataset, step = '' } = call.query;
      const source = dataset === undefined ? '' : `dataset:${dataset}`;
      return { html: listPage(parts, call, number, null, { source, step }) };
    },
  }),
  page({
    ...{ method: 'POST', path: '/pipelines', permission },
    summary: 'Makes a pipeline that reads one table.',
    form: NewForm,
    handler: (call) => makePipeline(parts, call),
  }),
  page({
    ...{ method: 'GET', path: '/pipelines/:id', permission },
    summary: 'The editor of a pipeline: its steps, the form of one of them, and what it does to the first rows.',
    query: EditorQuery,
    handler: async (call) => ({ html: await editorPage(parts, call, call.query, null) }),
  }),
  openFormPage({
    ...{ path: '/pipelines/:id', permission },
    summary: 'Changes the draft of a pipeline, keeps it as a version, publishes or runs one.',
    handler: (call) => changeByForm(parts, call),
  }),
  page({
    ...{ method: 'GET', path: '/pipelines/:id/delete', permission },
    summary: 'Asks whether a pipeline shall be deleted.',
    handler: (call) => ({ html: deletePage(parts, call, false) }),
  }),
  page({
    ...{ method: 'POST', path: '/pipelines/:id/delete', permission },
    summary: 'Deletes a pipeline; what it loaded stays.',
    form: DeleteForm,
    handler: (call): PageAnswer => {
      const { name } = getPipeline(parts, call.actor, call.params.id!, permission);
      try {
        removePipeline(parts, call.actor, call.params.id!, call.body.etag);
      } catch (error) {
        if (!isStale(error)) throw error;
        return { html: deletePage(parts, call, true), fault: 'conflict' };
      }
      call.reply.flash = wordsFor(call.viewer).t('The pipeline "{name}" was deleted.', { name });
      return { redirect: '/pipelines' };
    },
  }),
];

function listPage(
  parts: PipelinePageParts,
  call: AnyCall,
  number: number,
  mistakes: FormMistakes | null,
  typed: Partial<Static<typeof NewForm>> = {},
): string {
  const request = { limit: PAGE_SIZE, after: null, offset: (number - 1) * PAGE_SIZE };
  const { items, total } = listPipelines(parts, call.actor, request);
  const rows = items.map((pipeline) => {
    const [last] = listRuns(parts, call.actor, pipeline.id, { limit: 1, after: null, offset: 0 }).items;
    return {
      ...{ id: pipeline.id, name: pipeline.name, version: pipeline.version, published: pipeline.published },
      ...{ steps: pipeline.draft.steps.length, changedMs: pipeline.updatedAtMs ?? pipeline.createdAtMs },
      last: last ? { state: last.state, atMs: last.run.createdAtMs } : null,
    };
  });
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const href = (wanted: number) => `/pipelines?page=${wanted}`;
  const sources = sourcesFor(parts, call.actor, wordsFor(call.viewer));
  return show(parts, call, '@pipelines/pipelines', wordsFor(call.viewer).t('Pipelines'), {
    ...{
      rows,
      total,
      page: number,
      pages,
      href,
      mistakes,
      typed,
      sources,
      first: firstTitle(parts, typed.step, wordsFor(call.viewer)),
    },
  });
}

/** What the first step is called; null: there is none, or none that is known. */
function firstTitle({ transforms }: PipelinePageParts, step = '', { t }: ReturnType<typeof wordsFor>): string | null {
  const f = transforms.get(firstStepOf(step)?.transform ?? '');
  return f ? t(f.title) : null;
}

function makePipeline(parts: PipelinePageParts, call: Call<Static<typeof NewForm>>): Promise<PageAnswer> {
  const { name, source, step } = call.body;
  return orAgain(
    () => {
      const { input, called } = inputOf(parts, call.actor, source);
      const empty = addInput(input, called)({ inputs: [], steps: [], output: null });
      const document = addFirstStep(step)(empty);
      const { id } = createPipeline(parts, call.actor, { name, document: document as never, note: '' });
      const first = addedStep(empty, document);
      return { redirect: first === null ? `/pipelines/${id}` : `/pipelines/${id}?step=${first}` };
    },
    (mistakes) => listPage(parts, call, 1, mistakes, call.body),
  );
}

async function editorPage(
  parts: PipelinePageParts,
  call: AnyCall,
  { step, find = '' }: Static<typeof EditorQuery>,
  mistakes: FormMistakes | null,
): Promise<string> {
  const { actor, viewer, signal } = call;
  const words = wordsFor(viewer);
  const pipeline = getPipeline(parts, actor, call.params.id!, permission);
  const view = await editorView(parts, actor, pipeline.draft, step ?? null, words, signal);
  const output = pipeline.draft.output ?? null;
  const times = findSchedule(parts, pipeline);
  const data = {
    ...{ ...view, mistakes, find, catalogue: catalogueFor(parts, find, words) },
    pipeline: {
      ...{ id: pipeline.id, name: pipeline.name, etag: pipeline.etag, version: pipeline.version },
      ...{
        published: pipeline.published,
        afterInputs: pipeline.afterInputs,
        times,
        nextMs: times && times.pausedAtMs === null ? nextRunsMs(times, parts.clock.now(), NEXT_TIMES) : [],
        isDirty: isDirty(parts, pipeline),
      },
    },
    sources: sourcesFor(parts, call.actor, wordsFor(call.viewer)),
    datasets: [
      { value: '', text: words.t('nowhere yet') },
      ...parts.listDatasets(actor).map(({ id, name }) => ({ value: id, text: name })),
    ],
    output: output && { ...output, roles: rolesIn(output) },
    runs: runsOf(parts, actor, pipeline),
    versions: versionsOf(parts, actor, pipeline),
  };
  return show(parts, call, '@pipelines/pipeline', pipeline.name, data);
}

/** Transforms by their group, those of which the words are found. */
function catalogueFor({ transforms }: PipelineParts, find: string, { t }: ReturnType<typeof wordsFor>) {
  const wanted = find.trim().toLowerCase();
  const fitting = [...transforms.values()].filter(({ id, title, summary }) =>
    [id, t(title), t(summary)].some((text) => text.toLowerCase().includes(wanted)),
  );
  const groups = [...new Set(fitting.map(({ category }) => category))];
  return groups.map((group) => ({
    title: t(GROUPS[group]!),
    items: fitting
      .filter(({ category }) => category === group)
      .map((f) => ({ id: f.id, title: t(f.title), summary: t(f.summary) })),
  }));
}

const GROUPS: Readonly<Record<string, string>> = {
  ...{ columns: english('Columns'), rows: english('Rows'), tables: english('Tables'), events: english('Events') },
};

/** Whether the draft is another document than the last version. */
const isDirty = ({ store }: PipelineParts, { tenant, id, version, draft }: Pipeline): boolean =>
  JSON.stringify(store.findVersion(tenant, id, version)?.document) !== JSON.stringify(draft);

/** Which column is what in the log, as far as the output says it. */
function rolesIn({ mapping }: PipelineOutput): Record<string, string> {
  const columns = (mapping as { columns?: { column?: string; role?: string }[] }).columns ?? [];
  return Object.fromEntries(columns.flatMap(({ column, role }) => (column && role ? [[role, column]] : [])));
}

const runsOf = (parts: PipelineParts, actor: Actor, { id }: Pipeline) =>
  listRuns(parts, actor, id, { limit: LAST_RUNS, after: null, offset: 0 }).items.map(({ run, state, progress }) => ({
    ...{ id: run.id, version: run.version, state, progress, cause: run.cause, job: run.job, atMs: run.createdAtMs },
    ...{ error: run.error?.message ?? null, steps: run.report?.steps ?? [], rows: run.report?.rows ?? null },
    durationMs: run.report?.steps.reduce((sum, { durationMs }) => sum + durationMs, 0) ?? null,
  }));

function versionsOf(parts: PipelineParts, actor: Actor, pipeline: Pipeline) {
  const versions = listVersions(parts, actor, pipeline.id);
  return versions.map((version, i) => {
    const before = versions[i + 1];
    return {
      ...{ number: version.number, note: version.note, atMs: version.createdAtMs },
      isPublished: version.number === pipeline.published,
      changes: before ? documentChanges(before.document, version.document) : null,
    };
  });
}

/** One change; afterwards the editor shows the draft as it is then. */
async function changeByForm(parts: PipelinePageParts, call: Call<OpenForm>): Promise<PageAnswer> {
  const step = call.body.step?.[0]?.trim() ?? '';
  return orAgain(
    async () => ({ redirect: await changeByFields(parts, call) }),
    (mistakes) => editorPage(parts, call, step === '' ? {} : { step }, mistakes),
  );
}

function deletePage(parts: PipelinePageParts, call: AnyCall, stale: boolean): string {
  const { id, name, etag } = getPipeline(parts, call.actor, call.params.id!, permission);
  return show(parts, call, '@pipelines/delete', wordsFor(call.viewer).t('Delete the pipeline'), {
    of: { id, name, etag },
    stale,
  });
}

function show(
  { render }: PipelinePageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  title: string,
  data: object,
): string {
  const frame = frameOf(call, { title, section: 'pipelines' });
  return render[call.partial ? 'app' : 'page'](view, frame, data);
}
