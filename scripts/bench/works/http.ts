import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from '../api-client.ts';
import type { Bench } from '../bench.ts';
import { markAt } from '../figure.ts';
import { bytesOf, elapsed, quantile } from '../measure.ts';
import { memoryOf } from '../memory-of.ts';
import { publish } from '../publish.ts';
import { ServerChild } from '../server-child.ts';
import { writeRandomVersion } from '../write-version.ts';

const group = 'http';
const REQUESTS = 100;
/** The size that design speaks of. */
const EVENTS = 10e6;

const EXECUTE = '/api/v1/analysis/calculators/execute';

/** What a page asks for when a filter was moved: the map and the key figures, at the same time. */
const PAGES: readonly [string, readonly { id: string; params: object }[]][] = [
  [
    'HTTP: filter, map (counts), key figures',
    [
      { id: 'process-map', params: { durations: false } },
      { id: 'log-summary', params: {} },
    ],
  ],
  [
    'HTTP: filter, map (all durations and medians), key figures',
    [
      { id: 'process-map', params: {} },
      { id: 'log-summary', params: {} },
    ],
  ],
  ['HTTP: filter, map (counts) alone', [{ id: 'process-map', params: { durations: false } }]],
];

/** The real server, signed in, 100 times with another value of the filter, so that no cache has the answer. */
export async function measureHttp(bench: Bench): Promise<void> {
  const { sizes, threads, binary, folder } = bench.settings;
  const events = Math.min(EVENTS, sizes.at(-1)!);
  const dataFolder = join(folder, 'http');
  bench.say(`making a dataset of ${events / 1e6} million events for the server`);
  const [datasetId] = await publish(dataFolder, ['made up'], (into) => writeRandomVersion(into, events));
  await using server = await ServerChild.start({ dataFolder, threads, binary });
  const client = await ApiClient.signIn(server);
  let turn = 0;
  const page = async (calculators: readonly { id: string; params: object }[]): Promise<number> => {
    const from = ++turn / 10;
    const params = { attribute: 'case:amount', operator: 'between', from, to: from + 500 };
    const filters = [{ id: 'case-attribute', params }];
    return elapsed(() => Promise.all(calculators.map((c) => client.post(EXECUTE, { datasetId, ...c, filters }))));
  };
  for (const [work, calculators] of PAGES) {
    for (let i = 0; i < 5; i++) await page(calculators);
    const times: number[] = [];
    for (let i = 0; i < REQUESTS; i++) times.push(await page(calculators));
    times.sort((a, b) => a - b);
    const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
    const spread = (median: number) => ({ median, least: times[0]!, most: times.at(-1)! });
    bench.add({ group, work: `${work}: p50`, events, value: spread(p50), toReach: markAt({ 10: 80 }, events) });
    bench.add({ group, work: `${work}: p95`, events, value: spread(p95), toReach: markAt({ 10: 200 }, events) });
  }
  const own = (memoryOf(server.pid)?.anonymous ?? 0) / 1e6;
  const mapped = bytesOf(dataFolder, /\.col$/) / 1e6;
  bench.add({
    ...{ group: 'memory', work: 'memory of the server after these requests, without mapped files', events, unit: 'MB' },
    value: { median: own, least: own, most: own },
    note: `the columns take ${Math.round(mapped)} MB on disk`,
  });
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}
