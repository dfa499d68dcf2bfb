import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '#sdk';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';
import type { HttpClient } from '../../../tests/http-client.ts';

const ROWS = 'case,activity,time\na,x,2024-01-01T08:00:00Z\na,y,2024-01-01T09:00:00Z\nb,x,2024-01-02T08:00:00Z\n';
const BYTES = new TextEncoder().encode(ROWS);
const LIMITS = {
  ADIT__DATA__MIN_FREE_BYTES: '0',
  ADIT__SERVER__MAX_UPLOAD_BYTES: '200000',
  ADIT__SERVER__MAX_OPEN_UPLOADS: '5',
};

let folder: string;
let house: Appliance;
let ann: HttpClient;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adit-uploads-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  house = await exampleAppliance({ foundations: exampleFoundations(LIMITS, folder) });
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
});

const begin = async (more: object = {}) =>
  (await ann.post('/api/v1/uploads', { name: 'a.csv', bytes: BYTES.length, projectId: house.home.project.id, ...more }))
    .json.id as string;
const send = (id: string, body: Uint8Array | ReadableStream, offset: number | null, by = ann, method = 'PUT') =>
  by.send(`/api/v1/uploads/${id}/content`, {
    method,
    body,
    headers: offset === null ? {} : { 'upload-offset': String(offset) },
  });
const pathOf = (id: string) => join(folder, 'tenants', house.home.tenant.id, 'uploads', id);
const get = async (id: string, what = '') => (await ann.get(`/api/v1/uploads/${id}${what}`)).json;

test('goes on from every offset at which a sender may have stopped', async () => {
  for (let cut = 0; cut <= BYTES.length; cut += 7) {
    const id = await begin();
    const first = await send(id, BYTES.subarray(0, cut), 0);
    expect([first.status, first.json.received, first.json.state]).toEqual([200, cut, 'receiving']);
    expect((await get(id)).received).toBe(cut);
    const rest = await send(id, BYTES.subarray(cut), cut, ann, 'PATCH');
    expect([rest.status, rest.json.received, rest.json.state, rest.json.kind]).toEqual([
      200,
      BYTES.length,
      'complete',
      'csv',
    ]);
    expect(readFileSync(pathOf(id), 'utf8')).toBe(ROWS);
    await ann.delete(`/api/v1/uploads/${id}`);
    expect(existsSync(pathOf(id))).toBe(false);
  }
});

test('a wrong offset is a conflict that tells the right one', async () => {
  const id = await begin();
  await send(id, BYTES.subarray(0, 10), 0);
  for (const wrong of [0, 9, 11, 10_000]) {
    const got = await send(id, BYTES.subarray(10), wrong);
    expect([got.status, got.json.code]).toEqual([409, 'upload.offset']);
    expect(got.json.errors).toEqual([{ pointer: '/Upload-Offset', message: '10' }]);
  }
  expect((await send(id, BYTES.subarray(10), null)).json.code).toBe('upload.offsetMissing');
  expect((await send(id, BYTES.subarray(10), -1)).json.code).toBe('upload.badOffset');
  expect((await get(id)).received).toBe(10);
});

test('more bytes than were said: none of that request is kept', async () => {
  const id = await begin();
  await send(id, BYTES.subarray(0, 10), 0);
  const long = new Uint8Array(BYTES.length);
  expect((await send(id, long, 10)).json.code).toBe('upload.tooLong');
  // Without a length in the header it shows only on the way.
  const stream = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(64));
    },
  });
  expect((await send(id, stream, 10)).json.code).toBe('upload.tooLong');
  expect((await get(id)).received).toBe(10);
  expect((await send(id, BYTES.subarray(10), 10)).json.state).toBe('complete');
  expect((await send(id, BYTES.subarray(0, 1), BYTES.length)).json.code).toBe('upload.notReceiving');
});

test('a sender that breaks off: what came is kept; nothing is complete by accident', async () => {
  const id = await begin({ bytes: undefined });
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(BYTES.subarray(0, 30));
    },
    pull(controller) {
      controller.error(new Error('the cable was pulled'));
    },
  });
  const got = await send(id, broken, 0);
  expect([got.status, got.json.code]).toEqual([499, 'http.senderLeft']);
  expect(await get(id)).toMatchObject({ received: 30, state: 'receiving', bytes: null });
  expect((await send(id, BYTES.subarray(30), 30)).json).toMatchObject({ state: 'complete', bytes: BYTES.length });
});

