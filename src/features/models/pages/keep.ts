import { AppError, type Static, Type } from '#sdk';
import { orAgain } from '../../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../../platform/http/form-mistakes.ts';
import { type Call, type PageAnswer, page, type Route } from '../../../platform/http/route.ts';
import type { Project } from '../../tenancy/index.ts';
import { drawingOf } from '../drawing.ts';
import { MOST_CHARS, type ProcessModel, type ReadModel } from '../model.ts';
import { addVersion, createModel } from '../use-cases.ts';
import { KIND_NAMES, SOUNDNESS_TEXTS } from '../words.ts';
import {
  type AnyCall,
  datasetsOf,
  type ModelPageParts,
  modelOf,
  modelPath,
  projectOf,
  show,
  Text,
  wordsOf,
} from './page-parts.ts';

/** The longest text as a form writes it: up to twelve bytes for a character. */
const maxBodyBytes = 12 * MOST_CHARS;
const permission = 'write:models';
const KeepForm = Type.Object({ name: Text(500), description: Text(4000), dataset: Text(64), text: Text(MOST_CHARS) });
const NextForm = Type.Object({ text: Text(MOST_CHARS), etag: Text(64) });

/** What a new model is called and about, while its form is open. */
type Typed = Omit<Static<typeof KeepForm>, 'text'>;
export const NOTHING_TYPED: Typed = { name: '', description: '', dataset: '' };

/** Where an uploaded text goes: into a new model, or into a further version of one. */
export interface Target {
  readonly project: Project;
  readonly model: ProcessModel | null;
}

export const keepPages = (parts: ModelPageParts): Route[] => [
  page({
    ...{ method: 'POST', path: '/projects/:id/models/keep', permission, maxBodyBytes },
    summary: 'Keeps a model that was uploaded and looked at.',
    form: KeepForm,
    handler: (call) => keepModel(parts, call),
  }),
  page({
    ...{ method: 'POST', path: '/projects/:id/models/:model/versions/keep', permission, maxBodyBytes },
    summary: 'Keeps an uploaded text as the next version of a model.',
    form: NextForm,
    handler: (call) => keepVersion(parts, call),
  }),
];

/** The model as it was understood, drawn, with the form that keeps it. */
export async function keepPage(
  parts: ModelPageParts,
  call: AnyCall,
  { project, model }: Target,
  read: ReadModel,
  typed: Typed,
  mistakes: FormMistakes | null,
): Promise<string> {
  const words = wordsOf(call);
  const { t } = words;
  const { facts, format, text } = read;
  const drawing =
    format === 'decl'
      ? null
      : await parts.reader
          .layOut(read, null)
          .then((laid) => drawingOf(laid, { overlay: null, hrefOf: null, fmt: words.fmt, texts: words }))
          .catch(whyNot);
  const datasets = [...datasetsOf(parts, call, project.id).values()];
  const back = model ? modelPath(model) : `/projects/${project.id}/models`;
  const title = model ? t('New version of "{name}"', { name: model.name }) : t('Keep this model');
  const data = {
    ...{ title, kind: t(KIND_NAMES[format]), facts, text, typed, mistakes, back, model },
    soundness: facts.net ? { verdict: facts.net.soundness, text: t(SOUNDNESS_TEXTS[facts.net.soundness]) } : null,
    ...(typeof drawing === 'string' ? { drawing: null, notDrawn: drawing } : { drawing, notDrawn: null }),
    datasets: datasets.map(({ id, name }) => ({ value: id, text: name })),
    action: model ? `${back}/versions/keep` : `${back}/keep`,
  };
  return show(parts, call, '@models/keep', { title, project }, data);
}

function whyNot(error: unknown): string {
  if (error instanceof AppError) return error.message;
  throw error;
}

/** Forms write line ends as two characters. */
const textOf = (sent: string): string => sent.replaceAll('\r\n', '\n');

function keepModel(parts: ModelPageParts, call: Call<Static<typeof KeepForm>>): Promise<PageAnswer> {
  const project = projectOf(parts, call);
  const { text: sent, ...typed } = call.body;
  const text = textOf(sent);
  return orAgain(
    async () => {
      const about = typed.dataset === '' ? {} : { datasetId: typed.dataset };
      const { name, description } = typed;
      const wanted = { name, description, projectId: project.id, ...about, text };
      const made = await createModel(parts, call.actor, wanted, call.signal);
      call.reply.flash = wordsOf(call).t('The model "{name}" is kept.', { name: made.name });
      return { redirect: modelPath(made) };
    },
    async (mistakes) => keepPage(parts, call, { project, model: null }, await parts.reader.read(text), typed, mistakes),
  );
}

function keepVersion(parts: ModelPageParts, call: Call<Static<typeof NextForm>>): Promise<PageAnswer> {
  const project = projectOf(parts, call);
  const model = modelOf(parts, call, permission);
  const text = textOf(call.body.text);
  return orAgain(
    async () => {
      const { name, version } = await addVersion(parts, call.actor, model.id, call.body.etag, { text }, call.signal);
      const values = { name, number: version.number };
      call.reply.flash = wordsOf(call).t('"{name}" has a version {number} now.', values);
      return { redirect: modelPath(model) };
    },
    async (mistakes) =>
      keepPage(parts, call, { project, model }, await parts.reader.read(text), NOTHING_TYPED, mistakes),
  );
}
