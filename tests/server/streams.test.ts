import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { sql } from '#sdk';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// Server-sent events over real sockets. A sign of life each second, so that what it looks at is seen soon.
let real: RealAppliance;
let browser: HttpClient;
let log: string;

const ROWS = Array.from({ length: 40 }, (_, c) => `c${c},a,2024-01-01 08:00:00\nc${c},b,2024-01-01 0${c % 10}:30:00`);
async function load(name: string, rows: readonly string[] = ROWS): Promise<string> {
  const file = join(real.folder, `${name}.csv`);
  writeFileSync(file, `case,activity,time\n${rows.join('\n')}\n`);
  const command = { do: 'import', file, dataset: name, mode: 'replace', mapping: null, timeZone: 'UTC' } as const;
  return ((await real.operate(command)) as { dataset: { id: string } }).dataset.id;
}
beforeAll(async () => {
  real = await realAppliance({ ADIT__SERVER__IDLE_TIMEOUT_SECONDS: '3' });
  browser = await real.signIn();
  log = await load('log');
});
afterAll(() => real.end());

interface Told {
  id: string | undefined;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  data: any;
}

/** What a browser's EventSource does: reads events off an open answer. */
async function listen(by: HttpClient, path: string, lastEventId?: string) {
  const controller = new AbortController();
  const cookie = [...by.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) };
  const response = await fetch(`${real.server.url}${path}`, { headers, signal: controller.signal });
  const told: Told[] = [];
  const waiting: (() => void)[] = [];
  let text = '';
  let beats = 0;
  const done = (async () => {
    const decoder = new TextDecoder();
    for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      text += decoder.decode(part, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      beats += blocks.filter((b) => b.startsWith(':')).length;
      for (const block of blocks.filter((b) => !b.startsWith(':'))) told.push(eventOf(block));
      for (const wake of waiting.splice(0)) wake();
    }
  })().catch(() => {});
  const until = async (event: string): Promise<Told> => {
    for (;;) {
      const found = told.find((t) => t.event === event);
      if (found) return found;
      await Promise.race([
        new Promise<void>((wake) => waiting.push(wake)),
        done.then(() => Promise.reject(new Error(`ended without ${event}`))),
      ]);
    }
  };
  return { response, told, beats: () => beats, until, done, close: () => controller.abort() };
}
function eventOf(block: string): Told {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  return { id: field('id'), event: field('event') ?? '', data: JSON.parse(field('data') ?? 'null') };
}
const openStreams = () => real.appliance.streams.count;
async function until(what: () => boolean): Promise<void> {
  while (!what()) await Bun.sleep(10);
}

describe('an analysis in the background', () => {
  const start = (body: object = {}) =>
    browser.post('/api/v1/analyses', { datasetId: log, id: 'process-map', params: {}, ...body });

  test('is started, followed to its end, and fetched with its result', async () => {
    const started = await start();
    expect([started.status, started.json.state]).toEqual([202, 'waiting']);
    const at = started.headers.get('location') as string;
    const stream = await listen(browser, `${at}/events`);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const end = await stream.until('done');
    expect(end).toEqual({
      id: 'end',
      event: 'done',
      data: { id: started.json.id, state: 'done', progress: 1, error: null },
    });
    await stream.done;
    const got = (await browser.get(at)).json;
    expect(got).toMatchObject({
      state: 'done',
      progress: 1,
      title: 'Process map',
      outdated: false,
      calculator: 'process-map',
    });
    expect(got.result.nodes.map((n: { activity: string; count: number }) => [n.activity, n.count])).toEqual([
      ['a', 40],
      ['b', 40],
    ]);
    // Who comes back after the end is told not to come again; who never saw it is told the end.
    expect((await listen(browser, `${at}/events`, 'end')).response.status).toBe(204);
    expect((await (await listen(browser, `${at}/events`, 'r40')).until('done')).id).toBe('end');
    expect((await browser.get('/api/v1/analyses')).json.items[0]).toMatchObject({ id: started.json.id, state: 'done' });
    expect((await browser.delete(at)).status).toBe(204);
    expect((await browser.get(at)).status).toBe(404);
  });

  test('that fails says why, with its place in the question; what cannot be right is refused at once', async () => {
    const started = await start({ params: { activityShare: 7 } });
    const stream = await listen(browser, `${started.headers.get('location')}/events`);
    expect((await stream.until('failed')).data.error.code).toBe('params.invalid');
    expect((await browser.get(started.headers.get('location') as string)).json).toMatchObject({
      state: 'failed',
      result: null,
    });
    expect((await start({ id: 'nope' })).json.code).toBe('calculator.notFound');
    expect((await start({ datasetId: real.appliance.newId() })).json.code).toBe('dataset.notFound');
    expect((await start({ color: 1 })).json.errors[0].pointer).toBe('/color');
  });

  test('repeated with the same key is one analysis', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const body = { datasetId: log, id: 'log-summary' };
    const [one, two] = [
      await browser.post('/api/v1/analyses', body, key),
      await browser.post('/api/v1/analyses', body, key),
    ];
    expect([two.json.id, two.headers.get('idempotency-replayed')]).toEqual([one.json.id, 'true']);
  });

  test('of another version than the dataset has now is outdated, and never shown for the new one', async () => {
    const other = await load('other');
    const started = await browser.post('/api/v1/analyses', { datasetId: other, id: 'log-summary' });
    const at = started.headers.get('location') as string;
    await (await listen(browser, `${at}/events`)).until('done');
    expect((await browser.get(at)).json).toMatchObject({ outdated: false, result: { cases: 40 } });
    await load('other', ROWS.slice(0, 3));
    expect((await browser.get(at)).json).toMatchObject({ state: 'done', outdated: true, result: null, title: null });
  });
});

