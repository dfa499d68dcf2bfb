/** Several files as one log, wide rows, records and raw files, with the real engine. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { until } from '../adit-bench.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

const HEAD = 'case,activity,time\n';
const MARCH = `${HEAD}a,x,2024-03-01T08:00:00Z\na,y,2024-03-01T09:00:00Z\n`;
const APRIL = `${HEAD}a,z,2024-04-01T08:00:00Z\nb,x,soon\nb,x,2024-04-02T08:00:00Z\n`;

/** Each look into a file starts a process. */
const TIMEOUT_MS = 60_000;

let real: RealAppliance;
let ann: HttpClient;
let project: string;
beforeAll(async () => {
  real = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__SERVER__MAX_OPEN_UPLOADS: '100' });
  ann = await real.signIn();
  project = real.appliance.tenancy.ensureHome().project.id;
}, 60_000);
afterAll(() => real.end());

const send = async (name: string, text: string): Promise<string> => {
  const at = `/api/v1/uploads/file?name=${encodeURIComponent(name)}&projectId=${project}`;
  return (await ann.send(at, { method: 'POST', body: new TextEncoder().encode(text) })).json.id;
};
async function load(id: string, body: object) {
  const asked = await ann.post(`/api/v1/uploads/${id}/load`, body);
  expect([asked.status, asked.text]).toEqual([202, expect.any(String)]);
  return until(async () => {
    const { json } = await ann.get(`/api/v1/uploads/${id}/status`);
    return ['done', 'failed', 'cancelled'].includes(json.stage) ? json : undefined;
  });
}
const variants = async (datasetId: string) => {
  const { json } = await ann.post('/api/v1/analysis/calculators/execute', { datasetId, id: 'variants' });
  return (json.data.items as { activities: string[]; count: number }[]).map(
    ({ activities, count }) => `${count} ${activities.join(' ')}`,
  );
};

test(
  'files with the same columns are offered as one, loaded in one load, and recorded each',
  async () => {
    const [march, other, april] = [
      await send('march.csv', MARCH),
      await send('other.csv', 'id;step\n1;a\n'),
      await send('april.csv', APRIL),
    ];
    const page = (await ann.get(`/uploads/together?id=${march}&id=${other}&id=${april}`)).text;
    expect(page).toContain('2 files with the same columns');
    expect(page.match(/Load them as one log/g)).toHaveLength(1);
    const put = await ann.post('/api/v1/uploads/together', { uploadIds: [march, april] });
    expect([put.status, put.json.id]).toEqual([200, march]);
    // What is part of another is not loaded by itself.
    expect((await ann.post(`/api/v1/uploads/${april}/load`, { newDatasetName: 'D' })).json.code).toBe(
      'upload.partOfAnother',
    );
    const status = await load(march, { newDatasetName: 'Spring', mapping: { fileColumn: 'source' } });
    expect(status).toMatchObject({ stage: 'done', result: { events: 4, read: 5, accepted: 4, rejected: 1 } });
    expect(status.result.sample).toEqual([
      { file: 'april.csv', line: 3, column: 'time', value: 'soon', reason: 'is not an ISO 8601 time' },
    ]);
    expect((await variants(status.datasetId)).sort()).toEqual(['1 x', '1 x y z']);
    await real.appliance.uploads.sweep();
    const { items } = (await ann.get('/api/v1/uploads')).json;
    const of = (id: string) => items.find((one: { id: string }) => one.id === id);
    expect(of(march)).toMatchObject({ state: 'loaded', rows: { read: 5, accepted: 4, refused: 1 }, leadId: null });
    expect(of(april)).toMatchObject({ state: 'loaded', rows: null, leadId: march });
    const records = (await ann.get('/uploads')).text;
    for (const part of ['march.csv', 'april.csv', 'Spring', 'together with others']) expect(records).toContain(part);
    // The raw files are there as they came, and who fetched them is recorded.
    expect((await ann.get(`/api/v1/uploads/${april}/file`)).text).toBe(APRIL);
    const [entry] = (await ann.get('/api/v1/admin/audit-logs?action=upload.download&limit=1')).json.items;
    expect(entry.object).toBe(`upload/${april}`);
  },
  TIMEOUT_MS,
);

test(
  'taken apart, each is its own again; a file with other columns fails the load with its name',
  async () => {
    const [a, b] = [await send('a.csv', MARCH), await send('b.csv', 'id,activity,time\n1,x,2024-01-01T08:00:00Z\n')];
    await ann.post('/api/v1/uploads/together', { uploadIds: [a, b] });
    const failed = await load(a, { newDatasetName: 'Two' });
    expect([failed.stage, failed.error.code]).toEqual(['failed', 'import.partColumns']);
    expect(failed.error.message).toContain(
      '"b.csv" cannot be read as one with "a.csv": it lacks "case", and it has "id" besides',
    );
    const [c, d] = [await send('c.csv', MARCH), await send('d.csv', APRIL)];
    await ann.post('/api/v1/uploads/together', { uploadIds: [c, d] });
    expect((await ann.post(`/api/v1/uploads/${c}/apart`)).status).toBe(200);
    expect((await ann.get(`/api/v1/uploads/${d}`)).json.leadId).toBeNull();
    expect((await load(d, { newDatasetName: 'April' })).result.read).toBe(3);
    for (const ids of [[c], [c, c], [c, 'nothing'], [c, d]])
      expect((await ann.post('/api/v1/uploads/together', { uploadIds: ids })).status).toBeOneOf([400, 404, 409]);
  },
  TIMEOUT_MS,
);

