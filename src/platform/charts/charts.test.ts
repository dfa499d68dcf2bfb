import { afterAll, expect, test } from 'bun:test';
import { SaxesParser } from 'saxes';
import { type Chart, figureOf, type Look, optionOf, pictures } from './index.ts';
import { paletteOf } from './palette.ts';
import { stillSvg } from './still-svg.ts';

const drawn = pictures();
afterAll(() => drawn.stop());

const bars: Chart = {
  ...{ title: 'Cases over time', unit: 'cases per month', alt: 'Rising.' },
  x: { name: 'month', labels: ['Jan', 'Feb <b>&"\'', 'Mar'] },
  y: { show: 'number' },
  series: [
    { name: 'started', kind: 'bar', colour: '--accent', data: [1, null, 3] },
    { name: 'active', kind: 'area', colour: '--info', data: [2, 4, 12_345] },
    { name: 'completed', kind: 'line', colour: '--copper', data: [0, 1, 2] },
  ],
  tips: ['a', 'b', 'c'],
  marks: [{ x: 1, text: 'median' }],
};
const curve: Chart = {
  ...{ title: 'Coverage', unit: 'share', alt: 'Steep.', y: { show: 'percent' } },
  x: { name: 'variants', numbers: 'logarithmic', max: 100 },
  series: [
    {
      ...{ name: 'cases', kind: 'area', colour: '--accent' },
      data: [
        [1, 0.4],
        [10, 0.8],
        [100, 1],
      ],
    },
  ],
  tips: ['1', '10', '100'],
  marks: [{ x: 10, y: 0.8, text: '10 variants' }],
};
const look: Look = { theme: 'light', locale: 'en', width: 560, height: 240, alone: null };

const stringsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value && typeof value === 'object'
      ? Object.values(value).flatMap(stringsIn)
      : [];

/** Elements and attributes of a document that must be well-formed. */
function parsed(svg: string): { names: Set<string>; attributes: Set<string>; text: string } {
  const found = { names: new Set<string>(), attributes: new Set<string>(), text: '' };
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    found.names.add(name);
    for (const attribute of Object.keys(attributes)) found.attributes.add(attribute);
  });
  parser.on('text', (text) => {
    found.text += text;
  });
  parser.write(svg).close();
  return found;
}

test('an option is plain JSON, and every token in it is a colour of both themes', () => {
  for (const chart of [bars, curve]) {
    const option = optionOf(chart);
    expect(JSON.parse(JSON.stringify(option))).toEqual(option);
    const tokens = stringsIn(option).filter((text) => text.startsWith('--'));
    expect(tokens.length).toBeGreaterThan(8);
    for (const token of tokens)
      for (const theme of ['light', 'dark'] as const)
        expect(`${token} ${paletteOf(theme)[token]}`).toMatch(/ #[0-9a-f]{6}$/);
  }
  expect(paletteOf('light')['--accent']).not.toBe(paletteOf('dark')['--accent']);
});

test('a drawn picture is well-formed, has the reader’s figures, and nothing that the Content Security Policy forbids', async () => {
  for (const chart of [bars, curve]) {
    const { names, attributes, text } = parsed(await drawn.svgOf(chart, { ...look, locale: 'de' }));
    for (const forbidden of ['style', 'script', 'foreignObject', 'image']) expect(names).not.toContain(forbidden);
    expect([...attributes].filter((name) => /^(style|class|on)/.test(name))).toEqual([]);
    expect(names).toContain('path');
    expect(text).toContain(chart === bars ? '12.000' : '100');
  }
  const { text } = parsed(await drawn.svgOf(bars, look));
  expect(text).toContain('12,000');
  expect(text).toContain('Feb <b>&"\'');
  expect(text).not.toContain('Cases over time');
});

test('a picture that stands alone has title, ground and what it is about, whatever it is called', async () => {
  const about = '--text <script>alert(1)</script> constructor {a|b} 🧪';
  const svg = await drawn.svgOf(bars, { ...look, theme: 'dark', alone: { about } });
  const { names, text } = parsed(svg);
  expect(names).not.toContain('script');
  expect(text).toContain('Cases over time');
  expect(text).toContain(about);
  expect(svg).toContain(`fill="${paletteOf('dark')['--surface']}"`);
});

test('equal questions give equal pictures, many at a time; a stopped thread begins again', async () => {
  const [one, ...others] = await Promise.all(Array.from({ length: 5 }, () => drawn.svgOf(curve, look)));
  for (const other of others) expect(other).toBe(one!);
  const cut = drawn.svgOf(bars, look);
  drawn.stop();
  expect(cut).rejects.toThrow('could not be drawn');
  expect(await drawn.svgOf(curve, look)).toBe(one!);
});

test('styles become attributes', () => {
  expect(
    stillSvg(
      '<g class="x"><style ><![CDATA[.a{}]]></style><text style="font-size:12px;font-family:a, \'b\';">t</text></g>',
    ),
  ).toBe('<g><text font-size="12px" font-family="a, \'b\'">t</text></g>');
});

test('a figure says whether its rows are filters', () => {
  const row = (href: string | null) => ({ cells: [{ text: 'Jan' }], href });
  const figure = { id: 'x', chart: bars, columns: [{ text: 'Month', num: false }], csv: [] };
  const hrefs = { csv: '/a.csv?figure=x', svg: '/a.svg?figure=x' };
  expect(figureOf({ ...figure, rows: [row(null), row('/b')] }, hrefs, '')).toMatchObject({
    clickable: true,
    title: 'Cases over time',
  });
  expect(figureOf({ ...figure, rows: [row(null)] }, hrefs, '').clickable).toBe(false);
});
