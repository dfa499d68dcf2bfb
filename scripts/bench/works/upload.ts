import { join } from 'node:path';
import { ApiClient } from '../api-client.ts';
import type { Bench } from '../bench.ts';
import { elapsed, spreadOf } from '../measure.ts';
import { MemoryWatch, MOST_GROWTH_MB } from '../memory-of.ts';
import { ServerChild } from '../server-child.ts';

const group = 'upload';
/** The size that the product speaks of. */
const FILE_BYTES = 1024 ** 3;
const CHUNK = new TextEncoder().encode(
  'case-0000001,register the request,2024-01-01T08:00:00Z,somebody\n'.repeat(16_384),
);

/** A file sent to the real server in one piece, and in parts of 8 MiB as the page sends it: time, and what the server grows by. */
export async function measureUploads(bench: Bench): Promise<void> {
  const { sizes, threads, binary, folder } = bench.settings;
  const bytes = Math.min(FILE_BYTES, sizes.at(-1)! * 100);
  await using server = await ServerChild.start({
    ...{ dataFolder: join(folder, 'upload'), threads, binary },
    env: { ADIT__DATA__MIN_FREE_BYTES: '0' },
  });
  const client = await ApiClient.signIn(server);
  const made = JSON.parse((await client.post('/api/v1/projects', { name: 'Uploads' })).text) as { id: string };
  const begin = async (): Promise<string> => {
    const body = { name: 'log.csv', bytes, projectId: made.id };
    return JSON.parse((await client.post('/api/v1/uploads', body)).text).id;
  };
  const put = (id: string, from: number, body: ReadableStream | Uint8Array<ArrayBuffer>) =>
    client.send('PUT', `/api/v1/uploads/${id}/content`, body, { 'upload-offset': String(from) });
  const part = new Uint8Array(await new Response(bytesOf(PART_BYTES)).arrayBuffer());
  const ways: [string, () => Promise<void>][] = [
    ['in one piece', async () => void (await put(await begin(), 0, bytesOf(bytes)))],
    [
      'in parts of 8 MiB',
      async () => {
        const id = await begin();
        for (let at = 0; at < bytes; at += PART_BYTES) await put(id, at, part.subarray(0, bytes - at));
      },
    ],
  ];
  for (const [way, work] of ways) {
    const watch = await MemoryWatch.atRest(server.pid);
    const [ms, { growth }] = await watch.during(() => elapsed(work));
    const about = `upload of ${Math.round(bytes / 1e6)} MB ${way}`;
    bench.add({ group, work: about, events: null, value: spreadOf([ms]) });
    const value = spreadOf([growth / 1e6]);
    bench.add({
      ...{ group, work: `${about}: growth of the server`, events: null, unit: 'MB', value },
      toReach: MOST_GROWTH_MB,
    });
  }
}

const PART_BYTES = 8 * 1_048_576;

/** So many bytes of rows, made as they are asked for. */
function bytesOf(count: number): ReadableStream<Uint8Array> {
  let left = count;
  return new ReadableStream({
    pull(controller) {
      if (left === 0) return controller.close();
      const part = CHUNK.subarray(0, Math.min(CHUNK.length, left));
      left -= part.length;
      controller.enqueue(part);
    },
  });
}