test(
  'a wide file: events from its times, by a kept mapping that then says where it is used',
  async () => {
    const id = await send(
      'wide.csv',
      'order,created,paid\nA,2024-03-01T08:00:00Z,2024-03-02T08:00:00Z\nB,2024-03-01T09:00:00Z,\n',
    );
    const mapping = {
      columns: [{ column: 'order', role: 'case' }],
      events: [{ time: 'created', activity: 'Create' }, { time: 'paid' }],
    };
    const preview = (await ann.post(`/api/v1/uploads/${id}/preview`, { mapping })).json;
    expect(preview.counts).toMatchObject({ read: 2, accepted: 2, events: 3, cases: 2, activities: 2 });
    expect(preview.columns[2]).toMatchObject({ name: 'paid', missing: 1, bad: 0, holds: 'time' });
    const kept = (await ann.post('/api/v1/column-mappings', { name: 'Orders, wide', mapping })).json.id;
    const status = await load(id, { newDatasetName: 'Wide', mappingId: kept });
    expect((await variants(status.datasetId)).sort()).toEqual(['1 Create', '1 Create paid']);
    const page = (await ann.get(`/mappings/${kept}`)).text;
    expect(page).toContain(`href="/datasets/${status.datasetId}"`);
  },
  TIMEOUT_MS,
);

test(
  'who sees a part of a dataset gets no raw file of it, nor does anybody where privacy changed columns',
  async () => {
    const id = await send('secret.csv', MARCH);
    const { datasetId } = await load(id, { newDatasetName: 'Guarded' });
    const invited = (await ann.post('/api/v1/admin/users', { login: 'bob', displayName: 'Bob', roles: ['analyst'] }))
      .json;
    expect((await ann.get(`/api/v1/uploads/${id}/file`)).text).toBe(MARCH);
    await ann.post('/api/v1/admin/row-policies', {
      ...{ datasetId, name: 'Nobody but some', holderKind: 'user', holder: invited.user.id },
    });
    const refused = await ann.get(`/api/v1/uploads/${id}/file`);
    expect([refused.status, refused.json.code]).toEqual([403, 'upload.rawWithheld']);
    expect((await ann.get(`/uploads/${id}/file.raw`)).status).toBe(403);
    expect((await ann.get('/api/v1/uploads/nothing/file')).status).toBe(404);
  },
  TIMEOUT_MS,
);

test(
  'of files loaded as one none stays when the load kept less than they hold',
  async () => {
    const withName = (text: string) =>
      text.replaceAll(/^(.+)$/gm, (line) => (line.startsWith('case') ? `${line},person` : `${line},Ann Berg`));
    const ids = [await send('p1.csv', withName(MARCH)), await send('p2.csv', withName(APRIL))];
    await ann.post('/api/v1/uploads/together', { uploadIds: ids });
    const mapping = { columns: [{ column: 'person', privacy: { class: 'direct', action: 'drop' } }] };
    expect((await load(ids[0]!, { newDatasetName: 'Without people', mapping })).stage).toBe('done');
    await real.appliance.uploads.sweep();
    for (const id of ids) {
      const refused = await ann.get(`/api/v1/uploads/${id}/file`);
      expect([refused.status, refused.text.includes('Ann Berg')]).toEqual([403, false]);
    }
    await load(await send('plain.csv', MARCH), { newDatasetName: 'Plain' });
    const raw = new Bun.Glob('**/raw/*').scan({ cwd: real.folder, onlyFiles: true });
    let others = 0;
    for await (const path of raw) {
      expect(await Bun.file(`${real.folder}/${path}`).text()).not.toContain('Ann Berg');
      others++;
    }
    expect(others).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

test(
  'JSON and XES files are offered as one and loaded as one, each kept by its checksum; kinds are not mixed',
  async () => {
    const line = (id: string, day: number) =>
      `${JSON.stringify({ case: id, activity: 'x', time: `2024-05-0${day}T08:00:00Z` })}\n`;
    const xes = (id: string, day: number) =>
      `<log><trace><string key="concept:name" value="${id}"/><event><string key="concept:name" value="x"/><date key="time:timestamp" value="2024-05-0${day}T08:00:00Z"/></event></trace></log>`;
    for (const [ending, made, heading] of [
      ['ndjson', line, '2 files with the same columns'],
      ['xes', xes, '2 XES files'],
    ] as const) {
      const ids = [await send(`one.${ending}`, made('a', 1)), await send(`two.${ending}`, made('a', 2))];
      expect((await ann.get(`/uploads/together?id=${ids[0]}&id=${ids[1]}`)).text).toContain(heading);
      expect((await ann.post('/api/v1/uploads/together', { uploadIds: ids })).status).toBe(200);
      const page = await ann.get(`/uploads/${ids[0]}`);
      expect([page.status, page.text.includes(`two.${ending}`)]).toEqual([200, true]);
      const status = await load(ids[0]!, { newDatasetName: `Parts ${ending}` });
      expect([status.stage, status.error]).toEqual(['done', null]);
      expect(await variants(status.datasetId)).toEqual(['1 x x']);
      const { json } = await ann.get(`/api/v1/projects/${project}/datasets/${status.datasetId}`);
      expect(json.version.number).toBe(1);
      for (const id of ids) expect((await ann.get(`/api/v1/uploads/${id}/file`)).status).toBe(200);
    }
    const mixed = [await send('a.ndjson', line('a', 1)), await send('b.csv', MARCH)];
    const refused = await ann.post('/api/v1/uploads/together', { uploadIds: mixed });
    expect([refused.status, refused.json.detail]).toEqual([
      409,
      expect.stringContaining('it is CSV, and "a.ndjson" is JSON'),
    ]);
  },
  TIMEOUT_MS,
);
