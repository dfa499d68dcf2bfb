/** What the server's memory grows by while it takes a large file, on each way that a file can come. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { MemoryWatch, MOST_GROWTH_MB } from '../../scripts/bench/memory-of.ts';
import { AditBench, firstAdministrator, type ServerRun } from '../adit-bench.ts';
import { csrfOf, type HttpClient } from '../http-client.ts';

const MIB = 1_048_576;
/** More than twice what the server may grow by: a body that is held whole cannot be missed. */
const FILE_BYTES = 256 * MIB;
const PART_BYTES = 8 * MIB;
const TIMEOUT_MS = 120_000;

const row = 'case-0000001,register the request,2024-01-01T08:00:00Z,somebody\n';
const BLOCK = new Uint8Array(Buffer.from(row.repeat(MIB / row.length)));

const bench = new AditBench();
let server: ServerRun;
let root: HttpClient;
let project: string;
beforeAll(async () => {
  server = await bench.serve({ ADIT__DATA__MIN_FREE_BYTES: '0' });
  root = await firstAdministrator(server);
  project = (await root.get('/api/v1/projects')).json.items[0].id;
}, TIMEOUT_MS);
afterAll(() => bench[Symbol.asyncDispose]());

/** So many bytes of rows, made as they are asked for, with what a form has around them. */
function rowsOf(bytes: number, head = '', tail = ''): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const pieces = (function* () {
    if (head) yield encoder.encode(head);
    for (let left = bytes; left > 0; left -= BLOCK.length) yield BLOCK.subarray(0, left);
    if (tail) yield encoder.encode(tail);
  })();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

async function begin(): Promise<string> {
  return (await root.post('/api/v1/uploads', { name: 'log.csv', bytes: FILE_BYTES, projectId: project })).json.id;
}

const put = async (id: string, from: number, body: ReadableStream | Uint8Array) =>
  (await root.send(`/api/v1/uploads/${id}/content`, { method: 'PUT', body, headers: { 'upload-offset': `${from}` } }))
    .json.received;

async function inOnePiece(): Promise<string> {
  const id = await begin();
  expect(await put(id, 0, rowsOf(FILE_BYTES))).toBe(FILE_BYTES);
  return id;
}

async function inParts(): Promise<string> {
  const id = await begin();
  const part = Buffer.concat(Array.from({ length: PART_BYTES / MIB }, () => BLOCK));
  for (let at = 0; at < FILE_BYTES; at += PART_BYTES) expect(await put(id, at, part)).toBe(at + PART_BYTES);
  return id;
}

async function byForm(): Promise<string> {
  const { text } = await root.get(`/datasets/new?project=${project}`);
  const token = csrfOf(text);
  const field = (name: string, value: string) =>
    `--LiNe\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const file = '--LiNe\r\ncontent-disposition: form-data; name="file"; filename="log.csv"\r\n\r\n';
  const body = rowsOf(FILE_BYTES, field('csrf', token) + field('project', project) + file, '\r\n--LiNe--\r\n');
  const headers = { 'content-type': 'multipart/form-data; boundary=LiNe' };
  const { status, headers: answered } = await root.send('/uploads', { method: 'POST', body, headers });
  expect(status).toBe(303);
  return answered.get('location')!.split('/').at(-1)!;
}

test.each([
  ['in one piece', inOnePiece],
  ['in parts, as the page sends it', inParts],
  ['by a form without scripts', byForm],
])(
  'a file that comes %s is not held in memory',
  async (_, send) => {
    const watch = await MemoryWatch.atRest(server.pid);
    const [id, { growth }] = await watch.during(send);
    expect((await root.get(`/api/v1/uploads/${id}`)).json).toMatchObject({ state: 'complete', received: FILE_BYTES });
    expect(growth).toBeLessThan(MOST_GROWTH_MB * 1e6);
    await root.delete(`/api/v1/uploads/${id}`);
  },
  TIMEOUT_MS,
);
