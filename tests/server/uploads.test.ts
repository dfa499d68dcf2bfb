/** Uploads over real connections and with the real engine: senders that lie, fall silent or leave; looks into hostile files. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { until } from '../adit-bench.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { sharedData } from '../shared-data.ts';

const ROWS = 'case,activity,time\na,x,2024-01-01T08:00:00Z\na,y,2024-01-01T09:00:00Z\nb,x,2024-01-02T08:00:00Z\n';

/** Each look into a file starts a process. */
const TIMEOUT_MS = 60_000;

let real: RealAppliance;
let ann: HttpClient;
let project: string;
beforeAll(async () => {
  real = await realAppliance({
    ADIT__SERVER__IDLE_TIMEOUT_SECONDS: '1',
    ADIT__DATA__MIN_FREE_BYTES: '0',
    ADIT__SERVER__MAX_OPEN_UPLOADS: '100',
  });
  ann = await real.signIn();
  project = real.appliance.tenancy.ensureHome().project.id;
}, 60_000);
afterAll(() => real.end());

const cookiesOf = (client: HttpClient) => [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

/** Sends the head and pieces of a request over a connection of its own; gives what came back once it is closed. */
function raw(head: string[], pieces: string[]) {
  const { hostname, port } = new URL(real.server.url);
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  const socket = connect(Number(port), hostname);
  let got = '';
  socket.on('data', (data) => {
    got += data;
  });
  socket.on('close', () => resolve(got));
  socket.on('error', () => resolve(got));
  const lines = [...head, `host: ${hostname}:${port}`, `cookie: ${cookiesOf(ann)}`, 'x-adit-csrf: 1'];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  for (const piece of pieces) socket.write(piece);
  return { closed, socket };
}

const begin = async (bytes: number | null = ROWS.length) =>
  (await ann.post('/api/v1/uploads', { name: 'a.csv', projectId: project, ...(bytes === null ? {} : { bytes }) })).json
    .id as string;
const content = (id: string, ...more: string[]) => [`PUT /api/v1/uploads/${id}/content HTTP/1.1`, ...more];
const arrived = (id: string, bytes: number) =>
  until(async () => ((await ann.get(`/api/v1/uploads/${id}`)).json.received === bytes ? true : undefined));
const send = (id: string, text: string | Uint8Array, offset: number, client = ann) =>
  client.send(`/api/v1/uploads/${id}/content`, {
    ...{ method: 'PUT', body: text, headers: { 'upload-offset': String(offset) } },
  });

describe('a sender that', () => {
  test.each(['end', 'destroy'] as const)(
    'promises more than it sends and leaves (%s): what came is kept',
    async (how) => {
      const id = await begin();
      const { socket, closed } = raw(content(id, `content-length: ${ROWS.length}`, 'upload-offset: 0'), [
        ROWS.slice(0, 40),
      ]);
      await arrived(id, 40);
      socket[how]();
      await closed;
      expect((await send(id, ROWS.slice(40), 40)).json).toMatchObject({ state: 'complete', received: ROWS.length });
    },
  );

  test('falls silent is let go, and what came is kept', async () => {
    const id = await begin();
    const head = content(id, `content-length: ${ROWS.length}`, 'upload-offset: 0');
    const got = await raw(head, [ROWS.slice(0, 40)]).closed;
    expect(got).toStartWith('HTTP/1.1 408');
    expect(JSON.parse(got.split('\r\n\r\n')[1]!).code).toBe('http.senderSilent');
    expect((await send(id, ROWS.slice(40), 40)).json.state).toBe('complete');
  }, 20_000);

  test('sends for longer than a silent connection is kept is not cut off', async () => {
    const parts = 8;
    const id = await begin(parts * 400);
    let sent = 0;
    const slow = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (sent++ === parts) return controller.close();
        await Bun.sleep(400);
        controller.enqueue(new Uint8Array(400).fill(65));
      },
    });
    const got = await ann.send(`/api/v1/uploads/${id}/content`, { method: 'PUT', body: slow });
    expect([got.status, got.json.state]).toEqual([200, 'complete']);
  }, 20_000);

  test('sends more than it says: the rest is no part of the file', async () => {
    const id = await begin();
    const { socket, closed } = raw(content(id, 'content-length: 40', 'upload-offset: 0'), [`${ROWS.slice(0, 40)}more`]);
    await arrived(id, 40);
    socket.end();
    await closed;
    expect((await send(id, ROWS.slice(40), 40)).json.state).toBe('complete');
  });

  test('sends in chunks and breaks off inside one: the file is not taken for complete', async () => {
    const id = await begin(null);
    const head = content(id, 'transfer-encoding: chunked', 'upload-offset: 0');
    const { socket, closed } = raw(head, [`28\r\n${ROWS.slice(0, 40)}\r\n`, '10\r\n']);
    await arrived(id, 40);
    socket.end();
    await closed;
    expect((await ann.get(`/api/v1/uploads/${id}`)).json).toMatchObject({ state: 'receiving', received: 40 });
    expect((await send(id, ROWS.slice(40), 40)).json.state).toBe('complete');
  });
});