describe('events of the tenant', () => {
  test('are told as they happen; after a break, what came between, once, in order', async () => {
    const first = await listen(browser, '/api/v1/events');
    await load('told');
    const started = await first.until('upload.started');
    await first.until('upload.completed');
    const last = first.told.findLast((t) => t.id !== undefined)!;
    first.close();
    expect(started.data.payload).toMatchObject({ kind: 'dataset.import', state: 'running' });
    await load('missed');
    const second = await listen(browser, '/api/v1/events', last.id);
    await load('live');
    while (second.told.filter((t) => t.event === 'upload.completed').length < 2) await Bun.sleep(10);
    second.close();
    const kept = second.told.filter((t) => t.id !== undefined);
    const seqs = kept.map((t) => Number(t.id));
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(Math.min(...seqs)).toBeGreaterThan(Number(last.id));
    // The quality of what was loaded is measured in between, sooner or later.
    const ofLoads = kept.filter((t) => t.data.payload.kind === 'dataset.import');
    expect(ofLoads.map((t) => t.event)).toEqual([
      ...['job.started', 'upload.started', 'job.completed', 'upload.completed'],
      ...['job.started', 'upload.started', 'job.completed', 'upload.completed'],
    ]);
    await until(() => openStreams() === 0);
  });

  test('two hundred readers hear the same; those who left are forgotten', async () => {
    const readers = await Promise.all(Array.from({ length: 200 }, () => listen(browser, '/api/v1/events')));
    expect(readers.every(({ response }) => response.status === 200)).toBe(true);
    await until(() => openStreams() === 200);
    const one = browser.post('/api/v1/analysis/calculators/execute', { datasetId: log, id: 'variant-coverage' });
    const heard = await Promise.all(readers.map((reader) => reader.until('calculation.completed')));
    expect(new Set(heard.map((t) => t.data.payload.key)).size).toBe(1);
    expect((await one).status).toBe(200);
    for (const reader of readers) reader.close();
    await until(() => openStreams() === 0);
  });

  test('a reader that does not read is let go, and the others go on', async () => {
    const lazy = await rawReader(browser);
    const good = await listen(browser, '/api/v1/events');
    await until(() => openStreams() === 2);
    const { tenant } = real.appliance.tenancy.ensureHome();
    const payload = { workspace: real.appliance.tenancy.ensureHome().workspace.id, note: 'x'.repeat(60_000) };
    for (let i = 0; i < 400 && openStreams() === 2; i++) {
      real.appliance.events.announce({
        type: 'job.progress',
        tenant: tenant.id,
        correlationId: 'c',
        payload: { ...payload, i },
      });
      await Bun.sleep(1);
    }
    expect(openStreams()).toBe(1);
    real.appliance.events.announce({ type: 'job.completed', tenant: tenant.id, correlationId: 'c', payload });
    expect((await good.until('job.completed')).data.payload.workspace).toBe(payload.workspace);
    const lines = readFileSync(join(real.folder, 'adit.log'), 'utf8').split('\n');
    expect(lines.some((line) => line.includes('http.streamEnded') && line.includes('too slow'))).toBe(true);
    lazy.destroy();
    good.close();
    await until(() => openStreams() === 0);
  });

  test('the stream ends with the session, which a stream alone does not keep alive', async () => {
    const stream = await listen(browser, '/api/v1/events');
    const { db } = real.appliance;
    const longAgo = Date.now() - 120_000;
    db.run(sql`update sessions set last_seen_at = ${longAgo}`);
    const before = stream.beats();
    await until(() => stream.beats() > before + 1);
    expect(db.all<{ at: number }>(sql`select last_seen_at as at from sessions`)).toEqual([{ at: longAgo }]);
    await browser.post('/api/v1/auth/logout');
    await stream.until('session.ended');
    await stream.done;
    expect((await listen(browser, '/api/v1/events')).response.status).toBe(401);
  });
});

test('a program’s stream ends with its token’s session', async () => {
  const password = 'an orchard full of quiet bees';
  const { json } = await browser.post('/api/v1/auth/token', { login: 'root', password });
  const headers = { authorization: `Bearer ${json.accessToken}` };
  const open = await fetch(`${real.server.url}/api/v1/events`, { headers });
  expect(open.status).toBe(200);
  const text = open.text();
  real.appliance.db.run(sql`delete from sessions`);
  expect(await text).toEndWith('event: session.ended\ndata: {}\n\n');
});

/** A socket that asks and never reads. */
async function rawReader(by: HttpClient): Promise<Socket> {
  const { port } = new URL(real.server.url);
  const cookie = [...by.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const socket = connect(Number(port), '127.0.0.1');
  socket.pause();
  await new Promise<void>((ready) => socket.once('connect', () => ready()));
  socket.write(`GET /api/v1/events HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`);
  return socket;
}

test('a server that stops ends its streams at once, and waits for nobody who only listens', async () => {
  const house = await realAppliance({ ADIT__SERVER__DRAIN_SECONDS: '600' });
  const by = await house.signIn();
  const cookie = [...by.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const open = await fetch(`${house.server.url}/api/v1/events`, { headers: { cookie } });
  const text = open.text();
  // Were it waited for, this test would run into its time limit.
  await house.end();
  expect(await text).toContain(': here');
});
