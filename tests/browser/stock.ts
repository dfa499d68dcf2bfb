import {
  CONNECTIONS,
  plantConnection,
  plantDraft,
  plantExtraction,
  plantPushes,
  SOURCE_FOLDER,
} from '../connection-house.ts';
import type { HttpClient } from '../http-client.ts';
import { NOWHERE, newWebhook, WEBHOOKS } from '../webhook-house.ts';
import type { BrowserBench } from './bench.ts';

/** Ids of what lies in the house, for the addresses of pages. */
export interface Stock {
  readonly project: string;
  /** With data; with one of its cases, and its most frequent activity. */
  readonly dataset: string;
  readonly caseId: string;
  readonly activity: string;
  /** The column of activities, as the log calls it. */
  readonly activityColumn: string;
  /** Without data. */
  readonly empty: string;
  /** A rule about the dataset. */
  readonly rule: string;
  /** A rule about the quality of its data. */
  readonly qualityRule: string;
  /** Deleted, and kept for 30 days. */
  readonly deleted: string;
  readonly user: string;
  /** With a key. */
  readonly serviceAccount: string;
  /** That was sent a message which nobody took. */
  readonly webhook: string;
  /** To a folder of files. */
  readonly connection: string;
  /** To a folder that is not opened. */
  readonly closed: string;
  /** Of that connection, into the dataset without data. */
  readonly extraction: string;
  /** A connection that takes what is pushed, and its import job. */
  readonly pushConnection: string;
  readonly pushExtraction: string;
  /** Of another one that was begun. */
  readonly draft: string;
  readonly group: string;
  /** By its name. */
  readonly role: string;
  readonly tenant: string;
  readonly workspace: string;
  /** A row of the audit log with something before and after. */
  readonly auditRow: string;
  /** A row policy of the dataset that shows everybody everything. */
  readonly policy: string;
  /** The last load of the dataset. */
  readonly load: string;
  readonly calendar: string;
  /** Discovered from the dataset. */
  readonly model: string;
  /** Complete, and waiting to hear what its columns are. */
  readonly upload: string;
  /** Kept, of a wide file. */
  readonly mapping: string;
  readonly pipeline: string;
  /** The load of a file. */
  readonly job: string;
  /** Of the appliance's repeated work, and the schedule that asked for it. */
  readonly houseJob: string;
  readonly schedule: string;
  /** Where somebody chooses a first password. */
  readonly welcome: string;
}

const ROWS = 'case,activity,time,amount\n1,Register,2024-01-01T08:00:00Z,10\n1,Pay,2024-01-02T09:30:00Z,10\n';

