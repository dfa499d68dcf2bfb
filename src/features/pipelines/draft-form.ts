import { AppError } from '#sdk';
import type { PipelineDocument, PipelineOutput } from '../../mining/pipelines/document.ts';
import type { Call, OpenForm } from '../../platform/http/route.ts';
import { wordsFor } from '../../platform/text/words.ts';
import {
  addedStep,
  addInput,
  addStep,
  changeStep,
  type DraftEdit,
  documentChanges,
  duplicateStep,
  moveStep,
  removeInput,
  removeStep,
  setOutput,
} from './edit-draft.ts';
import type { Pipeline } from './model.ts';
import { inputOf, type PipelinePageParts } from './page-sources.ts';
import type { PipelineParts } from './parts.ts';
import { runPipelineNow } from './runs.ts';
import { readStep } from './step-fields.ts';
import {
  changeDraft,
  changePipeline,
  getPipeline,
  getVersion,
  publishPipeline,
  releaseDraft,
  stepDraft,
} from './use-cases.ts';

const permission = 'write:datasets';

type Form = Call<OpenForm>;
const sent = ({ body }: Form, name: string): string => body[name]?.[0]?.trim() ?? '';

/** Does what a form of the editor asks for, and says where to go then. */
export async function changeByFields(parts: PipelinePageParts, call: Form): Promise<string> {
  const { actor } = call;
  const id = call.params.id!;
  const at = `/pipelines/${encodeURIComponent(id)}`;
  // A form says what it is for, and a button of it may say something else.
  const done = call.body.do?.at(-1) ?? '';
  const { t } = wordsFor(call.viewer);
  const pipeline = getPipeline(parts, actor, id, permission);
  const etag = sent(call, 'etag');
  switch (done) {
    case 'version': {
      const document = pipeline.draft as never;
      const kept = { name: sent(call, 'name'), document, note: sent(call, 'note') };
      const { version } = changePipeline(parts, actor, id, etag, kept);
      call.reply.flash = t('Kept as version {number}.', { number: version });
      return at;
    }
    case 'publish': {
      const version = Number(sent(call, 'version')) || pipeline.version;
      await publishPipeline(parts, actor, id, { version, ...timesOf(call, pipeline) });
      call.reply.flash = t('Version {number} is published.', { number: version });
      return at;
    }
    case 'release':
    case 'release-and-run': {
      const { version } = await releaseDraft(parts, actor, id, etag);
      call.reply.flash = t('Version {number} is published.', { number: version });
      if (done === 'release') return stepAt(at, sent(call, 'step'));
      await runPipelineNow(parts, actor, id, version);
      call.reply.flash = t('Version {number} is published and runs.', { number: version });
      return `${at}#runs`;
    }
    case 'run':
      await runPipelineNow(parts, actor, id, undefined);
      call.reply.flash = t('The pipeline runs.');
      return `${at}#runs`;
    case 'undo':
    case 'redo': {
      const { draft } = stepDraft(parts, actor, id, etag, done);
      return stepAt(at, stepThatChanged(pipeline.draft, draft) ?? sent(call, 'step'));
    }
  }
  const after = changeDraft(parts, actor, id, etag, editOf(parts, call, pipeline)(pipeline.draft));
  if (done === 'remove') return at;
  const added = addedStep(pipeline.draft, after.draft);
  const isBlank = done.startsWith('add:');
  return stepAt(at, added ?? sent(call, 'step'), isBlank ? '&added=yes' : '');
}

/** The editor with a step, scrolled to its form where there is no room for both. */
const stepAt = (at: string, step: string, more = ''): string =>
  step === '' ? at : `${at}?step=${encodeURIComponent(step)}${more}#chosen`;

/** The step in which a draft differs from another one: it is shown after a change was taken back. */
function stepThatChanged(before: PipelineDocument, after: PipelineDocument): string | null {
  const { added, changed } = documentChanges(before, after);
  return added[0] ?? changed[0] ?? null;
}

/** When a version runs by itself: as the form says, or as before where it says nothing of it. */
function timesOf(call: Form, { afterInputs }: Pipeline) {
  if (call.body.cron === undefined) return { afterInputs };
  const [cron, zone] = [sent(call, 'cron'), sent(call, 'zone')];
  return {
    afterInputs: sent(call, 'afterInputs') === 'true',
    schedule: cron === '' ? null : { cron, zone },
  };
}

/** Buttons below the fields of a step. */
const OF_THE_STEP: readonly string[] = ['step', 'up', 'down', 'toggle', 'duplicate'];

/** What the form does to the document. */
function editOf(parts: PipelinePageParts, call: Form, pipeline: Pipeline): DraftEdit {
  const [step, done] = [sent(call, 'step'), call.body.do?.at(-1) ?? ''];
  const own = pipeline.draft.steps.find(({ id }) => id === step);
  if (done === 'remove') return removeStep(step);
  if (own && OF_THE_STEP.includes(done)) {
    // What was typed is kept, whichever button of its form was pressed.
    const typed = call.body.do?.includes('step')
      ? changeStep(step, readForm(parts, call, own.transform))
      : (document: PipelineDocument) => document;
    if (done === 'step') return typed;
    const then =
      done === 'toggle'
        ? changeStep(step, { off: !own.off })
        : done === 'duplicate'
          ? duplicateStep(step)
          : moveStep(step, done === 'up' ? -1 : 1);
    return (document) => then(typed(document));
  }
  if (done === 'input') {
    const { input, called } = inputOf(parts, call.actor, sent(call, 'source'));
    return addInput(input, called);
  }
  if (done.startsWith('remove-input:')) return removeInput(done.slice('remove-input:'.length));
  if (done.startsWith('add:')) return addStep(done.slice('add:'.length), step || null);
  if (done.startsWith('restore:')) {
    const { document } = getVersion(parts, call.actor, pipeline.id, Number(done.slice('restore:'.length)) || 0);
    return () => document;
  }
  if (done === 'output') return setOutput(outputOf(call, pipeline.draft));
  throw new AppError('invalid', 'pipeline.unknownChange', 'The form asks for something that this page does not know.');
}

function readForm({ transforms }: PipelineParts, call: Form, id: string) {
  const transform = transforms.get(id);
  const params = transform ? readStep(transform.params, call.body) : {};
  return { params, from: sent(call, 'step.from'), note: sent(call, 'step.note') };
}

const ROLES = ['case', 'activity', 'timestamp'] as const;

function outputOf(call: Form, { output }: PipelineDocument): PipelineOutput | null {
  const dataset = sent(call, 'output.dataset');
  if (dataset === '') return null;
  const kept = (
    (output?.mapping as { columns?: { column: string; role?: string }[] } | undefined)?.columns ?? []
  ).filter(({ role }) => !ROLES.includes(role as never));
  const columns = ROLES.flatMap((role) => {
    const column = sent(call, `output.${role}`);
    return column === '' ? [] : [{ column, role }];
  });
  const others = kept.filter(({ column }) => !columns.some((c) => c.column === column));
  const mode = (['append', 'upsert'] as const).find((one) => one === sent(call, 'output.mode')) ?? 'replace';
  const key = call.body['output.key']?.filter((name) => name !== '') ?? [];
  return {
    ...{ dataset, mode, ...(mode === 'upsert' ? { key: [...key] } : {}) },
    mapping: { ...output?.mapping, columns: [...columns, ...others] },
  };
}
