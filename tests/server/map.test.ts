/** The page of the map on a real log: what is drawn, hostile names, filters, selections, forms without scripts. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  `"quoted" & 'single' <b>`,
  ']]> <!-- --> &amp; &#x41;',
  '</svg></title><img src=x onerror=alert(1)>',
  'ünïcode 🚚 \u202Ertl',
  'long '.repeat(300),
  '__proto__',
];

let real: RealAppliance;
let browser: HttpClient;
let path: string;

beforeAll(async () => {
  real = await realAppliance();
  browser = await real.signIn();
  const file = join(real.folder, 'hostile.csv');
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = [1, 2, 3].flatMap((c) =>
    HOSTILE.slice(0, c === 3 ? 4 : undefined).map((name, i) => `c${c},${quoted(name)},2024-0${c}-0${i + 1}T10:00:00Z`),
  );
  await Bun.write(file, ['case,activity,time', ...rows].join('\n'));
  await real.operate({ do: 'import', file, dataset: 'Hostile', mode: 'replace', mapping: null, timeZone: 'UTC' });
  const { items: projects } = (await browser.get('/api/v1/projects')).json;
  const { items } = (await browser.get(`/api/v1/projects/${projects[0].id}/datasets`)).json;
  path = `/datasets/${items[0].id}/map`;
}, 30_000);
afterAll(() => real.end());

const drawingOf = (html: string): string => /<svg class="map"[\s\S]*?<\/svg>/.exec(html)?.[0] ?? '';

/** Titles and texts of a drawing, by a strict XML parser. */
function read(svg: string) {
  const parser = new SaxesParser();
  const found = { elements: [] as string[], titles: [] as string[], attributes: new Set<string>() };
  let text = '';
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    text = '';
    found.elements.push(name);
    for (const attribute of Object.keys(attributes)) found.attributes.add(attribute);
  });
  parser.on('text', (more) => {
    text += more;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'title') found.titles.push(text);
    text = '';
  });
  parser.write(svg).close();
  return found;
}

describe('the drawing', () => {
  test('is well-formed XML whatever activities are called, and holds no code and no style', async () => {
    const { status, text } = await browser.get(`${path}?a=100&p=100`);
    expect(status).toBe(200);
    const { elements, titles, attributes } = read(drawingOf(text));
    expect(
      new Set(elements).isSubsetOf(
        new Set(['svg', 'title', 'desc', 'g', 'a', 'path', 'polygon', 'rect', 'text', 'circle']),
      ),
    ).toBe(true);
    for (const attribute of attributes) expect(attribute).not.toMatch(/^(on|style$)/);
    for (const name of HOSTILE.map((name) => name.trim()))
      expect(titles.some((title) => title.trim().startsWith(`${name}:`) || title.startsWith(`${name} :`))).toBe(true);
    expect(/<script>alert|<img src=x/.test(text)).toBe(false);
  });

  test('the data beside it names the same activities', async () => {
    const { text } = await browser.get(`${path}?a=100&p=100`);
    const json = /id="map-data">([^<]*)<\/script>/.exec(text)![1]!;
    const data = JSON.parse(json);
    expect(data.nodes.map((node: { key: string }) => node.key).sort()).toEqual(HOSTILE.toSorted());
    expect(data.arcs).toHaveLength(6);
  });

  test('every activity and path is a link that selects it; what is selected keeps the map', async () => {
    const { text } = await browser.get(`${path}?a=100&p=100`);
    const hrefs = [...drawingOf(text).matchAll(/class="node[^"]*" href="([^"]*)"/g)].map(([, href]) =>
      href!.replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
    );
    expect(hrefs).toHaveLength(HOSTILE.length);
    for (const href of hrefs) {
      const { status, text: page } = await browser.get(href);
      expect(status).toBe(200);
      expect([drawingOf(page).includes('class="ring"'), page.includes('id="map-side"')]).toEqual([true, true]);
    }
  });
});

describe('filters and choices', () => {
  test('a filter keeps every place', async () => {
    const step = [{ id: 'has-activity', params: { activities: [HOSTILE[4]] } }];
    const f = Buffer.from(JSON.stringify(step)).toString('base64url');
    const places = async (query: string) => {
      const { text } = await browser.get(`${path}?a=100&p=100${query}`);
      const { nodes } = JSON.parse(/id="map-data">([^<]*)</.exec(text)![1]!);
      return Object.fromEntries(nodes.map(({ key, x, y }: { key: string; x: number; y: number }) => [key, [x, y]]));
    };
    expect(await places(`&f=${f}`)).toEqual(await places(''));
  });

  test.each([
    'metric=median',
    'metric=share&scale=log',
    'metric=max&scale=quantile',
    'arrange=shown',
    'a=0&p=0',
    'live=1',
  ])('with %s the map is shown', async (query) => {
    const { status, text } = await browser.get(`${path}?${query}`);
    expect([status, text.includes('id="map-data"')]).toEqual([200, true]);
  });

  test.each(['a=101', 'p=-1', 'metric=size', 'scale=cubic', 'act=x&other=1', 'arrange=all', `act=${'x'.repeat(4001)}`])(
    'with %s the page says that the address is wrong',
    async (query) => {
      expect((await browser.get(`${path}?${query}`)).status).toBe(400);
    },
  );

  test('an activity that is not there has a panel that says so', async () => {
    const { text } = await browser.get(`${path}?act=nowhere&next=%3Cxmp%3E`);
    expect(text.includes('No case that the filters keep takes this path.')).toBe(true);
    expect(text.includes('<xmp>')).toBe(false);
  });

  test('moving cases come with times, without ids of cases', async () => {
    const { text } = await browser.get(`${path}?play=start&live=1`);
    const tokens = JSON.parse(/id="map-tokens">([^<]*)</.exec(text)![1]!);
    expect([tokens.cases.length, tokens.total, tokens.from]).toEqual([3, 3, 0]);
    expect(JSON.stringify(tokens)).not.toContain('c1');
  });
});
