import { type Static, Type } from '#sdk';
import { discovererOf } from '../../mining/conformance/model-of.ts';
import { modelTextOf } from '../../mining/formats/model-text.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import type { SentFile } from '../../platform/http/multipart.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import { Back, backWithin } from '../workbench/index.ts';
import type { ConformancePageParts } from './page-parts.ts';

/** A model that is discovered, as the page asked for it; none of it: a file. */
const DISCOVERED = {
  model: Type.Optional(Type.String({ maxLength: 100 })),
  noise: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  cases: Type.Optional(Type.String({ maxLength: 7000, description: 'Filters of the cases it is discovered from' })),
};
const Asked = Type.Object({ back: Back, ...DISCOVERED });
const Sent = Type.Object({
  ...{ back: Back, ...DISCOVERED, name: Type.String({ default: '', maxLength: 1000 }) },
  text: Type.Optional(Type.String({ maxLength: 60_000, description: 'The text of the model that is looked at' })),
});
type Sent = Static<typeof Sent>;

/** Most bytes of a model's file with its form. */
const MOST_BYTES = 8 << 20;
const permission = 'write:models';

/** Keeps the model that is looked at, or one from a file, under a name; afterwards the page compares with it. */
export const keepPages = (parts: ConformancePageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/conformance/models/new', permission },
    summary: 'The form that keeps a process model: from a file, or the one that was discovered.',
    query: Asked,
    handler: (call) => ({ html: keepForm(parts, call, { ...call.query, name: '' }, null) }),
  }),
  page({
    ...{ method: 'POST', path: '/datasets/:id/conformance/models', permission },
    summary: 'Keeps a process model and compares the cases with it.',
    form: Sent,
    file: { limitBytes: () => MOST_BYTES },
    handler: (call) =>
      orAgain(
        () => keepModel(parts, call),
        (mistakes) => keepForm(parts, call, call.body, mistakes),
      ),
  }),
];

const keepForm = (
  parts: ConformancePageParts,
  call: Call<unknown, unknown>,
  typed: Sent,
  mistakes: FormMistakes | null,
): string =>
  parts.workbench.beside(call, {
    ...{ section: 'conformance', view: '@conformance/keep-model', title: english('Keep a model') },
    data: { typed, mistakes, dataset: call.params.id, cancel: backWithin(call.params.id!, 'conformance', typed.back) },
  });

/** Parameters of another model, or of another part of the page. */
const OF_ANOTHER = ['noise', 'from', 'step', 'a', 'b', 'page', 'as'];

async function keepModel(parts: ConformancePageParts, call: Call<Sent>): Promise<PageAnswer> {
  const { actor, body, file, signal } = call;
  const { dataset } = parts.openDataset(actor, call.params.id!);
  const content = body.model ? discoverIn(parts, actor, body) : { text: body.text ?? (await textOf(file)) };
  const model = await parts.models.createModel(actor, { name: body.name, datasetId: dataset.id, ...content }, signal);
  call.reply.flash = textsIn(call.viewer.locale).t('The model "{name}" is kept.', { name: model.name });
  const back = new URL(backWithin(dataset.id, 'conformance', body.back), 'http://x');
  for (const name of OF_ANOTHER) back.searchParams.delete(name);
  // The triage looks at no kept model.
  if (body.text) back.searchParams.delete('view');
  back.searchParams.set('model', `model:${model.id}`);
  return { redirect: back.pathname + back.search };
}

function discoverIn({ workbench }: ConformancePageParts, actor: Actor, { model = '', noise = 0, cases = '' }: Sent) {
  const found = discovererOf(model, noise / 100);
  const filters = [...workbench.readFilters(actor, cases)] as unknown as Record<string, unknown>[];
  return { discover: { algorithm: found?.calculator ?? model, params: { ...found?.params }, filters } };
}

/** The file's text, whatever it is encoded in; empty where none was chosen. */
async function textOf(file: SentFile | null): Promise<string> {
  if (!file) return '';
  const chunks: Uint8Array[] = [];
  for await (const chunk of file) chunks.push(chunk);
  return modelTextOf(Buffer.concat(chunks));
}
