/** The preview of a file that goes into a dataset: what was decided about people there is shown, done to its cells, and not got around. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { until } from '../adit-bench.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

const HEAD = 'case,activity,time,mail,who,age,note';
const FIRST = `${HEAD}\na,x,2024-01-01T08:00:00Z,ann@example.com,Ann,31,secret\n`;
const MORE = `${HEAD}\nb,y,2024-02-01T08:00:00Z,bob@example.com,Bob,47,hush\n`;
const MAPPING = {
  columns: [
    { column: 'mail', privacy: { class: 'direct', action: 'hash' } },
    { column: 'who', privacy: { class: 'sensitive', action: 'mask-on-view' } },
    { column: 'age', privacy: { class: 'quasi', action: 'generalise', by: 'bands', width: 10 } },
    { column: 'note', privacy: { class: 'sensitive', action: 'drop' } },
  ],
};
const XES = `<log xes.version="1.0"><trace><string key="concept:name" value="c"/>
  <event><string key="concept:name" value="y"/><date key="time:timestamp" value="2024-03-01T08:00:00Z"/>
  <string key="mail" value="cleo@example.com"/><string key="who" value="Cleo"/></event></trace></log>`;

let real: RealAppliance;
let root: HttpClient;
let project: string;
let dataset: string;
beforeAll(async () => {
  real = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__PRIVACY__ASK_ABOUT_PEOPLE: 'false' });
  root = await real.signIn();
  project = real.appliance.tenancy.ensureHome().project.id;
  const id = await sent('a.csv', FIRST);
  await root.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'Pay', mapping: MAPPING });
  dataset = await until(async () => {
    const { stage, datasetId } = (await root.get(`/api/v1/uploads/${id}/status`)).json;
    return stage === 'done' ? datasetId : undefined;
  });
}, 60_000);
afterAll(() => real.end());

const sent = async (name: string, text: string, into?: string): Promise<string> => {
  const at = `/api/v1/uploads/file?name=${name}&${into ? `datasetId=${into}` : `projectId=${project}`}`;
  return (await root.send(at, { method: 'POST', body: new TextEncoder().encode(text) })).json.id;
};
const preview = async (id: string, asked: object) =>
  (await root.post(`/api/v1/uploads/${id}/preview`, { mapping: {}, ...asked })).json;
const actionsIn = ({ columns }: { columns: { name: string; stands: { action: string } | null }[] }) =>
  Object.fromEntries(columns.flatMap(({ name, stands }) => (stands ? [[name, stands.action]] : [])));
const cellsIn = ({ rows }: { rows: { cells: (string | null)[] }[] }) => rows[0]!.cells.join(',');

test('columns say what stands, and the first rows are treated so, wherever the file is said to go', async () => {
  const loose = await sent('b.csv', MORE);
  expect(actionsIn(await preview(loose, {}))).toEqual({});
  expect(cellsIn(await preview(loose, {}))).toContain('bob@example.com');
  const bound = await sent('b.csv', MORE, dataset);
  for (const [id, asked] of [
    [loose, { datasetId: dataset }],
    [bound, {}],
    [bound, { mode: 'append' }],
  ] as const) {
    const seen = await preview(id, asked);
    expect(actionsIn(seen)).toEqual({ mail: 'hash', who: 'mask-on-view', age: 'generalise', note: 'drop' });
    expect(cellsIn(seen)).toMatch(/^b,y,[^,]+,anon-\w+,Bob,40–50,/);
    expect(cellsIn(seen)).not.toMatch(/bob@|hush/);
    const samples = seen.columns.filter(({ name }: { name: string }) => ['mail', 'age', 'note'].includes(name));
    expect(samples.map((column: { samples: string[] }) => column.samples)).toEqual([[], [], []]);
  }
  const nowhere = await root.post(`/api/v1/uploads/${loose}/preview`, { datasetId: 'nothing' });
  expect([nowhere.status, nowhere.json.code]).toEqual([404, 'dataset.notFound']);
}, 60_000);

test('rows that are added are not treated otherwise: that is asked before the load, as the load would refuse it', async () => {
  const id = await sent('b.csv', MORE, dataset);
  const mapping = { columns: [{ column: 'mail', privacy: { class: 'direct', action: 'keep' } }] };
  const added = await preview(id, { mapping, mode: 'append' });
  expect(added.question).toMatchObject({ code: 'import.otherDecision', column: 'mail' });
  const anew = await preview(id, { mapping, mode: 'replace' });
  expect(anew.question).toBeNull();
  expect(cellsIn(anew)).toContain('bob@example.com');
  const less = { columns: [{ column: 'mail', privacy: { class: 'direct', action: 'drop' } }] };
  expect((await preview(id, { mapping: less, mode: 'append' })).question).toBeNull();
}, 60_000);

test('a file that describes itself meets what a table decided', async () => {
  const id = await sent('c.xes', XES, dataset);
  const seen = await preview(id, { mode: 'append' });
  expect(actionsIn(seen)).toMatchObject({ mail: 'hash', who: 'mask-on-view' });
  expect(JSON.stringify(seen)).not.toContain('cleo@');
  const mapping = { columns: [{ column: 'mail', privacy: { class: 'direct', action: 'mask' } }] };
  expect((await preview(id, { mapping, mode: 'append' })).question?.code).toBe('import.otherDecision');
}, 60_000);

test('the page says it at the columns and above the rows, in English and German, and offers no other choice where rows are added', async () => {
  const id = await sent('b.csv', MORE, dataset);
  const page = (await root.get(`/uploads/${id}`)).text;
  expect(page.match(/decided in the dataset: hashed/g)).toHaveLength(2);
  expect(page).toContain('decided in the dataset: left out');
  expect(/<main[\s\S]*<\/main>/.exec(page)![0]).not.toMatch(/bob@example|hush/);
  const german = await root.send(`/uploads/${id}`, { headers: { 'accept-language': 'de' } });
  expect(german.text).toContain('im Datensatz entschieden: gehasht');
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)![1]!;
  const form = (more: Record<string, string>) => {
    const fields = new URLSearchParams({
      csrf,
      do: 'look',
      mode: 'append',
      privacyColumn: 'mail',
      shownPrivacy: 'direct|hash|',
      ...more,
    });
    return root.send(`/uploads/${id}`, {
      method: 'POST',
      body: fields.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  };
  const added = (await form({ privacyClass: 'direct', privacyAction: 'hash' })).text;
  const choices = /<select[^>]*id="privacy-action-0"[\s\S]*?<\/select>/.exec(added)![0];
  expect([...choices.matchAll(/<option value="([^"]*)"/g)].map(([, value]) => value)).toEqual(['', 'drop', 'hash']);
  const other = (await form({ privacyClass: 'direct', privacyAction: 'keep' })).text;
  expect(other).toContain('was decided &quot;hash&quot;');
}, 60_000);
