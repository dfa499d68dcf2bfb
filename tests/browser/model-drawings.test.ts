/** Drawings of models in a real browser: names stay within their boxes in its fonts, in light and dark, and nothing offends axe. */
import { afterAll, beforeAll, expect } from 'bun:test';
import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { drawingOf } from '../../src/features/models/drawing.ts';
import { drawingFile } from '../../src/features/models/drawing-file.ts';
import { overlayOf } from '../../src/features/models/drawing-overlay.ts';
import { layOutModel } from '../../src/features/models/reading.ts';
import { FILES } from '../../src/platform/http/generated/page-files.ts';
import type { Frame } from '../../src/platform/http/page-frame.ts';
import { renderer } from '../../src/platform/http/render.ts';
import { formatFor } from '../../src/platform/text/format.ts';
import { textsIn } from '../../src/platform/text/texts.ts';
import { sharedData } from '../shared-data.ts';
import { browserTest, CHROMIUM, launch } from './chromium.ts';

const viewer = { locale: 'en', zone: 'UTC', theme: 'system', density: 'comfortable' };
const frame = { viewer, place: {}, title: 'Drawing', section: null } as unknown as Frame;
const render = renderer();
const PARTS = { bpmn: '@models/_bpmn', net: '@models/_petri-net', tree: '@models/_process-tree' } as const;
const css = Object.entries(FILES)
  .filter(([path]) => path.endsWith('.css'))
  .map(([, text]) => text)
  .join('\n');

let browser: Browser;
beforeAll(async () => {
  if (CHROMIUM) browser = await launch();
});
afterAll(() => browser?.close());

function drawing(as: keyof typeof PARTS, log: string) {
  const text = readFileSync(sharedData(`models/imf/${log}.ptml`), 'utf8');
  const laid = layOutModel({ format: 'ptml', text }, as);
  const names = [...text.matchAll(/manualTask[^>]* name="([^"]*)"/g)].map(([, name]) => name!);
  // Of each class of colour some.
  const steps = names.map((activity, i) => ({
    transition: '',
    activity,
    together: 100,
    modelOnly: [0, 4, 15, 60, 900][i % 5]!,
  }));
  const parts = {
    fmt: formatFor(viewer),
    texts: textsIn('en'),
    hrefOf: () => '#',
    overlay: overlayOf({ steps, extra: [] }),
  };
  return drawingOf(laid, parts);
}

/** Names that stick out of their boxes. */
const STICKING_OUT = `[...document.querySelectorAll('.model-step')].flatMap((step) => {
  const box = step.querySelector('.form')?.getBBox();
  return [...step.querySelectorAll('text:not(.figure)')].filter((text) => {
    const { x, y, width, height } = text.getBBox();
    return x < box.x + 1 || x + width > box.x + box.width - 1 || y < box.y || y + height > box.y + box.height;
  }).map((text) => text.textContent);
})`;

browserTest('names fit, in light and dark, whatever is drawn; axe finds nothing', async () => {
  const page = await browser.newPage();
  for (const log of ['receipt', 'bpic12'])
    for (const as of ['bpmn', 'net', 'tree'] as const) {
      const part = render.view(PARTS[as], frame, { drawing: drawing(as, log) });
      for (const theme of ['light', 'dark']) {
        await page.setContent(
          `<!doctype html><html lang="en" data-theme="${theme}"><title>x</title><style>${css}</style><body><main><h1>x</h1>${part}</main></body></html>`,
        );
        expect([log, as, theme, await page.evaluate(STICKING_OUT)]).toEqual([log, as, theme, []]);
        if (log !== 'bpic12') continue;
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate<{ violations: { id: string }[] }>(
          'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })',
        );
        expect([as, theme, violations.map(({ id }) => id)]).toEqual([as, theme, []]);
      }
    }
  await page.close();
});

browserTest('the file opens alone and looks like the page', async () => {
  const page = await browser.newPage();
  const file = drawingFile(render, frame, drawing('bpmn', 'receipt'));
  await page.goto(`data:image/svg+xml;base64,${Buffer.from(file).toString('base64')}`);
  const fill = await page.evaluate("getComputedStyle(document.querySelector('.model-d0 .form')).fill");
  expect(fill).toBe('rgb(230, 241, 238)');
  expect(await page.evaluate("document.querySelectorAll('.model-step').length")).toBe(27);
  await page.close();
});
