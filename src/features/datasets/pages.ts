import { Type } from '#sdk';
import { mayIn } from '../../platform/access/guard.ts';
import { demandTypedName, orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { ChooseQuery, type Chosen, chooseRows } from '../../platform/listing/choose.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { scopeOfProject } from '../tenancy/index.ts';
import { deleteDataset } from './bin.ts';
import { editPages } from './edit-pages.ts';
import { historyPages } from './history-pages.ts';
import { findLoad } from './load-state.ts';
import { scopeOfDataset } from './model.ts';
import { type AnyCall, type DatasetPageParts, inProject, show, Text, texts, titled } from './page-parts.ts';
import { pushPages } from './push-pages.ts';
import { listDatasets, openDataset } from './use-cases.ts';
import { restoreVersion } from './versions.ts';

const DeleteForm = Type.Object({ typed: Text(500), etag: Text(64) });
const EVERY = { limit: 100_000, after: null, offset: 0 };

export const datasetPages = (parts: DatasetPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/projects/:id', permission: 'read:projects' },
    summary: 'A project with its datasets.',
    query: ChooseQuery,
    handler: (call) => ({ html: projectPage(parts, call, call.query) }),
  }),
  page({
    ...{ method: 'GET', path: '/datasets/:id', permission: 'read:datasets' },
    summary: 'A dataset: what it holds, its versions and loads.',
    handler: (call) => ({ html: datasetPage(parts, call) }),
  }),
  ...editPages(parts),
  ...historyPages(parts),
  ...pushPages(parts),
  ...deleting(parts),
  page({
    ...{ method: 'POST', path: '/datasets/:id/versions/:version/restore', permission: 'write:datasets' },
    summary: 'Makes an earlier version of a dataset the present one.',
    form: Type.Object({ etag: Text(64) }),
    handler: (call) => {
      const { id = '', version = '' } = call.params;
      const dataset = restoreVersion(parts, call.actor, id, version, call.body.etag);
      const values = { name: dataset.name, number: dataset.version!.number };
      call.reply.flash = texts(call).t('"{name}" shows version {number} again.', values);
      return { redirect: `/datasets/${id}/history` };
    },
  }),
];

function projectPage(parts: DatasetPageParts, call: AnyCall, query: Chosen): string {
  const project = parts.getProject(call.actor, call.params.id!, 'read:projects');
  const all = listDatasets(parts, call.actor, project.id, EVERY).items.map((dataset) => ({
    ...{ id: dataset.id, name: dataset.name, description: dataset.description, status: dataset.status },
    ...{ cases: dataset.version?.cases ?? null, events: dataset.version?.events ?? null },
    changedMs: dataset.updatedAtMs ?? dataset.createdAtMs,
    size: dataset.version?.events ?? 0,
  }));
  const { links, ...list } = chooseRows(all, query, call.viewer.locale);
  const may = {
    load: mayIn(call.actor, 'write:datasets', scopeOfProject(project)),
    change: mayIn(call.actor, 'write:projects', scopeOfProject(project)),
    analyse: mayIn(call.actor, 'read:analyses', scopeOfProject(project)),
    share: mayIn(call.actor, 'write:sharing', scopeOfProject(project)),
  };
  const data = { project, ...list, links: links(`/projects/${project.id}`), may };
  return show(
    parts,
    call,
    '@projects/project',
    { title: project.name, section: 'projects', place: inProject(project) },
    data,
  );
}

function datasetPage(parts: DatasetPageParts, call: AnyCall): string {
  const { dataset } = openDataset(parts, call.actor, call.params.id!);
  const may = {
    load: mayIn(call.actor, 'write:datasets', scopeOfDataset(dataset)),
    delete: mayIn(call.actor, 'delete:datasets', scopeOfDataset(dataset)),
    analyse: mayIn(call.actor, 'read:analyses', scopeOfDataset(dataset)),
    export: mayIn(call.actor, 'read:cases', scopeOfDataset(dataset)),
    share: mayIn(call.actor, 'write:sharing', scopeOfDataset(dataset)),
  };
  const data = { dataset, load: findLoad(parts, dataset), may };
  return show(parts, call, '@datasets/dataset', titled(parts, call, dataset.name, dataset), data);
}

const deleting = (parts: DatasetPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/delete', permission: 'delete:datasets' },
    summary: 'Asks whether a dataset shall be deleted.',
    handler: (call) => ({ html: deleteForm(parts, call, '', null) }),
  }),
  page({
    ...{ method: 'POST', path: '/datasets/:id/delete', permission: 'delete:datasets' },
    summary: 'Puts a dataset into the bin, once its name was typed.',
    form: DeleteForm,
    handler: (call) => {
      const { typed, etag } = call.body;
      return orAgain(
        () => {
          const { dataset } = openDataset(parts, call.actor, call.params.id!, 'delete:datasets');
          demandTypedName(typed, dataset.name);
          deleteDataset(parts, call.actor, dataset.id, etag);
          call.reply.flash = texts(call).t('The dataset "{name}" is in the bin.', { name: dataset.name });
          return { redirect: `/projects/${dataset.project}` };
        },
        (mistakes) => deleteForm(parts, call, typed, mistakes),
      );
    },
  }),
];

function deleteForm(parts: DatasetPageParts, call: AnyCall, typed: string, mistakes: FormMistakes | null): string {
  const { dataset } = openDataset(parts, call.actor, call.params.id!, 'delete:datasets');
  const data = { kind: 'dataset', of: dataset, typed, mistakes, back: `/datasets/${dataset.id}` };
  const title = `${textsIn(call.viewer.locale).t('Delete the dataset')}: ${dataset.name}`;
  return show(parts, call, '@projects/delete', titled(parts, call, title, dataset), data);
}
