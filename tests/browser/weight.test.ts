/** What pages make a browser load: scripts within the budget, no fonts, nothing from elsewhere. */
import { expect } from 'bun:test';
import { resolve } from 'node:path';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';
import { untilLive } from './live-map.ts';
import { type Stock, stockUp } from './stock.ts';
import { visitsOf } from './visits.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
const MOST_BYTES = 450 * 1024;
/** Pages with scripts besides those of every page. */
const WITH_SCRIPTS = [
  ...['/datasets/:id/overview', '/datasets/:id/map', '/datasets/:id/variants', '/datasets/:id/cases'],
  ...[
    '/datasets/:id/cases/:caseId',
    '/datasets/new',
    '/uploads/:id',
    '/calendars/new',
    '/datasets/:id/filters/new of activities',
  ],
];
let stock: Stock;
const bench = useBench(async (b) => {
  stock = await stockUp(b, await b.load(SAMPLE, 'Receipt'));
});

/** Bytes of a file as it is sent to a browser. */
async function sentBytes(url: string): Promise<{ bytes: number; coded: string | null }> {
  const headers = { 'accept-encoding': 'gzip, deflate, br, zstd' };
  const response = await fetch(url, { headers, decompress: false });
  return { bytes: (await response.bytes()).length, coded: response.headers.get('content-encoding') };
}

browserTest('all scripts that the pages load, together, stay within 450 KB as they are sent', async () => {
  const ann = await bench().arrive();
  const all = new Set<string>();
  const { visits } = visitsOf(bench().house.appliance.routes, stock);
  const pages = visits.filter(({ name }) => WITH_SCRIPTS.includes(name));
  expect(pages).toHaveLength(WITH_SCRIPTS.length);
  let ofMap: readonly string[] = [];
  for (const { name, path, status } of pages) {
    const { page, scripts } = await ann.open(path, {}, status);
    if (name === '/datasets/:id/map') {
      await untilLive(page);
      ofMap = [...scripts];
    }
    for (const url of scripts) all.add(url);
    const fonts = await page.evaluate<number>('document.fonts.size');
    expect([name, fonts]).toEqual([name, 0]);
    await page.close();
  }
  const weights = new Map(await Promise.all([...all].map(async (url) => [url, await sentBytes(url)] as const)));
  const sum = (urls: Iterable<string>) => [...urls].reduce((total, url) => total + weights.get(url)!.bytes, 0);
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
  console.log(
    `scripts of the map: ${kilobytes(sum(ofMap))} in ${ofMap.length} files; of all pages: ${kilobytes(sum(all))}`,
  );
  for (const [url, { bytes, coded }] of weights) if (bytes > 1024) expect([url, coded]).toEqual([url, 'br']);
  expect(ofMap.length).toBeGreaterThan(3);
  expect(sum(ofMap)).toBeLessThanOrEqual(MOST_BYTES);
  expect(sum(all)).toBeLessThanOrEqual(MOST_BYTES);
  await ann.leave();
});

browserTest('a file with its checksum in its address is kept by the browser, pages are not', async () => {
  const ann = await bench().arrive();
  const { page } = await ann.open(`/datasets/${stock.dataset}/map`);
  await untilLive(page);
  const again = await page.goto(page.url());
  expect(again?.headers()['cache-control']).toContain('no-store');
  const script = await fetch(`${bench().base}${await page.locator('script[src]').first().getAttribute('src')}`);
  expect(script.headers.get('cache-control')).toContain('immutable');
  await ann.leave();
});
