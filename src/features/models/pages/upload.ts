import { AppError, Type } from '#sdk';
import { orAgain } from '../../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../../platform/http/form-mistakes.ts';
import { type Call, type PageAnswer, page, type Route } from '../../../platform/http/route.ts';
import { MOST_CHARS } from '../model.ts';
import { keepPage, NOTHING_TYPED, type Target } from './keep.ts';
import { type AnyCall, type ModelPageParts, modelOf, modelPath, projectOf, show, Text, wordsOf } from './page-parts.ts';

/** Bytes of a file that is taken: a text of the longest kind in the longest coding. */
const MOST_BYTES = 4 * MOST_CHARS;
/** What a form adds to its file. */
const FORM_BYTES = 65_536;

const permission = 'write:models';

export const uploadPages = (parts: ModelPageParts): Route[] => [
  ...sending(parts, '/projects/:id/models/new', (call) => ({ project: projectOf(parts, call), model: null })),
  ...sending(parts, '/projects/:id/models/:model/versions/new', (call) => ({
    project: projectOf(parts, call),
    model: modelOf(parts, call, permission),
  })),
];

/** The form that takes a file, and what it shows of it before anything is kept. */
const sending = (parts: ModelPageParts, path: string, targetOf: (call: AnyCall) => Target): Route[] => [
  page({
    ...{ method: 'GET', path, permission },
    summary: 'The page that uploads a model.',
    handler: (call) => ({ html: sendPage(parts, call, targetOf(call), null) }),
  }),
  page({
    ...{ method: 'POST', path, permission },
    summary: 'Takes the file of a model, or its text, and shows what it is.',
    form: Type.Object({ text: Text(60_000) }),
    file: { limitBytes: () => MOST_BYTES + FORM_BYTES },
    handler: (call) => preview(parts, call, targetOf(call)),
  }),
];

function sendPage(
  parts: ModelPageParts,
  call: AnyCall,
  target: Target,
  mistakes: FormMistakes | null,
  text = '',
): string {
  const { t } = wordsOf(call);
  const { project, model } = target;
  const title = model ? t('New version of "{name}"', { name: model.name }) : t('Upload a model');
  const back = model ? modelPath(model) : `/projects/${project.id}/models`;
  const action = model ? `${back}/versions/new` : `${back}/new`;
  return show(
    parts,
    call,
    '@models/upload',
    { title, project },
    { title, mistakes, text, back, action, maxBytes: MOST_BYTES },
  );
}

async function preview(parts: ModelPageParts, call: Call<{ text: string }>, target: Target): Promise<PageAnswer> {
  const { file } = call;
  const pasted = call.body.text;
  const again = (mistakes: FormMistakes) => sendPage(parts, call, target, mistakes, pasted);
  return orAgain(async () => {
    const sent = file ? await bytesOf(file) : pasted;
    if (sent.length === 0)
      throw new AppError(
        'invalid',
        'model.nothingSent',
        'No file was chosen and no text was pasted. Choose a file of a model.',
      );
    const read = await parts.reader.read(sent);
    const name = (file?.name ?? '')
      .replace(/\.(bpmn|pnml|ptml|xml|decl|txt|tree)$/i, '')
      .replaceAll(/[_\s]+/g, ' ')
      .trim();
    return { html: await keepPage(parts, call, target, read, { ...NOTHING_TYPED, name }, null) };
  }, again);
}

async function bytesOf(file: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file) chunks.push(chunk);
  return Buffer.concat(chunks);
}
