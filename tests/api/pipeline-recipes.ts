import { type Appliance, addDataset } from '../example-appliance.ts';
import type { HttpClient } from '../http-client.ts';
import type { Recipe } from './recipe.ts';

const PATH = '/api/v1/data-designer/pipelines';
const BYTES = new TextEncoder().encode('case,activity,time\na,x,2024-01-01T08:00:00Z\n');
const present = (etag: string) => ({ 'if-match': etag });

/** A document over a file that was sent, into a dataset of one's own. */
async function document(house: Appliance, ann: HttpClient) {
  const { id: project, tenant } = house.home.project;
  const sent = { name: 'a.csv', bytes: BYTES.length, projectId: project };
  const { id: upload } = (await ann.post('/api/v1/uploads', sent)).json;
  await ann.send(`/api/v1/uploads/${upload}/content`, { method: 'PUT', body: BYTES });
  const output = { dataset: addDataset(house, tenant, project, 'Own') };
  return { inputs: [{ name: 'rows', file: { upload } }], steps: [], output };
}

const create = async (house: Appliance, ann: HttpClient) =>
  ann.post(PATH, { name: 'P', document: await document(house, ann) });
const kept = async (house: Appliance, ann: HttpClient): Promise<string> =>
  `${PATH}/${(await create(house, ann)).json.id}`;

/** How each route of pipelines that changes something is called rightly. */
export const PIPELINE_RECIPES: Record<string, Recipe> = {
  [`POST ${PATH}`]: create,
  [`PUT ${PATH}/:id`]: async (house, ann) => {
    const { id, document } = (await create(house, ann)).json;
    return ann.put(`${PATH}/${id}`, { name: 'Q', document }, present('1'));
  },
  [`DELETE ${PATH}/:id`]: async (house, ann) => ann.delete(await kept(house, ann), present('1')),
  [`POST ${PATH}/:id/publish`]: async (house, ann) => ann.post(`${await kept(house, ann)}/publish`, {}),
  'POST /pipelines': async (house, ann) => {
    const source = `upload:${(await document(house, ann)).inputs[0]!.file.upload}`;
    return ann.submit('/pipelines', { name: 'P', source });
  },
  'POST /pipelines/:id': async (house, ann) => {
    const { id } = (await create(house, ann)).json;
    return ann.submit(`/pipelines/${id}`, { do: 'add:sort', etag: '1' });
  },
  'POST /pipelines/:id/delete': async (house, ann) => {
    const { id } = (await create(house, ann)).json;
    return ann.submit(`/pipelines/${id}/delete`, { etag: '1' });
  },
  [`POST ${PATH}/:id/run`]: async (house, ann) => ann.post(`${await kept(house, ann)}/run`, { version: 1 }),
};

/** Audit rows of what the recipes prepare: a file is sent, and a dataset is made and loaded. */
export const PIPELINE_PREPARED: Record<string, number> = {
  ...Object.fromEntries(Object.keys(PIPELINE_RECIPES).map((name) => [name, 5])),
  [`POST ${PATH}`]: 4,
  'POST /pipelines': 4,
};
