import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from '../api-client.ts';
import type { Bench } from '../bench.ts';
import { markAt } from '../figure.ts';
import { quantile } from '../measure.ts';
import { publish } from '../publish.ts';
import { ServerChild } from '../server-child.ts';
import { writeRandomVersion } from '../write-version.ts';

const group = 'pages';
/** The size that design speaks of. */
const EVENTS = 10e6;
const ANALYSTS = 20;
/** What htmx sends when a filter moves: it asks for navigation and view, in one request. */
const SWAP = { 'hx-request': 'true', 'hx-target': 'div#app' };

interface Measured {
  readonly bench: Bench;
  readonly client: ApiClient;
  readonly dataset: string;
  readonly events: number;
  /** Requests that count, of each kind. */
  readonly requests: number;
}

/** Pages of the real server: a filter that moves on the map, by one and by twenty at once; the first byte of each page. */
export async function measurePages(bench: Bench): Promise<void> {
  const { sizes, threads, binary, folder, runs } = bench.settings;
  const events = Math.min(EVENTS, sizes.at(-1)!);
  const dataFolder = join(folder, 'pages');
  bench.say(`making a dataset of ${events / 1e6} million events for the pages`);
  const [dataset] = await publish(dataFolder, ['made up'], (into) => writeRandomVersion(into, events));
  await using server = await ServerChild.start({ dataFolder, threads, binary });
  const client = await ApiClient.signIn(server);
  const measured = { bench, client, dataset: dataset!, events, requests: 20 * runs };
  await filterOnTheMap(measured);
  await firstBytes(measured);
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}

let turn = 0;
/** Another value of the filter at every call, so that no cache has the answer. */
function nextFilter(): string {
  const from = ++turn / 10;
  const params = { attribute: 'case:amount', operator: 'between', from, to: from + 500 };
  return Buffer.from(JSON.stringify([{ id: 'case-attribute', params }])).toString('base64url');
}

async function filterOnTheMap({ bench, client, dataset, events, requests }: Measured): Promise<void> {
  const ask = async () => {
    const { lastByteMs, text } = await client.get(`/datasets/${dataset}/map?f=${nextFilter()}`, SWAP);
    if (!text.includes('map-data')) throw new Error('the answer is no map');
    return lastByteMs;
  };
  for (let i = 0; i < 5; i++) await ask();
  const alone: number[] = [];
  for (let i = 0; i < requests; i++) alone.push(await ask());
  const work = 'page: filter, map, kept cases and events, in one request';
  report(bench, { work, events, times: alone, marks: [80, 200] });
  const together: number[] = [];
  for (let i = 0; i < requests / ANALYSTS; i++)
    together.push(...(await Promise.all(Array.from({ length: ANALYSTS }, ask))));
  report(bench, { work: `${work}, ${ANALYSTS} analysts at once`, events, times: together, marks: [null, 1000] });
}

const PLAIN = [
  '/',
  '/projects',
  '/calendars',
  '/bin',
  '/profile',
  '/help',
  '/about',
  '/status',
  '/admin/users',
  '/datasets/new',
];

/** Until the first byte is here: of pages that calculate, of their frame. */
async function firstBytes({ bench, client, dataset, events, requests }: Measured): Promise<void> {
  const ask = async (path: () => string, into: number[]) => {
    await client.get(path());
    for (let i = 0; i < Math.max(5, requests / 5); i++) into.push((await client.get(path())).firstByteMs);
  };
  for (const section of ['overview', 'map', 'variants', 'cases']) {
    const times: number[] = [];
    await ask(() => `/datasets/${dataset}/${section}?f=${nextFilter()}`, times);
    report(bench, { work: `first byte of the page: ${section}`, events, times, marks: [null, 50] });
  }
  const times: number[] = [];
  for (const path of [...PLAIN, `/datasets/${dataset}`]) await ask(() => path, times);
  report(bench, { work: `first byte of ${PLAIN.length + 1} other pages`, events, times, marks: [null, 50] });
}

interface Reported {
  readonly work: string;
  readonly events: number;
  readonly times: readonly number[];
  /** To reach by the median and by the 95th of 100, at the size that design speaks of. */
  readonly marks: readonly [number | null, number | null];
}

function report(bench: Bench, { work, events, times, marks }: Reported): void {
  const sorted = times.toSorted((a, b) => a - b);
  for (const [name, q, mark] of [
    ['p50', 0.5, marks[0]],
    ['p95', 0.95, marks[1]],
  ] as const) {
    const value = { median: quantile(sorted, q), least: sorted[0]!, most: sorted.at(-1)! };
    const toReach = mark === null ? null : markAt({ 10: mark }, events);
    bench.add({ group, work: `${work}: ${name}`, events, value, toReach });
  }
}
