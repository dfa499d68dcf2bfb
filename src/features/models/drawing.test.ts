import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { sharedData } from '../../../tests/shared-data.ts';
import { parseXml, type XmlElement } from '../../mining/formats/xml/parse-xml.ts';
import type { Frame } from '../../platform/http/page-frame.ts';
import { renderer } from '../../platform/http/render.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { drawingOf } from './drawing.ts';
import { drawingFile } from './drawing-file.ts';
import type { DrawnAs } from './drawing-layout.ts';
import { barOf, deviationClass, overlayOf } from './drawing-overlay.ts';
import { layOutModel } from './reading.ts';
import { readingThread } from './reading-thread.ts';

const viewer = { locale: 'en', zone: 'UTC', theme: 'system', density: 'comfortable' } as const;
const frame = { viewer, place: {}, title: '', section: null } as unknown as Frame;
const render = renderer();
const PARTS = { bpmn: '@models/_bpmn', net: '@models/_petri-net', tree: '@models/_process-tree' } as const;
const SHOWN = { fmt: formatFor(viewer), texts: textsIn('en'), overlay: null, hrefOf: null };
const TREE = { format: 'tree', text: "->( 'register', *( 'check', 'ask back' ), X( 'pay', 'refuse' ) )" } as const;

const drawn = (as: DrawnAs, model: Parameters<typeof layOutModel>[0] = TREE, parts: object = {}) =>
  drawingOf(layOutModel(model, as), { ...SHOWN, ...parts });
const html = (as: DrawnAs, ...rest: [Parameters<typeof layOutModel>[0]?, object?]) =>
  render.view(PARTS[as], frame, { drawing: drawn(as, ...rest) });

/** Register in each of ten cases; three leave out the check, one does it once too often; a step that the model does not have. */
const DEVIATIONS = {
  steps: [
    { transition: 't1', activity: 'register', together: 10, modelOnly: 0 },
    { transition: 't2', activity: 'check', together: 7, modelOnly: 3 },
    { transition: 't3', activity: null, together: 5, modelOnly: 0 },
    { transition: 't4', activity: 'pay', together: 0, modelOnly: 0 },
  ],
  extra: [
    { activity: 'phone', count: 1234 },
    { activity: 'check', count: 1 },
  ],
};

test('what lies over a drawing, by hand', () => {
  const { transitions, activities } = overlayOf(DEVIATIONS);
  expect([...transitions.keys()]).toEqual(['t1', 't2', 't4']);
  expect(activities.get('check')).toEqual({ together: 7, modelOnly: 3, logOnly: 1 });
  expect(activities.get('phone')).toEqual({ together: 0, modelOnly: 0, logOnly: 1234 });
  // Two transitions of one activity: what they did adds up, what is beyond the model is the activity's.
  const twice = overlayOf({
    steps: [...DEVIATIONS.steps, { ...DEVIATIONS.steps[1]!, transition: 't9' }],
    extra: DEVIATIONS.extra,
  });
  expect(twice.activities.get('check')).toEqual({ together: 14, modelOnly: 6, logOnly: 1 });
  const of = (together: number, modelOnly: number, logOnly: number) => deviationClass({ together, modelOnly, logOnly });
  expect([
    of(0, 0, 0),
    of(9, 0, 0),
    of(95, 5, 0),
    of(94, 5, 1),
    of(8, 1, 1),
    of(5, 0, 5),
    of(4, 0, 5),
    of(0, 1, 0),
  ]).toEqual([...[null, 0, 1, 2, 2, 3, 4, 4]]);
  expect(barOf({ together: 7, modelOnly: 3, logOnly: 0 }, 100)).toEqual([
    { kind: 'together', x: 0, width: 70 },
    { kind: 'modelOnly', x: 70, width: 30 },
  ]);
});

const OVERLAID = {
  overlay: overlayOf(DEVIATIONS),
  hrefOf: ({ activity }: { activity: string }) => `?act=${encodeURIComponent(activity)}`,
};

test.each(['bpmn', 'net', 'tree'] as const)('%s: colours, figures, titles and links of steps, and a legend', (as) => {
  const page = html(as, TREE, OVERLAID);
  expect(page).toContain('<title>check: 7 × as the model says, 3 × left out, 1 × beyond the model</title>');
  expect(page).toContain('>−3 +1</text>');
  expect(page.match(/class="model-step model-d3" href="\?act=check"/g)).toHaveLength(1);
  expect(page).toContain('class="model-step model-d0" href="?act=register"');
  // Never met: plain, and said.
  expect(page).toMatch(/class="model-step" href="\?act=pay"><title>pay: never met</);
  expect(page).toContain('phone (+1,234)');
  expect(page).toContain('up to 20 %');
  expect(page).not.toMatch(/\sstyle=|<style|<script/);
  for (const name of ['register', 'check', 'ask back', 'pay', 'refuse']) expect(page).toContain(`>${name}</text>`);
});