test('of two senders of one upload the later one goes on, and nothing is written twice', async () => {
  const id = await begin();
  const { promise: hangs, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
  let pulls = 0;
  const slow = new ReadableStream(
    {
      async pull(controller) {
        if (pulls++ === 0) controller.enqueue(BYTES.subarray(0, 20));
        else {
          hasBegun();
          await hangs;
          controller.enqueue(BYTES.subarray(20));
          controller.close();
        }
      },
    },
    { highWaterMark: 0 },
  );
  const first = send(id, slow, 0);
  await begun;
  const second = send(id, BYTES.subarray(20), 20);
  letGo();
  const codes = [
    (await first).json.code ?? (await first).json.state,
    (await second).json.code ?? (await second).json.state,
  ];
  expect(codes).toEqual(['upload.takenOver', 'complete']);
  expect(readFileSync(pathOf(id), 'utf8')).toBe(ROWS);
});

test('many at once: one wins each byte, the others hear where it stands', async () => {
  const id = await begin();
  const got = await Promise.all(Array.from({ length: 8 }, () => send(id, BYTES, 0)));
  expect(got.filter((g) => g.status === 200 && g.json.state === 'complete')).toHaveLength(1);
  for (const { status, json } of got)
    if (status !== 200) expect(['upload.offset', 'upload.takenOver', 'upload.notReceiving']).toContain(json.code);
  expect(readFileSync(pathOf(id), 'utf8')).toBe(ROWS);
});

test('limits: size, open uploads, and what is empty', async () => {
  const post = (body: object) =>
    ann.post('/api/v1/uploads', { name: 'a.csv', projectId: house.home.project.id, ...body });
  expect((await post({ bytes: 200_001 })).json).toMatchObject({ status: 413, code: 'upload.tooLarge' });
  expect((await post({ bytes: 0 })).json).toMatchObject({ status: 400, code: 'import.emptyFile' });
  expect((await post({ bytes: -1 })).status).toBe(400);
  expect((await post({ bytes: 10, datasetId: 'both' })).json.code).toBe('upload.whereTo');
  const whole = await ann.send(`/api/v1/uploads/file?name=a.csv&projectId=${house.home.project.id}`, {
    ...{ method: 'POST', body: new Uint8Array(200_001) },
  });
  expect([whole.status, whole.json.code]).toEqual([413, 'upload.tooLarge']);
  for (let n = 0; n < 5; n++) expect((await post({ bytes: 10 })).status).toBe(201);
  expect((await post({ bytes: 10 })).json).toMatchObject({ status: 429, code: 'upload.tooManyOpen' });
});

test('the disk is nearly full: nothing begins, and what came stays', async () => {
  const id = await begin();
  await send(id, BYTES.subarray(0, 10), 0);
  house.config.data.min_free_bytes = Number.MAX_SAFE_INTEGER;
  expect((await send(id, BYTES.subarray(10), 10)).json).toMatchObject({ status: 507, code: 'upload.noSpace' });
  expect((await ann.post('/api/v1/uploads', { name: 'b', projectId: house.home.project.id })).json.code).toBe(
    'upload.noSpace',
  );
  house.config.data.min_free_bytes = 0;
  expect((await send(id, BYTES.subarray(10), 10)).json.state).toBe('complete');
});

test('an upload is its sender’s alone: others hear that there is none', async () => {
  const id = await begin();
  await addUser(house, { login: 'bob', tenant: house.home.tenant.id, role: 'analyst' });
  const them = otherTenant(house);
  await addUser(house, { login: 'eve', tenant: them.tenant, role: 'administrator' });
  await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
  for (const login of ['bob', 'eve']) {
    const other = await signedIn(house, login);
    for (const what of ['', '/status', '/preview'])
      expect((await other.get(`/api/v1/uploads/${id}${what}`)).status).toBe(404);
    expect((await send(id, BYTES, 0, other)).status).toBe(404);
    expect((await other.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'D' })).status).toBe(404);
    expect((await other.delete(`/api/v1/uploads/${id}`)).status).toBe(404);
    expect((await other.get('/api/v1/uploads')).json.total).toBe(0);
  }
  expect((await (await signedIn(house, 'vic')).get(`/api/v1/uploads/${id}`)).status).toBe(403);
  expect((await ann.post('/api/v1/uploads', { name: 'a', projectId: them.project })).status).toBe(404);
  const foreign = addDataset(house, them.tenant, them.project, 'Theirs');
  expect((await ann.post('/api/v1/uploads', { name: 'a', datasetId: foreign })).status).toBe(404);
  await send(id, BYTES, 0);
  expect((await ann.post(`/api/v1/uploads/${id}/load`, { datasetId: foreign })).status).toBe(404);
});