/** Puts one thing of each kind into a house whose dataset is there. */
export async function stockUp({ admin }: Pick<BrowserBench, 'admin'>, dataset: string): Promise<Stock> {
  const project = (await ok(admin.get('/api/v1/projects'))).items[0].id;
  const make = async (path: string, body: object) => (await ok(admin.post(path, body))).id as string;
  const empty = await make(`/api/v1/projects/${project}/datasets`, { name: 'Nothing in it yet' });
  const deleted = await make(`/api/v1/projects/${project}/datasets`, { name: 'Not wanted' });
  await ok(admin.delete(`/api/v1/projects/${project}/datasets/${deleted}`, { 'if-match': '1' }));
  const invited = await ok(
    admin.post('/api/v1/admin/users', { login: 'ann', displayName: 'Ann Berg', roles: ['analyst'] }),
  );
  const webhook = (await ok(admin.post(WEBHOOKS, newWebhook(NOWHERE)))).webhook.id;
  await ok(admin.post(`${WEBHOOKS}/${webhook}/test`));
  const connection = await plantConnection(admin, { name: 'Exports of the ERP', folder: SOURCE_FOLDER });
  await ok(admin.post(`${CONNECTIONS}/${connection}/test`));
  const closed = await plantConnection(admin, { name: 'Old exports' });
  await ok(admin.post(`${CONNECTIONS}/${closed}/test`));
  const extraction = await plantExtraction(admin, 'Orders of the ERP', connection, empty);
  const target = await make(`/api/v1/projects/${project}/datasets`, { name: 'Orders as they come' });
  const pushed = await plantPushes(admin, target);
  const draft = await plantDraft(admin, connection, empty);
  const serviceAccount = await make('/api/v1/admin/service-accounts', { name: 'ERP export', roles: ['analyst'] });
  const key = {
    name: 'Nightly export',
    scopes: ['read:projects', 'read:datasets'],
    networks: ['10.20.0.0/16'],
    days: 90,
  };
  for (const keys of [`/api/v1/admin/service-accounts/${serviceAccount}/keys`, '/api/v1/auth/keys'])
    await ok(admin.post(keys, key));
  // It waits for its first code, and its page shows it.
  await ok(admin.post('/api/v1/auth/second-factor'));
  // Its page says what becomes of a key that is there.
  await ok(admin.post('/api/v1/admin/privacy/pseudonyms/renew'));
  const calendar = await make('/api/v1/calendars', {
    name: 'Office',
    week: { monday: [{ from: '08:00', to: '16:00' }] },
  });
  const sent = { method: 'POST', body: new TextEncoder().encode(ROWS) };
  const upload = (await ok(admin.send(`/api/v1/uploads/file?name=rows.csv&projectId=${project}`, sent))).id;
  const mapping = await make('/api/v1/column-mappings', {
    name: 'Orders, one row each',
    mapping: {
      columns: [{ column: 'order', role: 'case' }],
      events: [{ time: 'created' }, { time: 'paid', activity: 'Pay' }],
    },
  });
  const pipeline = await make('/api/v1/data-designer/pipelines', {
    name: 'Orders that were paid',
    document: {
      inputs: [{ name: 'rows', file: { upload } }],
      steps: [
        { id: 'times', transform: 'convert-type', params: { columns: ['time'], to: 'time', zone: 'UTC' } },
        { id: 'named', transform: 'rename', params: { names: [{ column: 'case', name: 'order' }] } },
      ],
      output: { dataset: empty },
    },
  });
  const log = await aboutLog(admin, dataset);
  const preset = [{ id: 'has-activity', params: { activities: [log.activity] } }];
  await ok(admin.post('/api/v1/analysis/filters/presets', { datasetId: dataset, name: 'Confirmed', filters: preset }));
  const { model, rule } = await holdAgainst(admin, dataset, log.activity);
  const qualityRule = await make('/api/v1/data-designer/quality/rules', {
    ...{ datasetId: dataset, name: 'It is known what was done', check: 'rule-allowed-values', severity: 'error' },
    params: { column: log.activityColumn, values: [log.activity, 'Something else'] },
  });
  const [audited] = (await ok(admin.get('/api/v1/admin/audit-logs?action=user.create&limit=1'))).items;
  const auditRow = String(audited.seq);
  const policy = await make('/api/v1/admin/row-policies', {
    ...{ datasetId: dataset, name: 'Everybody', holderKind: 'everyone' },
  });
  await make('/api/v1/admin/row-policies', {
    ...{ datasetId: dataset, name: 'Own work', holderKind: 'role', holder: 'viewer' },
    conditions: [{ column: log.activityColumn, level: 'event', values: [{ attribute: 'login' }, log.activity] }],
  });
  const [last] = (await ok(admin.get(`/api/v1/projects/${project}/datasets/${dataset}/loads?limit=1`))).items;
  const welcome = new URL(invited.link.path, 'http://localhost').pathname;
  return {
    ...{ project, empty, deleted, calendar, upload, mapping, pipeline, welcome },
    ...{
      user: invited.user.id,
      serviceAccount,
      webhook,
      connection,
      closed,
      extraction,
      pushConnection: pushed.connection,
      pushExtraction: pushed.extraction,
      draft,
      auditRow,
      policy,
      model,
      rule,
      qualityRule,
    },
    ...{ load: last.id, ...log },
    ...(await workOf(admin)),
    ...(await companyOf(admin, project, invited.user.id)),
  };
}