async function uploaded(text: string | Uint8Array, name = 'a.csv'): Promise<string> {
  const got = await ann.send(`/api/v1/uploads/file?name=${encodeURIComponent(name)}&projectId=${project}`, {
    ...{ method: 'POST', body: text },
  });
  return got.json.id;
}
const preview = async (id: string, body: object = {}) => (await ann.post(`/api/v1/uploads/${id}/preview`, body)).json;

describe('a look into a file', () => {
  test(
    'marks every value that cannot be read, with line, column, value and reason',
    async () => {
      const id = await uploaded(
        'case;activity;when;cost\n1;a;2024-01-01 10:00;1,5\n1;<script>alert(1)</script>;2024-13-01 10:00;2,5\n2;a\n2;;2024-01-02 10:00;3,5\n"3";"=cmd|x";2024-01-03 10:00;4,5\n',
      );
      expect((await preview(id)).question).toMatchObject({ code: 'import.needsTimeZone', column: 'when' });
      const seen = await preview(id, { timeZone: 'Europe/Berlin' });
      expect(seen.question).toBeNull();
      expect(seen.counts).toMatchObject({ whole: true, read: 5, accepted: 2, refused: 3, cases: 2, activities: 2 });
      expect(seen.problems).toEqual([
        { line: 3, column: 'when', value: '2024-13-01 10:00', reason: 'is not an ISO 8601 time' },
        { line: 4, column: null, value: null, reason: 'the row has 2 cells, the table has 4 columns' },
        { line: 5, column: 'activity', value: null, reason: 'the activity is missing' },
      ]);
      expect(seen.rows[0]).toEqual({ line: 2, cells: ['1', 'a', '2024-01-01 09:00:00.000 UTC', '1.5'], problems: [] });
      expect(seen.columns.map((c: { role: string }) => c.role)).toEqual(['case', 'activity', 'timestamp', 'attribute']);
    },
    TIMEOUT_MS,
  );

  test(
    'asks which number is the day, and takes the answer',
    async () => {
      const id = await uploaded('case,activity,date\n1,a,01/02/2024 10:00\n1,b,03/04/2024 10:00\n');
      const { question, columns } = await preview(id, { timeZone: 'UTC' });
      expect(question).toMatchObject({ code: 'import.ambiguousDate', column: 'date' });
      const format = columns[2].formats.find((f: string) => f.startsWith('DD'));
      const seen = await preview(id, { timeZone: 'UTC', mapping: { columns: [{ column: 'date', format }] } });
      expect([seen.question, seen.rows[0].cells[2]]).toEqual([null, '2024-02-01 10:00:00.000 UTC']);
    },
    TIMEOUT_MS,
  );

  test(
    'a kept mapping is offered for the next file of the same make, and for no other',
    async () => {
      const first = await preview(await uploaded('id,what,when\n1,a,2024-01-01T10:00:00Z\n'));
      const mapping = {
        columns: [
          { column: 'id', role: 'case' },
          { column: 'what', role: 'activity' },
        ],
      };
      await ann.post('/api/v1/column-mappings', { name: 'Monthly', fingerprint: first.fingerprint, mapping });
      const next = await preview(await uploaded('id,what,when\n7,z,2024-02-01T10:00:00Z\n8,y,2024-02-01T11:00:00Z\n'));
      expect(next.kept.map((k: { name: string }) => k.name)).toEqual(['Monthly']);
      const other = await preview(await uploaded('a,b,c\n1,2,3\n'));
      expect(other.kept).toEqual([]);
      expect((await preview(await uploaded(ROWS), { mappingId: 'none' })).code).toBe('column mapping.notFound');
    },
    TIMEOUT_MS,
  );

  test(
    'hostile bytes: a quote without end, NUL, UTF-16, Windows-1252, one column, a header alone',
    async () => {
      const open = await preview(
        await uploaded(`case,activity,time\n${'1,a,2024-01-01T10:00:00Z\n'.repeat(9)}1,"b,2024-01-01T10:00:00Z\n`),
      );
      expect(open.problems.length + (open.counts?.refused ?? 0)).toBeGreaterThan(0);
      const nul = await preview(
        await uploaded('case,activity,time\n1,a\0b,2024-01-01T10:00:00Z\n1,c,2024-01-01T11:00:00Z\n'),
      );
      expect(nul.problems[0].reason).toContain('NUL');
      const wide = await preview(await uploaded(new Uint8Array(Buffer.from(`\ufeff${ROWS}`, 'utf16le'))));
      expect(wide.counts).toMatchObject({ accepted: 3, cases: 2 });
      const western = await preview(
        await uploaded(new Uint8Array(Buffer.from(ROWS.replaceAll('x', 'Prüfung'), 'latin1'))),
      );
      expect(western.rows[0].cells[1]).toBe('Prüfung');
      expect((await preview(await uploaded('only\nvalues\n'))).question.code).toBe('import.noCaseColumn');
      const header = await ann.post(`/api/v1/uploads/${await uploaded('case,activity,time\n')}/preview`, {});
      expect(header.json.question?.code ?? header.json.code).toBe('import.headerOnly');
      expect((await preview(await uploaded(ROWS), { mapping: { columns: [{ column: 'nowhere' }] } })).code).toBe(
        'import.unknownColumn',
      );
      expect((await preview(await uploaded(ROWS), { timeZone: 'Mars/Base' })).question.code).toBe(
        'import.unknownTimeZone',
      );
    },
    TIMEOUT_MS,
  );

  test(
    'XES says itself what is what; only its beginning is read',
    async () => {
      const seen = await preview(
        await uploaded(new Uint8Array(readFileSync(sharedData('logs/RoadTraffic.xes.gz'))), 'r.gz'),
        { rows: 3 },
      );
      expect(seen).toMatchObject({ kind: 'xes.gz', mapping: null, question: null, dialect: null });
      expect(seen.counts.whole).toBe(false);
      expect(seen.rows).toHaveLength(3);
      expect(seen.columns.find((c: { role: string }) => c.role === 'activity').name).toBe('concept:name');
    },
    TIMEOUT_MS,
  );
});

