import { systemActor } from '../../src/platform/access/actor.ts';
import { type Appliance, addDataset, builtFor, LOAD } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import type { Recipe } from './recipe.ts';

/** A form as a browser without scripts sends it: what stands in it, and what is typed in its place. */
export async function fillForm(
  browser: HttpClient,
  page: string,
  action: string,
  typed: Record<string, string>,
): Promise<Got> {
  const { text } = await browser.get(page);
  const form = text.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const own = form.split('</form>')[0]!;
  const inputs = [...own.matchAll(/<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"/g)];
  const texts = [...own.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</g)];
  const fields = Object.fromEntries([...inputs, ...texts].map(([, name, value]) => [name!, plain(value!)]));
  return browser.send(action, { method: 'POST', body: new URLSearchParams({ ...fields, ...typed }) });
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
export const plain = (html: string): string =>
  html.replaceAll(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]!);

const own = (house: Appliance) => addDataset(house, house.home.tenant.id, house.home.project.id, 'Own');
const project = (house: Appliance) => `/projects/${house.home.project.id}`;
const binned = async (house: Appliance, ann: HttpClient): Promise<string> => {
  const id = own(house);
  await ann.delete(`/api/v1/projects/${house.home.project.id}/datasets/${id}`, { 'if-match': '2' });
  return id;
};
const fill =
  (page: string, typed: Record<string, string> = {}): Recipe =>
  (_, ann) =>
    fillForm(ann, page, page, typed);

/** What the pages of projects, datasets and the bin change. */
export const DATA_RECIPES: Record<string, Recipe> = {
  'POST /sample': (_, ann) => fillForm(ann, '/', '/sample', {}),
  'POST /projects/new': fill('/projects/new', { name: 'P' }),
  'POST /projects/:id/edit': (house, ann) => fill(`${project(house)}/edit`, { name: 'P' })(house, ann),
  'POST /projects/:id/delete': (house, ann) =>
    fill(`${project(house)}/delete`, { typed: house.home.project.name })(house, ann),
  'POST /datasets/:id/edit': (house, ann) => fill(`/datasets/${own(house)}/edit`, { name: 'D' })(house, ann),
  'POST /datasets/:id/delete': (house, ann) => fill(`/datasets/${own(house)}/delete`, { typed: 'own' })(house, ann),
  'POST /datasets/:id/versions/:version/restore': async (house, ann) => {
    const id = own(house);
    const actor = systemActor('test', house.home.tenant.id);
    const first = house.datasets.openDataset(actor, id).version!.id;
    house.datasets.publishVersion(actor, id, builtFor('b'), LOAD);
    return fillForm(ann, `/datasets/${id}/history`, `/datasets/${id}/versions/${first}/restore`, {});
  },
  'POST /bin/:id/restore': async (house, ann) => fillForm(ann, '/bin', `/bin/${await binned(house, ann)}/restore`, {}),
  'POST /bin/:id/purge': async (house, ann) =>
    fill(`/bin/${await binned(house, ann)}/purge`, { typed: 'Own' })(house, ann),
};

/** Recipes that prepare something which is audited as well; the sample's dataset is made and then loaded. */
export const DATA_PREPARED: Record<string, number> = {
  'POST /sample': 1,
  'POST /datasets/:id/edit': 2,
  'POST /datasets/:id/delete': 2,
  'POST /datasets/:id/versions/:version/restore': 3,
  'POST /bin/:id/restore': 3,
  'POST /bin/:id/purge': 3,
};
