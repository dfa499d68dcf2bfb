/** What becomes of columns about people, decided on the mapping page without scripts. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { until } from '../adit-bench.ts';
import { csrfOf, type HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

const FILE = `case,activity,time,resource,mail,amount
a,x,2024-01-01T08:00:00Z,Ann,ann@example.com,12.5
b,y,2024-01-02T08:00:00Z,Bob,bob@example.com,22.5
`;
let real: RealAppliance;
let ann: HttpClient;
let at: string;
beforeAll(async () => {
  real = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__PRIVACY__ASK_ABOUT_PEOPLE: 'true' });
  ann = await real.signIn();
  const { project } = real.appliance.tenancy.ensureHome();
  const { json } = await ann.post('/api/v1/uploads', { name: 'a.csv', projectId: project.id, bytes: FILE.length });
  await ann.send(`/api/v1/uploads/${json.id}/content`, {
    method: 'PUT',
    body: FILE,
    headers: { 'upload-offset': '0' },
  });
  at = `/uploads/${json.id}`;
}, 60_000);
afterAll(() => real.end());

test('what seems to tell who somebody is must be decided first; then nothing of it is shown any more', async () => {
  const { text } = await ann.get(at);
  expect(text.includes('e-mail addresses')).toBe(true);
  expect(text.includes('Decide below')).toBe(true);
  const columns = [...text.matchAll(/name="privacyColumn" value="([^"]+)"/g)].map(([, name]) => name!);
  expect(columns).toEqual(['resource', 'mail']);
  const shown = [...text.matchAll(/name="shownPrivacy" value="([^"]*)"/g)].map(([, value]) => value!);
  const csrf = csrfOf(text);
  const body = new URLSearchParams({ csrf, do: 'look', base: '{}' });
  for (const [i, column] of columns.entries()) {
    body.append('privacyColumn', column);
    body.append('shownPrivacy', shown[i]!);
    body.append('privacyClass', 'direct');
    body.append('privacyAction', column === 'mail' ? 'hash' : 'drop');
    body.append('privacyValue', '');
  }
  const decided = await ann.send(at, { method: 'POST', body });
  expect(decided.status).toBe(200);
  expect(decided.text.includes('Decide below')).toBe(false);
  expect(decided.text.includes('ann@example.com')).toBe(false);
  expect(decided.text).toMatch(/anon-[0-9a-f]{24}/);
}, 60_000);

const XES = `<log><trace><string key="concept:name" value="PLANTED-CASE"/><string key="plz" value="20095"/>
<event><string key="concept:name" value="x"/><date key="time:timestamp" value="2024-01-01T08:00:00Z"/><string key="mail" value="ann@example.com"/></event>
<event><string key="concept:name" value="y"/><date key="time:timestamp" value="2024-01-02T08:00:00Z"/><string key="mail" value="bob@example.com"/></event>
</trace></log>`;

test('attributes of an XES file are proposed, decided about and changed in the same way', async () => {
  const { project } = real.appliance.tenancy.ensureHome();
  const sent = await ann.send(`/api/v1/uploads/file?name=a.xes&projectId=${project.id}`, {
    method: 'POST',
    body: new TextEncoder().encode(XES),
  });
  const page = `/uploads/${sent.json.id}`;
  const { text } = await ann.get(page);
  expect([text.includes('e-mail addresses'), text.includes('Decide below')]).toEqual([true, true]);
  expect([...text.matchAll(/name="privacyColumn" value="([^"]+)"/g)].map(([, name]) => name)).toEqual([
    'case:plz',
    'mail',
  ]);
  const csrf = csrfOf(text);
  const shown = [...text.matchAll(/name="shownPrivacy" value="([^"]*)"/g)].map(([, value]) => value!);
  const form = (what: string) => {
    const body = new URLSearchParams({ csrf, do: what, base: '{}', name: 'From XES' });
    for (const [i, [column, of, action, value]] of [
      ['case:plz', 'quasi', 'prefix', '2'],
      ['mail', 'direct', 'hash', ''],
    ].entries()) {
      body.append('privacyColumn', column!);
      body.append('shownPrivacy', shown[i]!);
      body.append('privacyClass', of!);
      body.append('privacyAction', action!);
      body.append('privacyValue', value!);
    }
    return ann.send(page, { method: 'POST', body });
  };
  const decided = await form('look');
  expect(decided.text).toMatch(/anon-[0-9a-f]{24}/);
  for (const planted of ['ann@example.com', '20095', 'Decide below'])
    expect(decided.text.includes(planted)).toBe(false);
  expect(decided.text.includes('20…')).toBe(true);
  expect((await form('load')).status).toBe(303);
  const status = await until(async () => {
    const { json } = await ann.get(`/api/v1${page}/status`);
    return ['done', 'failed'].includes(json.stage) ? json : undefined;
  });
  expect([status.stage, status.result.events]).toEqual(['done', 2]);
  const values = async (column: string) =>
    (await ann.get(`/api/v1/projects/${project.id}/datasets/${status.datasetId}/values?column=${column}`)).text;
  expect(await values('mail')).toMatch(/anon-[0-9a-f]{24}/);
  expect(await values('case:plz')).toContain('20…');
  const lineage = (await ann.get(`/api/v1/projects/${project.id}/datasets/${status.datasetId}/lineage`)).text;
  expect(lineage).toMatch(/"column":"mail","class":"direct","action":"hash"/);
  expect(lineage).toContain('remove-file');
}, 60_000);
