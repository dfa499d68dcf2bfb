/**
 * Everything that makes files out of data, in a workspace of the region "eu": uploads, previews, loads, calculations with text filters and
 * calendars, exports, the bin. Run under a tracer by regions.test.ts; it is told the
 * root of the region, and a folder in which it marks where what is looked at begins and ends.
 */
import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Got } from '../http-client.ts';
import { realAppliance } from '../real-appliance.ts';

const [root = '', marks = ''] = process.argv.slice(2);
const mark = (name: string) => mkdirSync(join(marks, name));
const CANARY = 'CANARY-OF-THE-REGION';

const config = join(marks, 'adit.toml');
writeFileSync(config, `[data.regions]\neu = ${JSON.stringify(root)}\n`);
const house = await realAppliance({}, config);
const admin = await house.signIn();
const ok = async (asked: Promise<Got>) => {
  const got = await asked;
  if (got.status >= 300) throw new Error(`${got.status} ${got.text}`);
  return got.json;
};
const workspace = (await ok(admin.post('/api/v1/admin/workspaces', { name: 'In Europe', region: 'eu' }))).id;
const project = (await ok(admin.post('/api/v1/projects', { name: 'P', workspaceId: workspace }))).id;
const week = { monday: [{ from: '08:00', to: '16:00' }] };
const calendar = (await ok(admin.post('/api/v1/calendars', { name: 'C', workspaceId: workspace, week }))).id;
// What starts once (threads, children, native libraries) has started before the trace is looked at.
const warm = await house.load('warm', 'case,activity,time\n1,a,2024-01-01T08:00:00Z\n1,b,2024-01-01T09:00:00Z\n');
// The quality of it is measured behind the load; that opens its columns, elsewhere than in the region.
while (house.appliance.jobs.list({ kind: 'quality.measure', states: ['done'] }).length === 0) await Bun.sleep(50);
const calculate = (datasetId: string, id: string, params: object, filters: unknown[] = []) =>
  ok(
    admin.post('/api/v1/analysis/calculators/execute', {
      datasetId,
      id,
      params,
      filters,
      calendar: { calendarId: calendar },
    }),
  );

mark('begin');
const rows = Array.from(
  { length: 300 },
  (_, i) => `${i},${CANARY} ${i % 3},2024-01-0${1 + (i % 7)}T08:00:00Z,note ${CANARY} ${i}`,
);
const bytes = new TextEncoder().encode(`case,activity,time,note\n${rows.join('\n')}\n`);
const sent = { method: 'POST', body: bytes };
const upload = (await ok(admin.send(`/api/v1/uploads/file?name=rows.csv&projectId=${project}`, sent))).id;
await ok(admin.post(`/api/v1/uploads/${upload}/preview`, { rows: 5 }));
await ok(admin.post(`/api/v1/uploads/${upload}/load`, { newDatasetName: 'D' }));
let dataset: { id: string; version: unknown } | undefined;
while (!dataset?.version) {
  await Bun.sleep(50);
  dataset = (await ok(admin.get(`/api/v1/projects/${project}/datasets`))).items[0];
}
const { id } = dataset;
await calculate(id, 'process-map', {});
await calculate(id, 'case-duration', {});
const matches = { id: 'event-attribute', params: { attribute: 'note', operator: 'regex', value: `${CANARY} .*7` } };
await calculate(id, 'variants', {}, [{ id: 'has-activity', params: { activities: [`${CANARY} 1`] } }, matches]);
const { url } = house.server;
const api = `${url}/api/v1/projects/${project}/datasets/${id}/export`;
const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
for (const query of ['', '?format=csv']) await (await fetch(api + query, { headers: { cookie } })).arrayBuffer();
await ok(admin.delete(`/api/v1/projects/${project}/datasets/${id}`, { 'if-match': '2' }));
await ok(admin.delete(`/api/v1/bin/${id}`, { 'if-match': '3' }));
mark('end');
writeSync(1, JSON.stringify({ folder: house.folder, dataset: id, warm }));
await house.end();