test('bytes without our header, or of nobody, are not taken', async () => {
  const id = await begin();
  const bare = await ann.app.handle(
    new Request(`http://localhost/api/v1/uploads/${id}/content`, {
      ...{ method: 'PUT', body: BYTES, headers: { cookie: [...ann.cookies].map(([k, v]) => `${k}=${v}`).join(';') } },
    }),
  );
  expect(bare.status).toBe(403);
  expect((await send(id, BYTES, 0, house.client())).status).toBe(401);
  expect((await get(id)).received).toBe(0);
});

test('a load is asked for once, however often it is asked for', async () => {
  const id = await begin();
  expect((await ann.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'D' })).json.code).toBe('upload.notComplete');
  await send(id, BYTES, 0);
  expect((await ann.post(`/api/v1/uploads/${id}/load`, {})).json.code).toBe('upload.whereTo');
  const all = await Promise.all(
    Array.from({ length: 4 }, () => ann.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'D' })),
  );
  expect(all.map((got) => got.status)).toEqual([202, 202, 202, 202]);
  expect(new Set(all.map((got) => got.json.jobId)).size).toBe(1);
  expect((await ann.get(`/api/v1/projects/${house.home.project.id}/datasets`)).json.total).toBe(1);
  expect(await get(id, '/status')).toMatchObject({
    stage: 'waiting',
    datasetId: all[0]!.json.datasetId,
    mayLoad: false,
  });
});

test('cancelled while bytes come: the sender hears it, and nothing stays', async () => {
  const id = await begin();
  const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
  let pulls = 0;
  const endless = new ReadableStream(
    {
      async pull(controller) {
        if (pulls++ > 0) hasBegun();
        await Bun.sleep(1);
        if (pulls < 40) controller.enqueue(BYTES.subarray(0, 1));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const sending = send(id, endless, 0);
  await begun;
  expect((await ann.delete(`/api/v1/uploads/${id}`)).status).toBe(204);
  expect((await sending).json.code).toBe('upload.cancelled');
  expect(await get(id)).toMatchObject({ state: 'cancelled' });
  expect(existsSync(pathOf(id))).toBe(false);
  expect((await ann.delete(`/api/v1/uploads/${id}`)).status).toBe(204);
});

test('a cancelled load ends with its job, and what was asked for can be asked for again under its name', async () => {
  const id = await begin();
  await send(id, BYTES, 0);
  const { json } = await ann.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'D' });
  await ann.delete(`/api/v1/uploads/${id}`);
  expect(house.jobs.find(json.jobId)?.state).toBe('cancelled');
  expect(await get(id, '/status')).toMatchObject({ stage: 'cancelled', mayLoad: false });
});

test('what nobody goes on with goes after a day, loaded files at once; files of no upload too', async () => {
  const [stale, fresh, loaded] = [await begin(), await begin(), await begin()];
  await send(stale, BYTES.subarray(0, 10), 0);
  await send(loaded, BYTES, 0);
  const { json } = await ann.post(`/api/v1/uploads/${loaded}/load`, { newDatasetName: 'D' });
  house.db.run(sql`update jobs set state = 'done' where id = ${json.jobId}`);
  await Bun.write(pathOf('leftover'), 'x');
  await send(fresh, BYTES.subarray(0, 10), 0);
  const now = house.clock.now();
  utimesSync(pathOf(stale), new Date(now), new Date(now));
  utimesSync(pathOf(fresh), new Date(now + 1000), new Date(now + 1000));
  house.clock.advance(86_400_001);
  expect(await house.uploads.sweep()).toBe(3);
  ann = await signedIn(house, 'ann');
  expect((await get(stale)).state).toBe('expired');
  expect((await get(loaded)).state).toBe('loaded');
  expect((await get(loaded, '/status')).stage).toBe('done');
  expect(await get(fresh)).toMatchObject({ state: 'receiving', received: 10 });
  expect(readdirSync(join(folder, 'tenants', house.home.tenant.id, 'uploads'))).toEqual([fresh]);
});
