/** kill -9 of the server while a file is received. */
import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AditBench, type ServerRun, until } from '../adit-bench.ts';
import { HttpClient, listening } from '../http-client.ts';

const ROWS = 'case,activity,time\na,x,2024-01-01T08:00:00Z\na,y,2024-01-01T09:00:00Z\nb,x,2024-01-02T08:00:00Z\n';

test('the server is killed while bytes come: what it acknowledged is there, and the sender goes on', async () => {
  await using bench = new AditBench();
  const bytes = new Uint8Array(Buffer.from(ROWS.slice(0, 19) + ROWS.slice(19).repeat(40_000)));
  const limits = { ADIT__DATA__MIN_FREE_BYTES: '0' };
  const credentials = { login: 'root', password: 'an orchard full of quiet bees' };
  const signedIn = async (server: ServerRun) => {
    const client = new HttpClient(listening(server.url));
    const token = /\/setup\/(\S+)/.exec(server.printed())?.[1];
    if (token) await client.post('/api/v1/auth/setup', { token, ...credentials });
    await client.post('/api/v1/auth/login', credentials);
    return client;
  };
  const first = await bench.serve(limits);
  await until(() => /\/setup\/(\S+)/.exec(first.printed())?.[1]);
  let client = await signedIn(first);
  const home = (await client.get('/api/v1/projects')).json.items[0].id;
  const { id } = (await client.post('/api/v1/uploads', { name: 'a.csv', bytes: bytes.length, projectId: home })).json;
  const send = (to: string, body: Uint8Array, offset: number) =>
    client.send(`/api/v1/uploads/${to}/content`, {
      ...{ method: 'PUT', body, headers: { 'upload-offset': String(offset) } },
    });
  const acknowledged = (await send(id, bytes.subarray(0, 1_000_000), 0)).json.received;
  expect(acknowledged).toBe(1_000_000);
  let sent = 0;
  const { promise: underWay, resolve } = Promise.withResolvers<void>();
  const endless = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const from = 1_000_000 + sent;
      controller.enqueue(bytes.subarray(from, from + 100_000));
      sent += 100_000;
      if (sent > 1_000_000) resolve();
      await Bun.sleep(5);
    },
  });
  const broken = client
    .send(`/api/v1/uploads/${id}/content`, { method: 'PUT', body: endless, headers: { 'upload-offset': '1000000' } })
    .catch(() => null);
  await underWay;
  await first.stop('SIGKILL');
  await broken;
  const second = await bench.serve(limits);
  client = await signedIn(second);
  const { received: there, state } = (await client.get(`/api/v1/uploads/${id}`)).json;
  expect(state).toBe('receiving');
  expect(there).toBeGreaterThanOrEqual(acknowledged);
  expect((await send(id, bytes.subarray(there), there)).json).toMatchObject({ state: 'complete' });
  const tenant = new Bun.Glob('tenants/*/uploads/*');
  const [path] = [...tenant.scanSync({ cwd: bench.data, dot: true })];
  expect(Buffer.compare(readFileSync(join(bench.data, path!)), Buffer.from(bytes))).toBe(0);
  await second.stop();
}, 120_000);
