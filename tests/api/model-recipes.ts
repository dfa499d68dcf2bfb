import { type Appliance, addDataset } from '../example-appliance.ts';
import { csrfOf, type Got, type HttpClient } from '../http-client.ts';
import type { Recipe } from './recipe.ts';

const MODELS = '/api/v1/analysis/conformance/models';
const RULES = '/api/v1/analysis/conformance/rules';
const RULE = { template: 'starts-with', params: { activities: ['register'] } };
const TREE = "->( 'a', 'b' )";
const own = (house: Appliance) => addDataset(house, house.home.tenant.id, house.home.project.id, 'Own');
const present = (etag: string) => ({ 'if-match': etag });
const create = (house: Appliance, ann: HttpClient) =>
  ann.post(MODELS, { name: 'M', projectId: house.home.project.id, text: TREE });
const kept = async (house: Appliance, ann: HttpClient) => `${MODELS}/${(await create(house, ann)).json.id}`;
const createRule = (house: Appliance, ann: HttpClient) =>
  ann.post(RULES, { projectId: house.home.project.id, ...RULE });
const keptRule = async (house: Appliance, ann: HttpClient) => `${RULES}/${(await createRule(house, ann)).json.id}`;

/** Sends the form that keeps a model, as the page of a dataset does. */
async function keepByPage(house: Appliance, ann: HttpClient): Promise<Got> {
  const at = `/datasets/${own(house)}/conformance/models`;
  const csrf = csrfOf((await ann.get(`${at}/new`)).text);
  const body = new FormData();
  body.set('csrf', csrf);
  body.set('name', 'M');
  body.set('file', new File([TREE], 'model.txt'));
  return ann.send(at, { method: 'POST', body });
}

/** Sends a form of a kept model, as its page does. */
const modelByPage = async (house: Appliance, ann: HttpClient, below: string, fields: object) =>
  ann.submit(`${modelPages(house)}/${(await create(house, ann)).json.id}${below}`, fields);
const modelPages = (house: Appliance) => `/projects/${house.home.project.id}/models`;

/** Sends a form of rules, as the page of a dataset does. */
const ruleByPage = (house: Appliance, ann: HttpClient, below: string, fields: object) =>
  ann.submit(`/datasets/${own(house)}/conformance/rules${below}`, fields);

/** How each route about kept models and rules that changes something is called rightly. */
export const MODEL_RECIPES: Record<string, Recipe> = {
  'POST /datasets/:id/conformance/models': keepByPage,
  'POST /datasets/:id/conformance/rules': (house, ann) =>
    ruleByPage(house, ann, '', { 'rule.template': 'starts-with', activities: 'register' }),
  'POST /datasets/:id/conformance/rules/:rule': async (house, ann) =>
    ruleByPage(house, ann, `/${(await createRule(house, ann)).json.id}`, { do: 'disable', etag: '1' }),
  'POST /datasets/:id/models/keep': (house, ann) =>
    ann.submit(`/datasets/${own(house)}/models/keep`, { name: 'M', algorithm: 'alpha' }),
  'POST /projects/:id/models/keep': (house, ann) => ann.submit(`${modelPages(house)}/keep`, { name: 'M', text: TREE }),
  'POST /projects/:id/models/:model/edit': (house, ann) => modelByPage(house, ann, '/edit', { name: 'N', etag: '1' }),
  'POST /projects/:id/models/:model/delete': (house, ann) =>
    modelByPage(house, ann, '/delete', { typed: 'M', etag: '1' }),
  'POST /projects/:id/models/:model/scores': (house, ann) =>
    modelByPage(house, ann, '/scores', { dataset: own(house) }),
  'POST /projects/:id/models/:model/versions/keep': (house, ann) =>
    modelByPage(house, ann, '/versions/keep', { text: "->( 'a', 'c' )", etag: '1' }),
  [`POST ${MODELS}`]: create,
  [`PUT ${MODELS}/:id`]: async (house, ann) => ann.put(await kept(house, ann), { name: 'N' }, present('1')),
  [`DELETE ${MODELS}/:id`]: async (house, ann) => ann.delete(await kept(house, ann), present('1')),
  [`POST ${MODELS}/:id/versions`]: async (house, ann) =>
    ann.post(`${await kept(house, ann)}/versions`, { text: "->( 'a', 'c' )" }, present('1')),
  [`POST ${MODELS}/:id/scores`]: async (house, ann) =>
    ann.post(`${await kept(house, ann)}/scores`, { datasetId: own(house) }),
  [`POST ${RULES}`]: createRule,
  [`PUT ${RULES}/:id`]: async (house, ann) => ann.put(await keptRule(house, ann), RULE, present('1')),
  [`DELETE ${RULES}/:id`]: async (house, ann) => ann.delete(await keptRule(house, ann), present('1')),
};

/** Audit rows of what the recipes prepare; a dataset is made and then loaded. */
export const MODEL_PREPARED: Record<string, number> = {
  'POST /datasets/:id/conformance/models': 2,
  'POST /datasets/:id/models/keep': 2,
  'POST /datasets/:id/conformance/rules': 2,
  'POST /datasets/:id/conformance/rules/:rule': 3,
  'POST /projects/:id/models/:model/edit': 1,
  'POST /projects/:id/models/:model/delete': 1,
  'POST /projects/:id/models/:model/scores': 3,
  'POST /projects/:id/models/:model/versions/keep': 1,
  [`PUT ${MODELS}/:id`]: 1,
  [`DELETE ${MODELS}/:id`]: 1,
  [`POST ${MODELS}/:id/versions`]: 1,
  [`POST ${MODELS}/:id/scores`]: 3,
  [`PUT ${RULES}/:id`]: 1,
  [`DELETE ${RULES}/:id`]: 1,
};
