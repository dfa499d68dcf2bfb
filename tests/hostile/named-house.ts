import type { Stock } from '../browser/stock.ts';
import type { HttpClient } from '../http-client.ts';

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
/** Activities that follow each other; then others do, so that models of them stay small. */
const IN_A_ROW = 6;

/** A log in which each name is a case, an activity, a person, a column, and a value of it. */
export function csvOf(names: readonly string[]): string {
  const lines = [['case', 'activity', 'time', 'resource', ...names].map(cell).join(',')];
  names.forEach((name, k) => {
    const row = names.slice(k - (k % IN_A_ROW), k - (k % IN_A_ROW) + IN_A_ROW);
    row.forEach((activity, i) => {
      const time = new Date(Date.UTC(2024, 0, 1 + k, 8, i)).toISOString();
      lines.push(
        [name, activity, time, name, ...names.map((_, column) => (column === k ? name : ''))].map(cell).join(','),
      );
    });
  });
  return `${lines.join('\n')}\n`;
}

/** What a name was refused for, and where. */
export interface Refusal {
  readonly field: string;
  readonly status: number;
  readonly detail: string;
}

/** Things under one name, as far as they take it; what refuses it is there under another, so that its page can be looked at. */
export interface Named {
  readonly stock: Stock;
  /** The name as the thing of each field of the stock has it. */
  readonly names: Readonly<Partial<Record<keyof Stock, string | undefined>>>;
  readonly refusals: readonly Refusal[];
  /** Takes away what would cost every later page a calculation. */
  clear(): Promise<void>;
}

const WEEK = { monday: [{ from: '08:00', to: '16:00' }] };

/** Makes one thing of each kind under a name. @param base whose dataset and project they belong to @param number another for each name */
export async function nameThings(by: HttpClient, base: Stock, name: string, number: number): Promise<Named> {
  const plain = `plain ${number}`;
  const names: Partial<Record<keyof Stock, string | undefined>> = {};
  const refusals: Refusal[] = [];
  const attempt = async (method: 'POST' | 'PUT', path: string, body: object, field: string, version = '1') => {
    const got = await by.send(`/api/v1${path}`, { method, body, headers: { 'if-match': version } });
    if (got.status >= 400) refusals.push({ field, status: got.status, detail: String(got.json?.detail ?? got.text) });
    return got.status < 400 ? got.json : null;
  };
  /** The thing under this name, or under a plain one. */
  const make = async (
    path: string,
    body: (called: string) => object,
    kind?: keyof Stock,
    read = 'name',
  ): Promise<string> => {
    const field = `POST ${path.replaceAll(/[0-9a-f-]{36}/g, ':id')}`;
    const made =
      (await attempt('POST', path, body(name), field)) ?? (await by.post(`/api/v1${path}`, body(plain))).json;
    const thing = made.user ?? made;
    if (thing[read] === undefined) throw new Error(`${field}: ${JSON.stringify(made)}`);
    if (kind) names[kind] = thing[read];
    return thing.id ?? thing.name;
  };
  const { project: home, dataset: datasetId } = base;
  const { workspaceId } = (await by.get(`/api/v1/projects/${home}`)).json;
  const project = await make('/projects', (called) => ({ name: called, description: called, workspaceId }), 'project');
  const empty = await make(`/projects/${home}/datasets`, (called) => ({ name: called, description: called }), 'empty');
  const deleted = await make(`/projects/${project}/datasets`, (called) => ({ name: called }), 'deleted');
  await by.delete(`/api/v1/projects/${project}/datasets/${deleted}`, { 'if-match': '1' });
  const user = await make(
    '/admin/users',
    (called) => ({ login: `person-${number}`, displayName: called, roles: [] }),
    'user',
    'displayName',
  );
  await attempt('POST', '/admin/users', { login: name, displayName: plain, roles: [] }, 'login');
  await attempt('PUT', '/auth/me/email', { email: name }, 'email');
  const serviceAccount = await make(
    '/admin/service-accounts',
    (called) => ({ name: called, roles: [] }),
    'serviceAccount',
  );
  const key = (called: string) => ({ name: called, scopes: ['read:projects'], days: 1 });
  await attempt('POST', `/admin/service-accounts/${serviceAccount}/keys`, key(name), 'key');
  const group = await make('/admin/groups', (called) => ({ name: called, description: called }), 'group');
  await by.put(`/api/v1/admin/groups/${group}/members/${user}`);
  const role = `role-${number}`;
  await attempt('POST', '/admin/roles', { name, permissions: ['read:projects'] }, 'role');
  await make(
    '/admin/roles',
    (called) => ({ name: role, description: called, permissions: ['read:projects'] }),
    'role',
    'description',
  );
  const workspace = await make('/admin/workspaces', (called) => ({ name: called, description: called }), 'workspace');
  await by.post('/api/v1/admin/grants', { principalId: group, role, workspaceId: workspace });
  const company = (called: string) => ({ name: called, taxId: called.slice(0, 40), industry: called });
  const tenant = await make('/admin/tenants', company, 'tenant');
  const calendar = await make(
    '/calendars',
    (called) => ({ name: called, description: called, workspaceId, week: WEEK }),
    'calendar',
  );
  const filters = [{ id: 'has-activity', params: { activities: [name] } }];
  await make('/analysis/filters/presets', (called) => ({ datasetId, name: called, description: called, filters }));
  await make('/column-mappings', (called) => ({
    name: called,
    workspaceId,
    mapping: { columns: [{ column: name, role: 'case' }] },
  }));
  const text = "->( 'first', 'last' )";
  const model = await make(
    '/analysis/conformance/models',
    (called) => ({ name: called, description: called, datasetId, text }),
    'model',
  );
  const rules = { datasetId, template: 'starts-with', params: { activities: [name] } };
  const rule = await make(
    '/analysis/conformance/rules',
    (called) => ({ ...rules, name: called, group: called }),
    'rule',
  );
  const conditions = [{ column: base.activityColumn, level: 'event', values: [name, { attribute: 'login' }] }];
  const policy = await make(
    '/admin/row-policies',
    (called) => ({ datasetId, name: called, holderKind: 'role', holder: 'viewer', conditions }),
    'policy',
  );
  const upload = await make('/uploads', (called) => ({ name: `${called}.csv`, bytes: 10, projectId: home }), 'upload');
  const [audited] = (await by.get('/api/v1/admin/audit-logs?limit=1')).json.items;
  // A row without a case or an activity is kept aside; and addresses know no `.` and no `..`.
  const inLog = name.trim() === '' ? undefined : name.toWellFormed();
  names.activity = inLog;
  names.caseId = inLog && /^\.\.?$/.test(inLog) ? undefined : inLog;
  return {
    stock: {
      ...base,
      ...{
        project: home,
        empty,
        deleted,
        user,
        serviceAccount,
        group,
        role,
        workspace,
        tenant,
        calendar,
        model,
        rule,
        policy,
        upload,
      },
      ...{
        auditRow: String(audited.seq),
        activity: names.activity ?? base.activity,
        caseId: names.caseId ?? base.caseId,
      },
    },
    ...{ names, refusals },
    async clear() {
      await by.delete(`/api/v1/uploads/${upload}`, { 'if-match': '1' });
      await by.delete(`/api/v1/analysis/conformance/models/${model}`, { 'if-match': '1' });
      await by.delete(`/api/v1/analysis/conformance/rules/${rule}`, { 'if-match': '1' });
      await by.delete(`/api/v1/admin/row-policies/${policy}`, { 'if-match': '1' });
      await by.delete(`/api/v1/calendars/${calendar}`, { 'if-match': '1' });
    },
  };
}
