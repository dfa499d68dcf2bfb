import { afterAll, beforeAll, expect, test } from 'bun:test';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

/**
 * One process serves pages and API, so that nothing in it may hold it up for long (20 ms is the aim on a machine that is not busy). The
 * longest gap between two ticks is printed, not asserted: it is the machine's as well.
 */
const CASES = 30_000;
const EVENTS_A_CASE = 10;
const ATTRIBUTES = 12;

let real: RealAppliance;
let browser: HttpClient;
let file: string;

beforeAll(async () => {
  real = await realAppliance();
  browser = await real.signIn();
  file = join(real.folder, 'large.csv');
  await writeLog(file);
}, 60_000);
afterAll(() => real.end());

async function writeLog(path: string): Promise<void> {
  const out = createWriteStream(path);
  const names = Array.from({ length: ATTRIBUTES }, (_, i) => `case:attribute ${i}`);
  out.write(`case,activity,time,resource,${names.join(',')}\n`);
  const startMs = Date.UTC(2024, 0, 1);
  for (let c = 0; c < CASES; c++) {
    const attributes = names.map((_, i) => `value ${(c * (i + 3)) % 997} of attribute ${i}`).join(',');
    let rows = '';
    for (let e = 0; e < EVENTS_A_CASE; e++) {
      const time = new Date(startMs + c * 600_000 + e * 3_600_000).toISOString();
      rows += `case ${c},step ${(c + e * e) % 17},${time},person ${(c * 7 + e) % 40},${attributes}\n`;
    }
    if (!out.write(rows)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

/** Runs the work while a ticker looks at how long the process is held up. */
async function watched<T>(name: string, work: () => Promise<T>): Promise<T> {
  let last = performance.now();
  let longest = 0;
  let ticks = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    ticks++;
  };
  const ticker = setInterval(look, 5);
  const startedMs = performance.now();
  try {
    return await work();
  } finally {
    look();
    clearInterval(ticker);
    const took = performance.now() - startedMs;
    console.log(`${name}: ${took.toFixed(0)} ms, ${ticks} ticks, longest gap ${longest.toFixed(1)} ms`);
    // What is over within a few ticks says nothing.
    if (took > 200) expect(ticks).toBeGreaterThan(5);
  }
}

const load = (dataset: string) =>
  real.operate({ do: 'import', file, dataset, mode: 'replace', mapping: null, timeZone: null });

/** The answer's bytes: reading them as JSON here would hold up this process, which is the server's too. */
async function post(path: string, body: object): Promise<{ status: number; bytes: number }> {
  const response = await fetch(`${real.server.url}${path}`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', 'x-adit-csrf': '1' },
      cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, bytes: (await response.bytes()).length };
}

test('imports, verifying and calculations leave the server free to answer', async () => {
  const first = (await watched('import of 300,000 events', () => load('First'))) as {
    dataset: { id: string; events: number };
  };
  expect(first.dataset.events).toBe(CASES * EVENTS_A_CASE);
  const datasetId = first.dataset.id;

  const verified = await watched('verify', () => real.operate({ do: 'verify', dataset: 'First' }));
  expect(verified).toMatchObject([{ name: 'First', damage: [] }]);

  const calculators = ['process-map', 'variants', 'case-duration', 'dotted-chart', 'data-information'];
  for (const id of calculators) {
    const got = await watched(id, () => post('/api/v1/analysis/calculators/execute', { datasetId, id }));
    expect([id, got.status]).toEqual([id, 200]);
  }
  const rows = { datasetId, id: 'case-table', params: { pageSize: 1000 } };
  const table = await watched('case-table, 1,000 rows', () => post('/api/v1/analysis/calculators/execute', rows));
  expect(table.status).toBe(200);
  const page = { datasetId, pagination: { page: 1, pageSize: 1000 } };
  const kept = await watched('filters/apply, 1,000 rows', () => post('/api/v1/analysis/filters/apply', page));
  expect(kept.status).toBe(200);
  console.log(`case-table: ${table.bytes} bytes; filters/apply: ${kept.bytes} bytes`);

  const all = await watched('import, verify and maps at once', () =>
    Promise.all([
      load('Second'),
      real.operate({ do: 'verify', dataset: 'First' }),
      ...[0.2, 0.4, 0.6, 0.8].map((pathShare) =>
        post('/api/v1/analysis/calculators/execute', { datasetId, id: 'process-map', params: { pathShare } }),
      ),
    ]),
  );
  expect(all.slice(2)).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }, { status: 200 }]);
}, 120_000);
