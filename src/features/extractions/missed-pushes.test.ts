/** Messages for import jobs whose dataset is in the bin: left out, counted, told, and taken when they are sent again. */
import { afterAll, expect, test } from 'bun:test';
import { PUSH_TOKEN } from '../../../tests/connection-house.ts';
import { EXTRACTIONS as API } from '../../../tests/extraction-house.ts';
import { event, pushHouse, pushToken as token } from '../../../tests/push-house.ts';

const { ann, project, connect, jobOf, send, contentOf, end } = await pushHouse();
afterAll(end);

test('an import job whose dataset is in the bin is left out; its owner is told, and it says what it missed once it is restored', async () => {
  const connection = await connect({ signature: 'bearer', secret: PUSH_TOKEN });
  const kept = (await jobOf(connection)).json;
  const gone = (await jobOf(connection)).json;
  const pushed = (line: number) => send(connection, JSON.stringify(event(line)), token());
  const remove = async ({ datasetId }: { datasetId: string }) => {
    const at = `/api/v1/projects/${project}/datasets/${datasetId}`;
    const { etag } = (await ann.get(at)).json;
    expect((await ann.delete(at, { 'if-match': etag })).status).toBe(204);
  };
  const restore = async ({ datasetId }: { datasetId: string }) =>
    expect((await ann.post(`/api/v1/bin/${datasetId}/restore`)).status).toBeLessThan(300);
  expect((await pushed(1)).json.items.length).toBe(2);
  for (const { datasetId } of [kept, gone]) await contentOf(datasetId);
  await remove(gone);
  for (const line of [2, 3, 3]) {
    const got = await pushed(line);
    expect([got.status, got.json.items.length]).toEqual([202, 1]);
  }
  const page = (await ann.get(`/connections/${connection}`)).text;
  for (const shown of [
    'its dataset is in the bin',
    '2 messages were not taken',
    'Not every import job takes messages now',
  ])
    expect(page).toContain(shown);
  const told = async () =>
    (await ann.get('/api/v1/inbox')).json.items.filter(({ title }: { title: string }) => title.includes(gone.name));
  while ((await told()).length === 0) await Bun.sleep(5);
  expect((await told()).map(({ link }: { link: string }) => link)).toEqual([`/connections/${connection}`]);
  // With nobody left who takes it, the sender is told.
  await remove(kept);
  const nobody = await pushed(4);
  expect([nobody.status, nobody.json.code]).toEqual([409, 'push.datasetInBin']);
  expect((await ann.get(`/connections/${connection}`)).text).toContain('No message is taken now');
  for (const job of [kept, gone]) await restore(job);
  const missed = async () => (await ann.get(`${API}/${gone.id}`)).json.missed;
  expect(await missed()).toMatchObject({ messages: 2, rows: 2 });
  expect((await ann.get(`/extractions/${gone.id}`)).text).toContain('It missed 2 messages');
  // What is sent again comes where it is missing, and nowhere twice.
  for (const line of [2, 3]) expect((await pushed(line)).status).toBe(202);
  expect([(await contentOf(kept.datasetId)).length, (await contentOf(gone.datasetId)).length]).toEqual([3, 3]);
  await ann.submit(`/extractions/${gone.id}/missed`);
  expect(await missed()).toBeNull();
});

test('a project in the bin takes its import jobs along', async () => {
  const connection = await connect({ signature: 'bearer', secret: PUSH_TOKEN });
  const other = (await ann.post('/api/v1/projects', { name: 'Other project' })).json;
  await jobOf(connection);
  const theirs = (await jobOf(connection, { projectId: other.id })).json;
  const { etag } = (await ann.get(`/api/v1/projects/${other.id}`)).json;
  expect((await ann.delete(`/api/v1/projects/${other.id}`, { 'if-match': etag })).status).toBe(204);
  const got = await send(connection, JSON.stringify(event(1)), token());
  expect([got.status, got.json.items.length]).toEqual([202, 1]);
  expect((await ann.get('/extractions')).text).not.toContain(theirs.name);
});