test('without an overlay there is no legend of it, and no link where none is given', () => {
  const page = html('bpmn');
  expect(page).not.toMatch(/<a |model-d\d|figcaption/);
  expect(page).toContain('<title>Exclusive gateway: one way</title>');
  expect(html('tree')).toContain('the first; then again after one of the others, or no more');
});

test('tokens, final places, weights and silent steps of a net', () => {
  const text = `<pnml><net id="n"><page id="g"><place id="p"><initialMarking><text>3</text></initialMarking></place><place id="i"><initialMarking><text>1</text></initialMarking></place>
    <place id="q"/><transition id="t"><name><text>work</text></name></transition><transition id="s"/><arc id="x" source="p" target="t"><inscription><text>2</text></inscription></arc>
    <arc id="y" source="t" target="q"/><arc id="z" source="i" target="s"/><arc id="w" source="s" target="q"/></page><finalmarkings><marking><place idref="q"><text>1</text></place></marking></finalmarkings></net></pnml>`;
  const page = html('net', { format: 'pnml', text });
  expect(page).toContain('>3</text>');
  expect(page.match(/class="dot"/g)).toHaveLength(1);
  expect(page.match(/class="inner"/g)).toHaveLength(1);
  expect(page).toContain('<title>Place q: here a run ends</title>');
  expect(page).toMatch(/<g class="names"><text [^>]*>2<\/text>/);
  expect(page).toContain('<g class="model-bar"><title>Silent transition s</title>');
});

const texts = (element: XmlElement): string[] => [
  ...(element.name === 'text' || element.name === 'title' ? [element.text] : []),
  ...element.children.flatMap(texts),
];

test('as a file: an XML document with its own colours, without tokens or links, whatever the names are', () => {
  const name = '<b onload="x">&amp;\u0007 Prüfen 決定';
  const model = { format: 'tree', text: `X( '${name}', 'b' )` } as const;
  for (const as of ['bpmn', 'net', 'tree'] as const) {
    const drawing = drawn(as, model, { ...OVERLAID });
    const file = drawingFile(render, frame, drawing);
    const root = parseXml(new TextEncoder().encode(file), 'SVG file');
    expect(root.attributes).toMatchObject({ width: String(drawing.width), height: String(drawing.height) });
    expect(texts(root).join('\n')).toContain(`${name.replace('\u0007', '\ufffd')}: `);
    expect(file).not.toMatch(/var\(|light-dark|href|<b /);
    expect(file).toContain('fill: #ffffff');
    expect(drawingFile(render, frame, drawing, 'dark')).toContain('fill: #141a19');
  }
});

test('real models and one of 400 transitions are drawn, every activity of them', () => {
  for (const name of [
    'imf/receipt.ptml',
    'imf/sepsis.pnml',
    'imf/bpic12.ptml',
    'receipt.bpmn',
    'running-example.pnml',
  ]) {
    const format = name.split('.').at(-1) as 'ptml' | 'pnml' | 'bpmn';
    const model = { format, text: readFileSync(sharedData(`models/${name}`), 'utf8') };
    for (const as of format === 'ptml' ? (['bpmn', 'net', 'tree'] as const) : (['bpmn', 'net'] as const))
      expect([name, as, drawn(as, model).shapes.length > 10]).toEqual([name, as, true]);
  }
  const wide = `*( X( ${Array.from({ length: 399 }, (_, i) => `'activity ${i}'`).join(', ')} ), 'again' )`;
  for (const as of ['bpmn', 'net', 'tree'] as const) {
    const page = html(as, { format: 'tree', text: wide });
    expect([as, page.match(/>activity \d+<\/text>/g)?.length]).toEqual([as, 399]);
  }
});

test('what cannot be drawn so is refused by name; without a wish BPMN or the net is drawn', async () => {
  const net = { format: 'pnml', text: readFileSync(sharedData('models/running-example.pnml'), 'utf8') } as const;
  expect(() => layOutModel(net, 'tree')).toThrow(/no process tree: it cannot be drawn as one/);
  expect(() => layOutModel({ format: 'decl', text: 'activity a' }, null)).toThrow(/DECLARE constraints/);
  const reader = readingThread();
  expect([(await reader.layOut(net, null)).as, (await reader.layOut(TREE, null)).as]).toEqual(['net', 'bpmn']);
  expect(await reader.layOut(TREE, 'tree')).toEqual(layOutModel(TREE, 'tree'));
  const refused = await reader.layOut(net, 'tree').catch((error) => error);
  expect(refused).toMatchObject({ code: 'model.noTreeToDraw' });
});
