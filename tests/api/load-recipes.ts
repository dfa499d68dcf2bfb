import { systemActor } from '../../src/platform/access/actor.ts';
import { type Appliance, addDataset, builtFor, LOAD } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { fillForm } from './data-recipes.ts';

type Recipe = (house: Appliance, ann: HttpClient) => Promise<Got>;

const own = (house: Appliance) => addDataset(house, house.home.tenant.id, house.home.project.id, 'Own');
const inApi = (house: Appliance, id: string) => `/api/v1/projects/${house.home.project.id}/datasets/${id}`;

/** A dataset with two versions, and the load that led to the second one. */
function loadedTwice(house: Appliance): { id: string; load: string } {
  const id = own(house);
  const actor = systemActor('test', house.home.tenant.id);
  house.datasets.publishVersion(actor, id, builtFor('b'), { ...LOAD, mode: 'append' });
  return { id, load: house.datasets.listLoads(actor, id, { limit: 1, after: null, offset: 0 }).items[0]!.id };
}

/** What pages and API of loads change. */
export const LOAD_RECIPES: Record<string, Recipe> = {
  'POST /api/v1/projects/:id/datasets/:ds/events': (house, ann) =>
    ann.send(`${inApi(house, own(house))}/events`, { method: 'POST', body: '[{"case":"a","activity":"b"}]' }),
  'POST /datasets/:id/history/policy': (house, ann) => {
    const id = own(house);
    return fillForm(ann, `/datasets/${id}/history`, `/datasets/${id}/history/policy`, { drift: 'map', stop: 'first' });
  },
  'POST /datasets/:id/history/:load/undo': (house, ann) => {
    const { id, load } = loadedTwice(house);
    return fillForm(ann, `/datasets/${id}/history/${load}`, `/datasets/${id}/history/${load}/undo`, {});
  },
  'POST /api/v1/projects/:id/datasets/:ds/loads/:load/undo': (house, ann) => {
    const { id, load } = loadedTwice(house);
    return ann.post(`${inApi(house, id)}/loads/${load}/undo`);
  },
  'PUT /api/v1/projects/:id/datasets/:ds/load-policy': (house, ann) =>
    ann.put(`${inApi(house, own(house))}/load-policy`, { drift: 'block', rejects: { stop: 'share', above: 0.1 } }),
};

/** Rows of the audit log that stand for the dataset and its second version. */
export const LOAD_PREPARED: Record<string, number> = {
  'POST /api/v1/projects/:id/datasets/:ds/events': 2,
  'POST /datasets/:id/history/policy': 2,
  'POST /datasets/:id/history/:load/undo': 3,
  'POST /api/v1/projects/:id/datasets/:ds/loads/:load/undo': 3,
  'PUT /api/v1/projects/:id/datasets/:ds/load-policy': 2,
};
