import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Words } from '../../platform/text/words.ts';
import type { PipelineParts } from './parts.ts';

/** What pages offer as tables that come in and go out. */
export interface PipelinePageParts extends PipelineParts {
  readonly render: Render;
  readonly listDatasets: (actor: Actor) => readonly { readonly id: string; readonly name: string }[];
  readonly listUploads: (actor: Actor) => readonly { readonly id: string; readonly name: string }[];
}

/** Tables that may come in: datasets, and files that are here. */
export function sourcesFor(parts: PipelinePageParts, actor: Actor, { t }: Words) {
  return [
    { value: '', text: t('Choose …') },
    ...parts.listDatasets(actor).map(({ id, name }) => ({ value: `dataset:${id}`, text: name })),
    ...parts.listUploads(actor).map(({ id, name }) => ({ value: `upload:${id}`, text: t('File: {name}', { name }) })),
  ];
}

/** The table that was chosen of them, and how it is called. Faults: `pipeline.noSource`. */
export function inputOf(
  parts: PipelinePageParts,
  actor: Actor,
  source: string,
): { input: { dataset: string } | { file: { upload: string } }; called: string } {
  const [kind, id = ''] = source.split(':');
  if (kind === 'dataset') {
    const { dataset } = parts.datasets.openDataset(actor, id);
    return { input: { dataset: id }, called: dataset.name };
  }
  const file = parts.listUploads(actor).find((upload) => upload.id === id);
  if (kind !== 'upload' || !file)
    throw new AppError('invalid', 'pipeline.noSource', 'Choose the table that the pipeline reads.', [
      { pointer: '/source', message: 'choose one' },
    ]);
  return { input: { file: { upload: id } }, called: file.name.replace(/\.[a-z0-9.]+$/i, '') };
}
