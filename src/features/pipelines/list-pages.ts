import { type Static, Type } from '#sdk';
import { isStale, orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { wordsFor } from '../../platform/text/words.ts';
import { addedStep, addInput } from './edit-draft.ts';
import { addFirstStep, firstStepOf } from './first-step.ts';
import { inputOf, type PipelinePageParts, sourcesFor } from './page-sources.ts';
import { listRuns } from './runs.ts';
import { show } from './show.ts';
import { createPipeline, getPipeline, listPipelines, removePipeline } from './use-cases.ts';

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
const PAGE_SIZE = 50;

/** The list of pipelines: what is in it, made and deleted. */
export const listPages = (parts: PipelinePageParts): Route[] => [
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

function deletePage(parts: PipelinePageParts, call: AnyCall, stale: boolean): string {
  const { id, name, etag } = getPipeline(parts, call.actor, call.params.id!, permission);
  return show(parts, call, '@pipelines/delete', wordsFor(call.viewer).t('Delete the pipeline'), {
    of: { id, name, etag },
    stale,
  });
}
