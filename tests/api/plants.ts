import { AppError, sql } from '#sdk';
import { systemActor } from '../../src/platform/access/actor.ts';
import type { Route } from '../../src/platform/http/route.ts';
import { plantConnection, plantExtraction } from '../connection-house.ts';
import { type Appliance, addDataset, addUser, builtFor, LOAD } from '../example-appliance.ts';
import type { HttpClient } from '../http-client.ts';
import { plantWebhook } from '../webhook-house.ts';
import { plantEntry } from './inbox-recipes.ts';

/** One id of everything that a tenant can have, each named with a word that must never be read elsewhere. */
export type Plants = Readonly<Record<Kind, string>>;

/** What stands before a parameter in an address, by what it names. A test demands a line for each. */
export const KINDS = {
  'projects/:id': 'project',
  'datasets/:id': 'dataset',
  'datasets/:ds': 'dataset',
  'versions/:version': 'version',
  'loads/:load': 'load',
  'history/:load': 'load',
  'uploads/:id': 'upload',
  'column-mappings/:id': 'mapping',
  'pipelines/:id': 'pipeline',
  'runs/:run': 'pipelineRun',
  'mappings/:id': 'mapping',
  'bin/:id': 'binned',
  'sessions/:id': 'session',
  'sessions/:session': 'session',
  'users/:id': 'user',
  'invitations/:id': 'user',
  'members/:user': 'user',
  'roles/:id': 'role',
  'groups/:id': 'group',
  'grants/:id': 'grant',
  'roles/:grant': 'grant',
  'members/:grant': 'grant',
  'tenants/:id': 'tenant',
  'workspaces/:id': 'workspace',
  'share/:share': 'share',
  'analyses/:id': 'analysis',
  'calendars/:id': 'calendar',
  'presets/:id': 'preset',
  'presets/:preset': 'preset',
  'models/:id': 'model',
  'models/:model': 'model',
  'rules/:id': 'rule',
  'rules/:rule': 'rule',
  'rules/:qualityRule': 'qualityRule',
  'settings/:dataset': 'dataset',
  'service-accounts/:id': 'service',
  'webhooks/:id': 'webhook',
  'connectors/:id': 'connection',
  'connections/:id': 'connection',
  'import-jobs/:id': 'extraction',
  'extractions/:id': 'extraction',
  'inbox/:id': 'told',
  'deliveries/:delivery': 'delivery',
  'api-keys/:id': 'key',
  'keys/:id': 'key',
  'tokens/:id': 'key',
  'row-policies/:id': 'policy',
  'policies/:policy': 'policy',
  'jobs/:id': 'job',
  'audit/:seq': 'entry',
  'audit-logs/:seq': 'entry',
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

/** Fields of bodies and queries that name something, by what they name. */
const FIELDS: Readonly<Record<string, Kind>> = {
  ...{ datasetId: 'dataset', projectId: 'project', project: 'project', workspaceId: 'workspace' },
  ...{ principalId: 'user', mappingId: 'mapping', dataset: 'dataset', connectionId: 'connection' },
};

export const paramsOf = (route: Route): string[] =>
  [...route.path.matchAll(/([^/]+)\/(:\w+)/g)].map(([, before, param]) => `${before}/${param}`);

const kindOf = (key: string): Kind | undefined => KINDS[key as keyof typeof KINDS];

/** The address with an id in the place of each parameter; of those that name nothing of a tenant, the word itself. */
export const addressOf = (route: Route, plantsOf: (place: number) => Plants): string => {
  let place = 0;
  return route.path.replace(/([^/]+)\/:(\w+)/g, (_, before, param) => {
    const kind = kindOf(`${before}/:${param}`);
    return `${before}/${kind ? plantsOf(place++)[kind] : param}`;
  });
};

/** What a field of this name holds where it names something. */
export const fieldOf = (name: string, plants: Plants): string | undefined =>
  FIELDS[name] ? plants[FIELDS[name]] : undefined;

const present = (etag: string) => ({ 'if-match': etag });

/** Plants one of everything. @param by an administrator of the tenant */
export async function plant(
  house: Appliance,
  by: HttpClient,
  where: { tenant: string; workspace: string; project: string },
  word: string,
): Promise<Plants> {
  const { tenant, workspace, project } = where;
  const name = (what: string) => `${word}-${what}`;
  const made = async (path: string, body: object): Promise<string> => {
    const got = await by.post(`/api/v1${path}`, body);
    if (!got.json?.id) throw new Error(`${path}: ${got.status} ${got.text}`);
    return got.json.id;
  };
  house.db.run(sql`update projects set name = ${name('project')} where tenant_id = ${tenant} and id = ${project}`);
  const dataset = addDataset(house, tenant, project, name('dataset'));
  const binned = addDataset(house, tenant, project, name('binned'));
  await by.delete(`/api/v1/projects/${project}/datasets/${binned}`, present('2'));
  const actor = systemActor('test', tenant);
  const version = house.datasets.openDataset(actor, dataset).version!.id;
  house.datasets.publishVersion(actor, dataset, builtFor(name('h')), LOAD);
  const load = house.datasets.listLoads(actor, dataset, { limit: 1, after: null, offset: 0 }).items[0]!.id;
  const user = await addUser(house, { login: name('user').toLowerCase(), tenant, role: 'viewer' });
  // Its name is its id, and ids are no secrets: what must not be read is what is said of it.
  const role = `role-${house.newId()}`;
  await by.post('/api/v1/admin/roles', { name: role, description: name('role'), permissions: ['read:projects'] });
  const group = await made('/admin/groups', { name: name('group') });
  await by.put(`/api/v1/admin/groups/${group}/members/${user}`);
  const filters = [{ id: 'has-activity', params: { activities: [name('activity')] } }];
  const text = `->( '${name('a')}', 'b' )`;
  const columns = [{ column: name('column'), role: 'case' }];
  const service = await made('/admin/service-accounts', { name: name('service'), roles: [] });
  const key = (await by.post('/api/v1/auth/keys', { name: name('key'), scopes: ['read:projects'], days: 1 })).json.key
    .id;
  const { seq } = house.db.get<{ seq: number }>(
    sql`select max(seq) as seq from audit_log where tenant_id = ${tenant}`,
  )!;
  const connection = await plantConnection(by, { name: name('connection'), workspaceId: workspace });
  const webhook = await plantWebhook(house, by, { name: name('webhook') });
  const pipeline = await made('/data-designer/pipelines', {
    ...{ name: name('pipeline'), workspaceId: workspace },
    document: { inputs: [{ name: 'rows', dataset }], steps: [] },
  });
  return {
    ...{ connection, extraction: await plantExtraction(by, name('extraction'), connection, dataset) },
    told: plantEntry(house, tenant, (await by.get('/api/v1/auth/me')).json.login, name('told')),
    ...{ webhook, delivery: (await by.post(`/api/v1/webhooks/${webhook}/test`)).json.id },
    ...{ tenant, workspace, project, dataset, version, binned, user, role, group, service, key, entry: String(seq) },
    load,
    job: plantJob(house, { tenant, workspace }, name('job')),
    upload: await made('/uploads', { name: `${name('upload')}.csv`, bytes: 10, projectId: project }),
    mapping: await made('/column-mappings', { name: name('mapping'), mapping: { columns }, workspaceId: workspace }),
    ...{ pipeline, pipelineRun: plantRun(house, { tenant, pipeline }, name('reason')) },
    session: (await by.get('/api/v1/auth/sessions')).json.items[0].id,
    grant: await made('/admin/grants', { principalId: group, role: 'auditor', workspaceId: null }),
    share: await made(`/projects/${project}/share`, { with: name('user'), role: 'viewer' }),
    analysis: await made('/analyses', { datasetId: dataset, id: 'echo' }),
    calendar: await made('/calendars', {
      ...{ name: name('calendar'), workspaceId: workspace },
      week: { monday: [{ from: '08:00', to: '16:00' }] },
    }),
    preset: await made('/analysis/filters/presets', { datasetId: dataset, name: name('preset'), filters }),
    model: await made('/analysis/conformance/models', { name: name('model'), projectId: project, text }),
    policy: await made('/admin/row-policies', { datasetId: dataset, name: name('policy'), holderKind: 'everyone' }),
    qualityRule: await made('/data-designer/quality/rules', {
      ...{ datasetId: dataset, name: name('quality') },
      ...{ check: 'rule-allowed-values', params: { column: 'org:resource', values: [name('value')] } },
    }),
    rule: await made('/analysis/conformance/rules', {
      ...{ projectId: project, name: name('rule') },
      ...{ template: 'starts-with', params: { activities: [name('first')] } },
    }),
  };
}

/** A job that came to nothing, with the word in its input and in what went wrong. */
function plantJob({ db, jobs }: Appliance, where: { tenant: string; workspace: string }, word: string): string {
  const { id } = db.transaction((tx) => jobs.enqueue(tx, { kind: 'planted', payload: { word }, ...where }));
  jobs.fail(jobs.claim(['planted'])!, new AppError('invalid', 'planted.wrong', word));
  return id;
}

/** A run of a pipeline that failed, with the word in its reason. */
function plantRun(house: Appliance, { tenant, pipeline }: { tenant: string; pipeline: string }, word: string): string {
  const id = house.newId();
  const error = JSON.stringify({ code: 'pipeline.rowsFailed', message: word });
  house.db.run(sql`insert into pipeline_runs (id, tenant_id, pipeline_id, version, job_id, user_id, cause, error, created_at)
    values (${id}, ${tenant}, ${pipeline}, 1, 'none', 'none', 'person', ${error}, 0)`);
  return id;
}

/** Deletes what was planted, in the order in which it stands on each other; what stays for ever gets the id of nothing. */
export async function uproot(house: Appliance, by: HttpClient, plants: Plants): Promise<Plants> {
  const api = (path: string, etag = '1') => by.delete(`/api/v1${path}`, present(etag));
  await api(`/webhooks/${plants.webhook}`);
  await api(`/data-designer/import-jobs/${plants.extraction}`);
  await api(`/data-designer/connectors/${plants.connection}`);
  await api(`/inbox/${plants.told}`);
  await api(`/projects/${plants.project}/share/${plants.share}`);
  await api(`/admin/grants/${plants.grant}`);
  await api(`/admin/groups/${plants.group}`);
  await api(`/admin/roles/${plants.role}`);
  await api(`/admin/row-policies/${plants.policy}`);
  await api(`/analyses/${plants.analysis}`);
  for (const [path, id] of [
    ['calendars', plants.calendar],
    ['column-mappings', plants.mapping],
    ['analysis/filters/presets', plants.preset],
    ['analysis/conformance/models', plants.model],
    ['analysis/conformance/rules', plants.rule],
    ['data-designer/quality/rules', plants.qualityRule],
    ['data-designer/pipelines', plants.pipeline],
    ['uploads', plants.upload],
  ])
    await api(`/${path}/${id}`);
  await api(`/jobs/${plants.job}`);
  await api(`/bin/${plants.binned}`, '3');
  await api(`/projects/${plants.project}`);
  house.db.run(sql`delete from users where id = ${plants.user}`);
  house.db.run(sql`delete from api_keys where id = ${plants.key}`);
  house.db.run(sql`delete from users where id = ${plants.service}`);
  const { tenant, workspace, session, entry } = nothing(house);
  return { ...plants, tenant, workspace, session, entry };
}

/** Ids that were never given to anything. */
export const nothing = ({ newId }: Pick<Appliance, 'newId'>): Plants => ({
  ...(Object.fromEntries(Object.values(KINDS).map((kind) => [kind, newId()])) as Plants),
  ...{ session: 'f'.repeat(16), entry: '999999999' },
});
