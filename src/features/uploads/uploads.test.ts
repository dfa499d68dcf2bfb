import { expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '#sdk';
import { addDataset, addUser, otherTenant, signedIn } from '../../../tests/example-appliance.ts';
import { BYTES, ROWS, UploadHouse } from '../../../tests/upload-house.ts';

const at = new UploadHouse();

test('goes on from every offset at which a sender may have stopped', async () => {
  for (let cut = 0; cut <= BYTES.length; cut += 7) {
    const id = await at.begin();
    const first = await at.send(id, BYTES.subarray(0, cut), 0);
    expect([first.status, first.json.received, first.json.state]).toEqual([200, cut, 'receiving']);
    expect((await at.get(id)).received).toBe(cut);
    const rest = await at.send(id, BYTES.subarray(cut), cut, at.ann, 'PATCH');
    expect([rest.status, rest.json.received, rest.json.state, rest.json.kind]).toEqual([
      200,
      BYTES.length,
      'complete',
      'csv',
    ]);
    expect(readFileSync(at.pathOf(id), 'utf8')).toBe(ROWS);
    await at.ann.delete(`/api/v1/uploads/${id}`);
    expect(existsSync(at.pathOf(id))).toBe(false);
  }
});

test('a wrong offset is a conflict that tells the right one', async () => {
  const id = await at.begin();
  await at.send(id, BYTES.subarray(0, 10), 0);
  for (const wrong of [0, 9, 11, 10_000]) {
    const got = await at.send(id, BYTES.subarray(10), wrong);
    expect([got.status, got.json.code]).toEqual([409, 'upload.offset']);
    expect(got.json.errors).toEqual([{ pointer: '/Upload-Offset', message: '10' }]);
  }
  expect((await at.send(id, BYTES.subarray(10), null)).json.code).toBe('upload.offsetMissing');
  expect((await at.send(id, BYTES.subarray(10), -1)).json.code).toBe('upload.badOffset');
  expect((await at.get(id)).received).toBe(10);
});

test('more bytes than were said: none of that request is kept', async () => {
  const id = await at.begin();
  await at.send(id, BYTES.subarray(0, 10), 0);
  const long = new Uint8Array(BYTES.length);
  expect((await at.send(id, long, 10)).json.code).toBe('upload.tooLong');
  // Without a length in the header it shows only on the way.
  const stream = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(64));
    },
  });
  expect((await at.send(id, stream, 10)).json.code).toBe('upload.tooLong');
  expect((await at.get(id)).received).toBe(10);
  expect((await at.send(id, BYTES.subarray(10), 10)).json.state).toBe('complete');
  expect((await at.send(id, BYTES.subarray(0, 1), BYTES.length)).json.code).toBe('upload.notReceiving');
});

test('a sender that breaks off: what came is kept; nothing is complete by accident', async () => {
  const id = await at.begin({ bytes: undefined });
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(BYTES.subarray(0, 30));
    },
    pull(controller) {
      controller.error(new Error('the cable was pulled'));
    },
  });
  const got = await at.send(id, broken, 0);
  expect([got.status, got.json.code]).toEqual([499, 'http.senderLeft']);
  expect(await at.get(id)).toMatchObject({ received: 30, state: 'receiving', bytes: null });
  expect((await at.send(id, BYTES.subarray(30), 30)).json).toMatchObject({ state: 'complete', bytes: BYTES.length });
});

test('bytes are given back as they are written: at no time more than some chunks are in memory', async () => {
  const id = await at.begin({ bytes: 190_000 });
  const chunks: Uint8Array[] = [];
  const held = () => chunks.filter((chunk) => chunk.byteLength > 0).length;
  let most = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        most = Math.max(most, held());
        if (chunks.length === 190) return controller.close();
        chunks.push(new Uint8Array(1000).fill(65 + (chunks.length % 20)));
        controller.enqueue(chunks.at(-1)!);
      },
    },
    { highWaterMark: 0 },
  );
  expect((await at.send(id, body, 0)).json.received).toBe(190_000);
  expect(most).toBeLessThanOrEqual(3);
  const letters = Array.from({ length: 190 }, (_, i) => String.fromCharCode(65 + (i % 20)).repeat(1000));
  expect(readFileSync(at.pathOf(id), 'utf8')).toBe(letters.join(''));
});

