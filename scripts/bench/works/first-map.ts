import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from '../api-client.ts';
import type { Bench } from '../bench.ts';
import { spreadOf } from '../measure.ts';
import { ServerChild } from '../server-child.ts';
import { writeRandomCsv } from '../write-csv.ts';

const group = 'first-map';
/** The size that the product speaks of, and what it promises there. */
const EVENTS = 5e6;
const TO_REACH_MS = 10_000;
const LOOK_EVERY_MS = 50;

/** What somebody waits for who brings a CSV file: it is sent, looked at, loaded, and its map is calculated; by the real server. */
export async function measureFirstMap(bench: Bench): Promise<void> {
  const { sizes, threads, binary, folder } = bench.settings;
  for (const events of sizes.filter((size) => size <= EVENTS)) {
    const file = join(folder, `first-map-${events}.csv`);
    await writeRandomCsv(file, events);
    await using server = await ServerChild.start({
      ...{ dataFolder: join(folder, `first-map-${events}`), threads, binary },
      env: { ADIT__DATA__MIN_FREE_BYTES: '0' },
    });
    const client = await ApiClient.signIn(server);
    const project = JSON.parse((await client.post('/api/v1/projects', { name: 'First maps' })).text) as { id: string };
    const steps: [step: string, ms: number][] = [];
    const begun = performance.now();
    let last = begun;
    const ended = (step: string) => {
      const now = performance.now();
      steps.push([step, now - last]);
      last = now;
    };
    const upload = await sent(client, file, project.id);
    ended('sent');
    await client.post(`/api/v1/uploads/${upload}/preview`, {});
    ended('first rows');
    const dataset = await loaded(client, upload);
    ended('loaded');
    await client.post('/api/v1/analysis/calculators/execute', { datasetId: dataset, id: 'process-map' });
    ended('map');
    const note = steps.map(([step, ms]) => `${step} ${(ms / 1000).toFixed(1)} s`).join(', ');
    bench.add({
      ...{ group, work: 'from the file to its first map', events, value: spreadOf([performance.now() - begun]), note },
      ...(events === EVENTS ? { toReach: TO_REACH_MS } : {}),
    });
    rmSync(file);
  }
}

async function sent(client: ApiClient, file: string, projectId: string): Promise<string> {
  const begin = { name: 'log.csv', bytes: statSync(file).size, projectId };
  const { id } = JSON.parse((await client.post('/api/v1/uploads', begin)).text) as { id: string };
  await client.send('PUT', `/api/v1/uploads/${id}/content`, Bun.file(file).stream(), { 'upload-offset': '0' });
  return id;
}

/** @returns the dataset */
async function loaded(client: ApiClient, upload: string): Promise<string> {
  await client.post(`/api/v1/uploads/${upload}/load`, { newDatasetName: 'First map', timeZone: 'UTC' });
  for (;;) {
    const { text } = await client.get(`/api/v1/uploads/${upload}/status`);
    const { stage, datasetId, error } = JSON.parse(text) as { stage: string; datasetId: string; error: unknown };
    if (stage === 'done') return datasetId;
    if (stage === 'failed' || stage === 'cancelled') throw new Error(`the load ended: ${JSON.stringify(error)}`);
    await Bun.sleep(LOOK_EVERY_MS);
  }
}
