import { type Appliance, addDataset } from '../example-appliance.ts';
import type { HttpClient } from '../http-client.ts';
import type { Recipe } from './recipe.ts';

const PATH = '/api/v1/data-designer/quality';
const RULE = { check: 'rule-not-null', params: { column: 'org:resource' } };
const own = (house: Appliance) => addDataset(house, house.home.tenant.id, house.home.project.id, 'Own');
const present = (etag: string) => ({ 'if-match': etag });
const create = (house: Appliance, ann: HttpClient) => ann.post(`${PATH}/rules`, { datasetId: own(house), ...RULE });
const kept = async (house: Appliance, ann: HttpClient) => `${PATH}/rules/${(await create(house, ann)).json.id}`;

/** How each route about data quality that changes something is called rightly. */
export const QUALITY_RECIPES: Record<string, Recipe> = {
  [`POST ${PATH}/rules`]: create,
  [`PUT ${PATH}/rules/:qualityRule`]: async (house, ann) => ann.put(await kept(house, ann), RULE, present('1')),
  [`DELETE ${PATH}/rules/:qualityRule`]: async (house, ann) => ann.delete(await kept(house, ann), present('1')),
  [`PUT ${PATH}/settings/:dataset`]: (house, ann) =>
    ann.put(`${PATH}/settings/${own(house)}`, { checks: { 'equal-times': { off: true } } }, present('0')),
  'POST /datasets/:id/quality/rules': (house, ann) =>
    ann.submit(`/datasets/${own(house)}/quality/rules`, { 'rule.check': 'rule-unique-key', columns: 'org:resource' }),
  'POST /datasets/:id/quality/rules/:qualityRule': async (house, ann) => {
    const { id, datasetId } = (await create(house, ann)).json;
    return ann.submit(`/datasets/${datasetId}/quality/rules/${id}`, { do: 'disable', etag: '1' });
  },
  'POST /datasets/:id/quality/settings': (house, ann) =>
    ann.submit(`/datasets/${own(house)}/quality/settings`, { etag: '0', from: 'former-version' }),
};

/** Audit rows of what the recipes prepare; a dataset is made and then loaded. */
export const QUALITY_PREPARED: Record<string, number> = {
  ...Object.fromEntries(Object.keys(QUALITY_RECIPES).map((name) => [name, 2])),
  [`PUT ${PATH}/rules/:qualityRule`]: 3,
  [`DELETE ${PATH}/rules/:qualityRule`]: 3,
  'POST /datasets/:id/quality/rules/:qualityRule': 3,
};
