import { type Static, Type } from '#sdk';
import { demandTypedName, isStale, orAgain } from '../../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../../platform/http/form-mistakes.ts';
import { type Call, page, type Route } from '../../../platform/http/route.ts';
import { changeModel, deleteModel } from '../use-cases.ts';
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

const permission = 'write:models';
const EditForm = Type.Object({ name: Text(500), description: Text(4000), dataset: Text(64), etag: Text(64) });
const DeleteForm = Type.Object({ typed: Text(500), etag: Text(64) });
type Typed = Omit<Static<typeof EditForm>, 'etag'>;

export const editPages = (parts: ModelPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/projects/:id/models/:model/edit', permission },
    summary: 'The form that renames a model and says what it is about.',
    handler: (call) => {
      const { name, description, dataset } = modelOf(parts, call, permission);
      return { html: editForm(parts, call, { name, description, dataset: dataset ?? '' }, null, false) };
    },
  }),
  page({
    ...{ method: 'POST', path: '/projects/:id/models/:model/edit', permission },
    summary: 'Renames a model, changes its description or what it is about.',
    form: EditForm,
    handler: (call) => edit(parts, call),
  }),
  page({
    ...{ method: 'GET', path: '/projects/:id/models/:model/delete', permission },
    summary: 'Asks whether a model shall be deleted.',
    handler: (call) => ({ html: deleteForm(parts, call, '', null) }),
  }),
  page({
    ...{ method: 'POST', path: '/projects/:id/models/:model/delete', permission },
    summary: 'Deletes a model, once its name was typed.',
    form: DeleteForm,
    handler: (call) => {
      const { typed, etag } = call.body;
      return orAgain(
        () => {
          const { id, name, project } = modelOf(parts, call, permission);
          demandTypedName(typed, name);
          deleteModel(parts, call.actor, id, etag);
          call.reply.flash = wordsOf(call).t('The model "{name}" was deleted.', { name });
          return { redirect: `/projects/${project}/models` };
        },
        (mistakes) => deleteForm(parts, call, typed, mistakes),
      );
    },
  }),
];

function edit(parts: ModelPageParts, call: Call<Static<typeof EditForm>>) {
  const { etag, ...typed } = call.body;
  return orAgain(
    () => {
      const { name, description, dataset } = typed;
      const about = dataset === '' ? {} : { datasetId: dataset };
      const { id } = modelOf(parts, call, permission);
      try {
        const model = changeModel(parts, call.actor, id, etag, { name, description, ...about });
        call.reply.flash = wordsOf(call).t('The model "{name}" was changed.', { name: model.name });
        return { redirect: modelPath(model) };
      } catch (error) {
        if (!isStale(error)) throw error;
        return { html: editForm(parts, call, typed, null, true), fault: 'conflict' as const };
      }
    },
    (mistakes) => editForm(parts, call, typed, mistakes, false),
  );
}

function editForm(
  parts: ModelPageParts,
  call: AnyCall,
  typed: Typed,
  mistakes: FormMistakes | null,
  stale: boolean,
): string {
  const model = modelOf(parts, call, permission);
  const project = projectOf(parts, call);
  const datasets = [...datasetsOf(parts, call, project.id).values()].map(({ id, name }) => ({ value: id, text: name }));
  const { t } = wordsOf(call);
  const data = { typed, mistakes, stale, etag: model.etag, datasets, back: modelPath(model) };
  return show(parts, call, '@models/edit', { title: `${t('Change the model')}: ${model.name}`, project }, data);
}

function deleteForm(parts: ModelPageParts, call: AnyCall, typed: string, mistakes: FormMistakes | null): string {
  const model = modelOf(parts, call, permission);
  const project = projectOf(parts, call);
  const { t } = wordsOf(call);
  const data = {
    name: model.name,
    versions: model.version.number,
    etag: model.etag,
    typed,
    mistakes,
    back: modelPath(model),
  };
  return show(parts, call, '@models/delete', { title: `${t('Delete the model')}: ${model.name}`, project }, data);
}