test('of two senders of one upload the later one goes on, and nothing is written twice', async () => {
  const id = await at.begin();
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
  const first = at.send(id, slow, 0);
  await begun;
  const second = at.send(id, BYTES.subarray(20), 20);
  letGo();
  const codes = [
    (await first).json.code ?? (await first).json.state,
    (await second).json.code ?? (await second).json.state,
  ];
  expect(codes).toEqual(['upload.takenOver', 'complete']);
  expect(readFileSync(at.pathOf(id), 'utf8')).toBe(ROWS);
});

test('many at once: one wins each byte, the others hear where it stands', async () => {
  const id = await at.begin();
  const got = await Promise.all(Array.from({ length: 8 }, () => at.send(id, BYTES, 0)));
  expect(got.filter((g) => g.status === 200 && g.json.state === 'complete')).toHaveLength(1);
  for (const { status, json } of got)
    if (status !== 200) expect(['upload.offset', 'upload.takenOver', 'upload.notReceiving']).toContain(json.code);
  expect(readFileSync(at.pathOf(id), 'utf8')).toBe(ROWS);
});

test('limits: size, open uploads, and what is empty', async () => {
  const post = (body: object) =>
    at.ann.post('/api/v1/uploads', { name: 'a.csv', projectId: at.house.home.project.id, ...body });
  expect((await post({ bytes: 200_001 })).json).toMatchObject({ status: 413, code: 'upload.tooLarge' });
  expect((await post({ bytes: 0 })).json).toMatchObject({ status: 400, code: 'import.emptyFile' });
  expect((await post({ bytes: -1 })).status).toBe(400);
  expect((await post({ bytes: 10, datasetId: 'both' })).json.code).toBe('upload.whereTo');
  const whole = await at.ann.send(`/api/v1/uploads/file?name=a.csv&projectId=${at.house.home.project.id}`, {
    ...{ method: 'POST', body: new Uint8Array(200_001) },
  });
  expect([whole.status, whole.json.code]).toEqual([413, 'upload.tooLarge']);
  for (let n = 0; n < 5; n++) expect((await post({ bytes: 10 })).status).toBe(201);
  expect((await post({ bytes: 10 })).json).toMatchObject({ status: 429, code: 'upload.tooManyOpen' });
});

test('the disk is nearly full: nothing begins, and what came stays', async () => {
  const id = await at.begin();
  await at.send(id, BYTES.subarray(0, 10), 0);
  at.house.config.data.min_free_bytes = Number.MAX_SAFE_INTEGER;
  expect((await at.send(id, BYTES.subarray(10), 10)).json).toMatchObject({ status: 507, code: 'upload.noSpace' });
  expect((await at.ann.post('/api/v1/uploads', { name: 'b', projectId: at.house.home.project.id })).json.code).toBe(
    'upload.noSpace',
  );
  at.house.config.data.min_free_bytes = 0;
  expect((await at.send(id, BYTES.subarray(10), 10)).json.state).toBe('complete');
});

test('an upload is its sender’s alone: others hear that there is none', async () => {
  const id = await at.begin();
  await addUser(at.house, { login: 'bob', tenant: at.house.home.tenant.id, role: 'analyst' });
  const them = otherTenant(at.house);
  await addUser(at.house, { login: 'eve', tenant: them.tenant, role: 'administrator' });
  await addUser(at.house, { login: 'vic', tenant: at.house.home.tenant.id, role: 'viewer' });
  for (const login of ['bob', 'eve']) {
    const other = await signedIn(at.house, login);
    for (const what of ['', '/status', '/preview'])
      expect((await other.get(`/api/v1/uploads/${id}${what}`)).status).toBe(404);
    expect((await at.send(id, BYTES, 0, other)).status).toBe(404);
    expect((await other.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'D' })).status).toBe(404);
    expect((await other.delete(`/api/v1/uploads/${id}`)).status).toBe(404);
    expect((await other.get('/api/v1/uploads')).json.total).toBe(0);
  }
  expect((await (await signedIn(at.house, 'vic')).get(`/api/v1/uploads/${id}`)).status).toBe(403);
  expect((await at.ann.post('/api/v1/uploads', { name: 'a', projectId: them.project })).status).toBe(404);
  const foreign = addDataset(at.house, them.tenant, them.project, 'Theirs');
  expect((await at.ann.post('/api/v1/uploads', { name: 'a', datasetId: foreign })).status).toBe(404);
  await at.send(id, BYTES, 0);
  expect((await at.ann.post(`/api/v1/uploads/${id}/load`, { datasetId: foreign })).status).toBe(404);
});

