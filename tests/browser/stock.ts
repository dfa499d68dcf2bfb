import type { HttpClient } from '../http-client.ts';
import type { BrowserBench } from './bench.ts';

/** Ids of what lies in the house, for the addresses of pages. */
export interface Stock {
  readonly project: string;
  /** With data. */
  readonly dataset: string;
  readonly caseId: string;
  /** Without data. */
  readonly empty: string;
  /** Deleted, and kept for 30 days. */
  readonly deleted: string;
  readonly user: string;
  readonly calendar: string;
  /** Complete, and waiting to hear what its columns are. */
  readonly upload: string;
  /** Where somebody chooses a first password. */
  readonly welcome: string;
}

const ROWS = 'case,activity,time,amount\n1,Register,2024-01-01T08:00:00Z,10\n1,Pay,2024-01-02T09:30:00Z,10\n';

/** Puts one thing of each kind into a house whose dataset is there. */
export async function stockUp({ admin }: BrowserBench, dataset: string): Promise<Stock> {
  const project = (await ok(admin.get('/api/v1/projects'))).items[0].id;
  const make = async (path: string, body: object) => (await ok(admin.post(path, body))).id as string;
  const empty = await make(`/api/v1/projects/${project}/datasets`, { name: 'Nothing in it yet' });
  const deleted = await make(`/api/v1/projects/${project}/datasets`, { name: 'Not wanted' });
  await ok(admin.delete(`/api/v1/projects/${project}/datasets/${deleted}`, { 'if-match': '1' }));
  const invited = await ok(
    admin.post('/api/v1/admin/users', { login: 'ann', displayName: 'Ann Berg', roles: ['analyst'] }),
  );
  const calendar = await make('/api/v1/calendars', {
    name: 'Office',
    week: { monday: [{ from: '08:00', to: '16:00' }] },
  });
  const sent = { method: 'POST', body: new TextEncoder().encode(ROWS) };
  const upload = (await ok(admin.send(`/api/v1/uploads/file?name=rows.csv&projectId=${project}`, sent))).id;
  const preset = [{ id: 'has-activity', params: { activities: ['Confirmation of receipt'] } }];
  await ok(admin.post('/api/v1/analysis/filters/presets', { datasetId: dataset, name: 'Confirmed', filters: preset }));
  const cases = await ok(admin.get(`/api/v1/analysis/cases?datasetId=${dataset}`));
  const welcome = new URL(invited.link.path, 'http://localhost').pathname;
  return {
    ...{ project, dataset, empty, deleted, calendar, upload, welcome },
    user: invited.user.id,
    caseId: cases.items[0].caseId,
  };
}

async function ok(asked: ReturnType<HttpClient['get']>) {
  const got = await asked;
  if (got.status >= 400) throw new Error(`the house could not be stocked: ${got.text}`);
  return got.json;
}