/** A load, and a run of what the appliance repeats. */
async function workOf(admin: HttpClient): Promise<Pick<Stock, 'job' | 'houseJob' | 'schedule'>> {
  const schedule = 'bin.empty';
  const [load] = (await ok(admin.get('/api/v1/jobs?kind=dataset.import&limit=1'))).items;
  const { job: houseJob } = await ok(admin.post(`/api/v1/admin/schedules/${schedule}/run`));
  return { job: load.id, houseJob, schedule };
}

/** People, groups and roles; a second workspace, to choose from at the top of each page; another company. */
async function companyOf(
  admin: HttpClient,
  project: string,
  ann: string,
): Promise<Pick<Stock, 'group' | 'role' | 'tenant' | 'workspace'>> {
  const make = async (path: string, body: object) => ok(admin.post(`/api/v1/admin/${path}`, body));
  const role = { name: 'claims-lead', description: 'Leads claims', permissions: ['read:projects', 'write:calendars'] };
  await make('roles', role);
  const { id: group } = await make('groups', { name: 'Auditors of claims', description: 'From the second line' });
  await admin.put(`/api/v1/admin/groups/${group}/members/${ann}`);
  await make('grants', { principalId: group, role: 'auditor', workspaceId: null });
  const { id: workspace } = await make('workspaces', { name: 'Payments', description: 'Accounts payable' });
  for (const principalId of [ann, group])
    await make('grants', { principalId, role: role.name, workspaceId: workspace });
  await ok(admin.post(`/api/v1/projects/${project}/share`, { with: 'ann', role: 'viewer' }));
  const company = { taxId: 'DE 811 234 567', industry: 'Insurance', size: '250-999' };
  const { id: tenant } = await make('tenants', { name: 'Northern Mutual', ...company });
  return { group, role: role.name, tenant, workspace };
}

/** Models and rules that cases of the log break and keep; gives the model that was discovered from it, and one rule. */
async function holdAgainst(
  admin: HttpClient,
  datasetId: string,
  activity: string,
): Promise<{ model: string; rule: string }> {
  const models = '/api/v1/analysis/conformance/models';
  const discover = { algorithm: 'inductive', params: { filterThreshold: 0.2 } };
  await ok(
    admin.post(models, { name: 'As it was designed', datasetId, text: `->( '${activity}', 'File the receipt' )` }),
  );
  const { id: model } = await ok(admin.post(models, { name: 'As most cases go', datasetId, discover }));
  await ok(admin.post(`${models}/${model}/scores`, { datasetId }));
  const rules = '/api/v1/analysis/conformance/rules';
  const must = { template: 'must-contain', params: { activities: ['File the receipt'] } };
  const { id: rule } = await ok(admin.post(rules, { datasetId, name: 'Nothing is lost', severity: 'error', ...must }));
  await ok(admin.post(rules, { datasetId, template: 'starts-with', params: { activities: [activity] } }));
  await ok(
    admin.post(rules, { datasetId, template: 'ends-with', severity: 'info', params: { activities: [activity] } }),
  );
  return { model, rule };
}

/** The dataset, and what addresses name in it. */
export async function aboutLog(
  admin: HttpClient,
  dataset: string,
): Promise<Pick<Stock, 'dataset' | 'caseId' | 'activity' | 'activityColumn'>> {
  const cases = await ok(admin.get(`/api/v1/analysis/cases?datasetId=${dataset}`));
  const calculate = async (id: string, params: object) =>
    (await ok(admin.post('/api/v1/analysis/calculators/execute', { datasetId: dataset, id, params }))).data;
  const { nodes }: { nodes: { activity: string; count: number }[] } = await calculate('process-map', {
    durations: false,
  });
  const { columns }: { columns: { id: string; name: string }[] } = await calculate('data-information', {});
  const [most] = nodes.toSorted((a, b) => b.count - a.count);
  const activityColumn = columns.find(({ id }) => id === 'activity')!.name;
  return { dataset, caseId: cases.items[0].caseId, activity: most!.activity, activityColumn };
}

async function ok(asked: ReturnType<HttpClient['get']>) {
  const got = await asked;
  if (got.status >= 400) throw new Error(`the house could not be stocked: ${got.text}`);
  return got.json;
}
