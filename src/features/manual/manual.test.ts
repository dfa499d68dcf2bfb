import { describe, expect, test } from 'bun:test';
import { exampleAppliance } from '../../../tests/example-appliance.ts';
import { calculators, filters } from '../../engine/generated/built-ins.ts';
import { VIEWS } from '../../platform/http/generated/page-files.ts';
import type { Frame } from '../../platform/http/page-frame.ts';
import { renderer } from '../../platform/http/render.ts';
import { viewerOf } from '../../platform/http/viewer.ts';
import { designModel } from './design.ts';
import { byCategory, entryOf } from './entries.ts';
import notices from './generated/notices.json' with { type: 'json' };
import { manualFeature } from './index.ts';

const frame: Frame = {
  ...{ title: 'x', section: null, place: {}, viewer: viewerOf(null, 'en'), signedIn: true, csrf: '', flash: null },
  ...{ bare: false, may: () => true },
};
const render = renderer();
const help = render.view('@help/help', frame, {
  filters: byCategory(filters.map(entryOf)),
  calculators: byCategory(calculators.map(entryOf)),
});
const idsOf = (html: string) => [...html.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]!);
const anchors = new Set(idsOf(help));

describe('the help', () => {
  test('has a place for every filter, every calculator, and each of their parameters', () => {
    for (const [prefix, list] of [
      ['filter', filters],
      ['calculator', calculators],
    ] as const)
      for (const { id, params } of list) {
        expect(anchors).toContain(`${prefix}-${id}`);
        const from = help.indexOf(`id="${prefix}-${id}"`);
        const entry = help.slice(from, help.indexOf('</article>', from));
        for (const name of Object.keys(params.properties)) expect(entry).toContain(`<code>${name}</code>`);
      }
  });

  test('defines each figure with its formula and unit', () => {
    for (const id of [
      'throughput-time',
      'median',
      'mean',
      'percentile',
      'share',
      'directly-follows-count',
      'waiting-time',
    ])
      expect(anchors).toContain(id);
    for (const id of [
      'service-time',
      'sojourn-time',
      'rework-share',
      'coverage',
      'case-frequency',
      'total-delay',
      'variant',
    ])
      expect(anchors).toContain(id);
    const metrics = help.slice(help.indexOf('<section id="metrics"'), help.indexOf('<section id="calculators"'));
    const entries = metrics.split('<article').slice(1);
    expect(entries.length).toBeGreaterThan(20);
    for (const entry of entries)
      expect(entry).toMatch(/<p class="formula">[^<]{5,}<\/p>\n<p>[^<]{20,}<small class="muted">Unit: [^<]+</);
  });

  test('every link into it leads somewhere, from all pages; no place is there twice', () => {
    expect(idsOf(help)).toEqual([...anchors]);
    for (const [view, text] of Object.entries(VIEWS))
      for (const [, anchor] of text.matchAll(/href="\/help#([\w-]+)"/g))
        expect([view, [...anchors]]).toEqual([view, expect.arrayContaining([anchor])]);
    for (const [, anchor] of help.matchAll(/href="#([\w-]+)"/g)) expect(anchors).toContain(anchor!);
  });
});

test('about names the version, and every package with its place among the notices', () => {
  const about = render.view('@about/about', frame, { version: '9.8.7', build: 'abc', notices });
  const texts = idsOf(render.view('@about/notices', frame, { notices, runtime: 'Bun' }));
  for (const shown of ['9.8.7', 'abc', ...notices.map(({ name }) => name)]) expect(about).toContain(shown);
  for (const [, anchor] of about.matchAll(/\/about\/notices#([^"]+)"/g)) expect(texts).toContain(anchor!);
});

test('the page of components shows every one of them', () => {
  const design = render.view('@design/design', frame, designModel(frame.viewer)).replaceAll('&#39;', "'");
  const unseen = ['charts', 'csrf', 'figure', 'json', 'icon', 'sort-head'];
  const components = Object.keys(VIEWS).filter((view) => view.startsWith('@components/'));
  const missing = components.filter((name) => !design.includes(`part('${name}'`)).map((name) => name.split('/')[1]!);
  expect(missing.filter((name) => !unseen.includes(name))).toEqual([]);
  expect(design).toContain('--freq-7');
});

test('the page of components is there only where the program runs from its source', () => {
  const parts = { version: '1', build: 'b', filters: () => [], calculators: () => [] };
  const paths = (fromSource: boolean) => manualFeature({ ...parts, fromSource }, render).routes.map(({ path }) => path);
  expect(paths(true)).toContain('/design');
  expect(paths(false)).toEqual(['/help', '/about', '/about/licence', '/about/notices']);
});

test('all are for people who have signed in', async () => {
  const house = await exampleAppliance({ demo: true });
  for (const path of ['/help', '/about', '/about/licence', '/about/notices', '/design']) {
    const got = await house.client().get(path);
    expect([path, got.status, got.headers.get('location')]).toEqual([
      path,
      303,
      `/sign-in?next=${encodeURIComponent(path)}`,
    ]);
  }
});
