import { EXPRESSION, type Static, Type } from '#sdk';
import type { PipelineOutput } from '../../mining/pipelines/document.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
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
import { documentChanges } from './edit-draft.ts';
import { editorView } from './editor.ts';
import { type ExpressionGives, expressionValues } from './expression-check.ts';
import { listPages } from './list-pages.ts';
import type { Pipeline } from './model.ts';
import { type PipelinePageParts, sourcesFor } from './page-sources.ts';
import type { PipelineParts } from './parts.ts';
import { show } from './show.ts';
import { shownRuns } from './shown-runs.ts';
import { findSchedule, getPipeline, listVersions } from './use-cases.ts';

const NEXT_TIMES = 3;

type AnyCall = Call<unknown, unknown>;
const permission = 'write:datasets';
const EditorQuery = Type.Object({
  step: Type.Optional(Type.String({ maxLength: 100, description: 'Step that is shown' })),
  added: Type.Optional(Type.Literal('yes', { description: 'It was added just now: nothing is wrong with it yet' })),
  find: Type.Optional(Type.String({ maxLength: 100, description: 'Words of transforms that are offered' })),
});

/** The editor of a pipeline: each change is a form, so that it works without scripts. */
export const pipelinePages = (parts: PipelinePageParts): Route[] => [
  ...listPages(parts),
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
  openFormPage({
    ...{ path: '/pipelines/:id/expression', permission },
    summary: 'What is wrong with an expression as it is being written, and what it gives for the first rows.',
    handler: async (call) => ({ html: await expressionPart(parts, call) }),
  }),
];

async function editorPage(
  parts: PipelinePageParts,
  call: AnyCall,
  { step, added, find = '' }: Static<typeof EditorQuery>,
  mistakes: FormMistakes | null,
): Promise<string> {
  const { actor, viewer, signal } = call;
  const words = wordsFor(viewer);
  const pipeline = getPipeline(parts, actor, call.params.id!, permission);
  const runs = {
    id: pipeline.id,
    etag: pipeline.etag,
    isDirty: isDirty(parts, pipeline),
    runs: shownRuns(parts, actor, pipeline, words),
  };
  // While a run is under way, its page asks for the runs alone.
  if (call.swapTarget === 'last-runs')
    return parts.render.view('@pipelines/_runs', frameOf(call, { title: pipeline.name, section: 'pipelines' }), runs);
  const view = await editorView(
    parts,
    actor,
    pipeline.draft,
    { step: step ?? null, isNew: added === 'yes' },
    words,
    signal,
  );
  const output = pipeline.draft.output ?? null;
  const times = findSchedule(parts, pipeline);
  const data = {
    ...{
      ...view,
      isReleased: !runs.isDirty && pipeline.published === pipeline.version,
      mistakes,
      find,
      catalogue: catalogueFor(parts, find, words),
    },
    pipeline: {
      ...{ id: pipeline.id, name: pipeline.name, etag: pipeline.etag, version: pipeline.version },
      ...{
        published: pipeline.published,
        afterInputs: pipeline.afterInputs,
        times,
        nextMs: times && times.pausedAtMs === null ? nextRunsMs(times, parts.clock.now(), NEXT_TIMES) : [],
        ...{ isDirty: runs.isDirty, drafts: parts.store.countDrafts(pipeline.tenant, pipeline.id) },
      },
    },
    sources: sourcesFor(parts, call.actor, wordsFor(call.viewer)),
    datasets: [
      { value: '', text: words.t('nowhere yet') },
      ...parts.listDatasets(actor).map(({ id, name }) => ({ value: id, text: name })),
    ],
    output: output && { ...output, roles: rolesIn(output) },
    runs,
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

/** The field of a form and its expression, as somebody writes it: nothing of it is kept. */
async function expressionPart(parts: PipelinePageParts, call: Call<OpenForm>): Promise<string> {
  const { draft, name } = getPipeline(parts, call.actor, call.params.id!, permission);
  const one = (field: string) => call.body[field]?.[0] ?? '';
  const step = draft.steps.find(({ id }) => id === one('step'));
  const field = one('field');
  const schema = parts.transforms.get(step?.transform ?? '')?.params.properties[field];
  if (!step || !schema || !(EXPRESSION in schema)) return notFound('expression of the step');
  const asked = { step: step.id, from: one('step.from'), field, text: one(field) };
  const gives = schema[EXPRESSION] as ExpressionGives;
  const check = await expressionValues(parts, call.actor, draft, asked, gives, wordsFor(call.viewer), call.signal);
  return parts.render.view('@pipelines/_expression', frameOf(call, { title: name, section: 'pipelines' }), { check });
}
