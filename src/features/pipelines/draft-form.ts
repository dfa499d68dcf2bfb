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
import { changeDraft, changePipeline, getPipeline, getVersion, publishPipeline } from './use-cases.ts';

const permission = 'write:datasets';

type Form = Call<OpenForm>;
const sent = ({ body }: Form, name: string): string => body[name]?.[0]?.trim() ?? '';

/** Does what a form of the editor asks for, and says where to go then. */
export async function changeByFields(parts: PipelinePageParts, call: Form): Promise<string> {
  const { actor } = call;
  const id = call.params.id!;
  const at = `/pipelines/${encodeURIComponent(id)}`;
  const done = sent(call, 'do');
  const { t } = wordsFor(call.viewer);
  const pipeline = getPipeline(parts, actor, id, permission);
  if (done === 'version') {
    const document = pipeline.draft as never;
    const after = changePipeline(parts, actor, id, sent(call, 'etag'), {
      name: sent(call, 'name'),
      document,
      note: sent(call, 'note'),
    });
    call.reply.flash = t('Kept as version {number}.', { number: after.version });
    return at;
  }
  if (done === 'publish') {
    const version = Number(sent(call, 'version')) || pipeline.version;
    const [cron, zone] = [sent(call, 'cron'), sent(call, 'zone')];
    const times = call.body.cron === undefined ? {} : { schedule: cron === '' ? null : { cron, zone } };
    await publishPipeline(parts, actor, id, { version, afterInputs: sent(call, 'afterInputs') === 'true', ...times });
    call.reply.flash = t('Version {number} is published.', { number: version });
    return at;
  }
  if (done === 'run') {
    await runPipelineNow(parts, actor, id, undefined);
    call.reply.flash = t('The pipeline runs.');
    return `${at}#runs`;
  }
  const edit = editOf(parts, call, pipeline);
  const after = changeDraft(parts, actor, id, sent(call, 'etag'), edit(pipeline.draft));
  const chosen = addedStep(pipeline.draft, after.draft) ?? (done === 'remove' ? null : sent(call, 'step') || null);
  return chosen === null ? at : `${at}?step=${encodeURIComponent(chosen)}`;
}

/** What the form does to the document. */
function editOf(parts: PipelinePageParts, call: Form, pipeline: Pipeline): DraftEdit {
  const [step, done] = [sent(call, 'step'), sent(call, 'do')];
  const own = pipeline.draft.steps.find(({ id }) => id === step);
  if (done === 'up' || done === 'down') return moveStep(step, done === 'up' ? -1 : 1);
  if (done === 'toggle') return changeStep(step, { off: !own?.off });
  if (done === 'remove') return removeStep(step);
  if (done === 'step') return changeStep(step, readForm(parts, call, own?.transform ?? ''));
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