test('bytes without our header, or of nobody, are not taken', async () => {
  const id = await at.begin();
  const bare = await at.ann.app.handle(
    new Request(`http://localhost/api/v1/uploads/${id}/content`, {
      ...{
        method: 'PUT',
        body: BYTES,
        headers: { cookie: [...at.ann.cookies].map(([k, v]) => `${k}=${v}`).join(';') },
      },
    }),
  );
  expect(bare.status).toBe(403);
  expect((await at.send(id, BYTES, 0, at.house.client())).status).toBe(401);
  expect((await at.get(id)).received).toBe(0);
});

test('a load is asked for once, however often it is asked for', async () => {
  const id = await at.begin();
  expect((await at.ann.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'D' })).json.code).toBe(
    'upload.notComplete',
  );
  await at.send(id, BYTES, 0);
  expect((await at.ann.post(`/api/v1/uploads/${id}/load`, {})).json.code).toBe('upload.whereTo');
  const all = await Promise.all(
    Array.from({ length: 4 }, () => at.ann.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'D' })),
  );
  expect(all.map((got) => got.status)).toEqual([202, 202, 202, 202]);
  expect(new Set(all.map((got) => got.json.jobId)).size).toBe(1);
  expect((await at.ann.get(`/api/v1/projects/${at.house.home.project.id}/datasets`)).json.total).toBe(1);
  expect(await at.get(id, '/status')).toMatchObject({
    stage: 'waiting',
    datasetId: all[0]!.json.datasetId,
    mayLoad: false,
  });
});

test('cancelled while bytes come: the sender hears it, and nothing stays', async () => {
  const id = await at.begin();
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
  const sending = at.send(id, endless, 0);
  await begun;
  expect((await at.ann.delete(`/api/v1/uploads/${id}`)).status).toBe(204);
  expect((await sending).json.code).toBe('upload.cancelled');
  expect(await at.get(id)).toMatchObject({ state: 'cancelled' });
  expect(existsSync(at.pathOf(id))).toBe(false);
  expect((await at.ann.delete(`/api/v1/uploads/${id}`)).status).toBe(204);
});

test('a cancelled load ends with its job, and what was asked for can be asked for again under its name', async () => {
  const id = await at.begin();
  await at.send(id, BYTES, 0);
  const { json } = await at.ann.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'D' });
  await at.ann.delete(`/api/v1/uploads/${id}`);
  expect(at.house.jobs.find(json.jobId)?.state).toBe('cancelled');
  expect(await at.get(id, '/status')).toMatchObject({ stage: 'cancelled', mayLoad: false });
});

test('what nobody goes on with goes after a day, loaded files at once; files of no upload too', async () => {
  const [stale, fresh, loaded] = [await at.begin(), await at.begin(), await at.begin()];
  await at.send(stale, BYTES.subarray(0, 10), 0);
  await at.send(loaded, BYTES, 0);
  const { json } = await at.ann.post(`/api/v1/uploads/${loaded}/load`, { newDatasetName: 'D' });
  at.house.db.run(sql`update jobs set state = 'done' where id = ${json.jobId}`);
  await Bun.write(at.pathOf('leftover'), 'x');
  await at.send(fresh, BYTES.subarray(0, 10), 0);
  const now = at.house.clock.now();
  utimesSync(at.pathOf(stale), new Date(now), new Date(now));
  utimesSync(at.pathOf(fresh), new Date(now + 1000), new Date(now + 1000));
  at.house.clock.advance(86_400_001);
  expect(await at.house.uploads.sweep()).toBe(3);
  at.ann = await signedIn(at.house, 'ann');
  expect((await at.get(stale)).state).toBe('expired');
  expect((await at.get(loaded)).state).toBe('loaded');
  expect((await at.get(loaded, '/status')).stage).toBe('done');
  expect(await at.get(fresh)).toMatchObject({ state: 'receiving', received: 10 });
  expect(readdirSync(join(at.folder, 'tenants', at.house.home.tenant.id, 'uploads'))).toEqual([fresh]);
});
