import { Type } from '#sdk';
import { changedMeanwhile, isStale, type Meanwhile, orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { type AnyCall, type DatasetPageParts, show, Text, texts, titled } from './page-parts.ts';
import { changeDataset, openDataset } from './use-cases.ts';

const EditForm = Type.Object({
  ...{ name: Text(500), description: Text(4000), etag: Text(64) },
  ...{ was: Text(500), wasDescription: Text(4000) },
});

interface Typed {
  readonly name: string;
  readonly description: string;
  readonly mistakes: FormMistakes | null;
  readonly meanwhile: Meanwhile | null;
}

/** Name and description of a dataset. */
export const editPages = (parts: DatasetPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/edit', permission: 'write:datasets' },
    summary: 'The form that renames a dataset.',
    handler: (call) => {
      const { name, description } = openDataset(parts, call.actor, call.params.id!, 'write:datasets').dataset;
      return { html: editForm(parts, call, { name, description, mistakes: null, meanwhile: null }) };
    },
  }),
  page({
    ...{ method: 'POST', path: '/datasets/:id/edit', permission: 'write:datasets' },
    summary: 'Renames a dataset, changes its description.',
    form: EditForm,
    handler: (call) => {
      const { name, description, etag, was, wasDescription } = call.body;
      const id = call.params.id!;
      return orAgain(
        () => {
          try {
            const dataset = changeDataset(parts, call.actor, id, etag, { name, description });
            call.reply.flash = texts(call).t('The dataset "{name}" was changed.', { name: dataset.name });
            return { redirect: `/datasets/${id}` };
          } catch (error) {
            if (!isStale(error)) throw error;
            const now = openDataset(parts, call.actor, id).dataset;
            const meanwhile = changedMeanwhile({ name: was, description: wasDescription }, now);
            return { html: editForm(parts, call, { name, description, mistakes: null, meanwhile }), fault: 'conflict' };
          }
        },
        (mistakes) => editForm(parts, call, { name, description, mistakes, meanwhile: null }),
      );
    },
  }),
];

function editForm(parts: DatasetPageParts, call: AnyCall, typed: Typed): string {
  const { dataset } = openDataset(parts, call.actor, call.params.id!, 'write:datasets');
  const data = { kind: 'dataset', of: dataset, ...typed, back: `/datasets/${dataset.id}` };
  const title = `${textsIn(call.viewer.locale).t('Change the dataset')}: ${dataset.name}`;
  return show(parts, call, '@projects/edit', titled(parts, call, title, dataset), data);
}