test('a load: progress, result, quarantine; and the same file again changes nothing', async () => {
  const id = await uploaded('case,activity,time\na,x,2024-01-01T08:00:00Z\na,y,never\nb,x,2024-01-02T08:00:00Z\n');
  const asked = (await ann.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'Orders' })).json;
  const done = await until(async () => {
    const status = (await ann.get(`/api/v1/uploads/${id}/status`)).json;
    return ['done', 'failed'].includes(status.stage) ? status : undefined;
  });
  expect(done).toMatchObject({ stage: 'done', share: 1, mayLoad: false, error: null });
  expect(done.result).toMatchObject({ applied: false, cases: 2, events: 2, read: 3, accepted: 2, rejected: 1 });
  expect(done.result.sample).toEqual([{ line: 3, column: 'time', value: 'never', reason: 'is not an ISO 8601 time' }]);
  const again = await uploaded('case,activity,time\na,x,2024-01-01T08:00:00Z\na,y,never\nb,x,2024-01-02T08:00:00Z\n');
  await ann.post(`/api/v1/uploads/${again}/load`, { datasetId: asked.datasetId, mode: 'append' });
  const applied = await until(async () => {
    const status = (await ann.get(`/api/v1/uploads/${again}/status`)).json;
    return status.stage === 'done' ? status : undefined;
  });
  expect(applied.result.applied).toBe(true);
}, 60_000);

test('a load that fails says why, and can be asked for again with another mapping', async () => {
  const id = await uploaded('id,what,when\n1,a,2024-01-01 10:00\n');
  const mapping = {
    columns: [
      { column: 'id', role: 'case' },
      { column: 'what', role: 'activity' },
    ],
  };
  const body = { newDatasetName: 'Second try', mapping };
  await ann.post(`/api/v1/uploads/${id}/load`, body);
  const end = (stage: string) =>
    until(async () => {
      const status = (await ann.get(`/api/v1/uploads/${id}/status`)).json;
      return status.stage === stage ? status : undefined;
    });
  const failed = await end('failed');
  expect(failed).toMatchObject({ mayLoad: true, error: { code: 'import.needsTimeZone' } });
  const second = await ann.post(`/api/v1/uploads/${id}/load`, { ...body, timeZone: 'UTC' });
  expect([second.status, second.json.datasetId]).toEqual([202, failed.datasetId]);
  expect((await end('done')).result.events).toBe(1);
}, 60_000);
