/* Colours and shapes of the live map, from the tokens of the stylesheet. */
const TOKENS = [
  'bg',
  'surface',
  'text',
  'text-2',
  'text-strong',
  'line-strong',
  'select',
  'end',
  'heat-ink-lo',
  'heat-ink-hi',
];
const SCALES = { freq: 7, perf: 7, farc: 5, parc: 5, cat: 9 };

/** Colours as the browser computes them: tokens may depend on the theme. */
function colours() {
  const probe = document.createElement('i');
  probe.hidden = true;
  document.body.append(probe);
  const names = [
    ...TOKENS,
    'cat-0',
    ...Object.entries(SCALES).flatMap(([name, n]) => Array.from({ length: n }, (_, i) => `${name}-${i + 1}`)),
  ];
  const found = {};
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  found.font = getComputedStyle(document.body).fontFamily;
  probe.remove();
  return found;
}

const heatName = (heat) => ({ f: 'freq', p: 'perf', fa: 'farc', pa: 'parc' })[heat.slice(0, -1)];

const fillOf = (c, heat) => (heat === 'plain' ? c.surface : c[`${heatName(heat)}-${heat.at(-1)}`]);
const inkOf = (c, heat) => (heat === 'plain' ? c.text : c[Number(heat.at(-1)) >= 5 ? 'heat-ink-hi' : 'heat-ink-lo']);
const lineOf = (c, heat) => (heat === 'plain' ? c.end : c[`${heatName(heat)}-${heat.at(-1)}`]);
const smallOf = (c) => ({
  'font-family': c.font,
  'font-size': 11,
  'min-zoomed-font-size': 6,
  'text-valign': 'center',
  events: 'no',
});

function activities(c) {
  const [fill, ink, small] = [(heat) => fillOf(c, heat), (heat) => inkOf(c, heat), smallOf(c)];
  return [
    { selector: 'node', style: { 'overlay-opacity': 0, 'z-index': 3, 'z-index-compare': 'manual' } },
    {
      selector: 'node.activity',
      style: {
        shape: 'round-rectangle',
        'corner-radius': 4,
        width: 'data(w)',
        height: 'data(h)',
        'background-color': (n) => fill(n.data('heat')),
        'border-width': 1,
        'border-color': c['line-strong'],
        label: 'data(text)',
        color: (n) => ink(n.data('heat')),
        'font-family': c.font,
        'font-size': 12,
        'line-height': 1.17,
        'text-wrap': 'wrap',
        'text-max-width': 400,
        'text-justification': 'left',
        'text-valign': 'center',
        'text-halign': 'right',
        'text-margin-x': (n) => 10 - n.data('w'),
        'min-zoomed-font-size': 5,
      },
    },
    {
      selector: 'node.value',
      style: {
        ...small,
        width: 'data(w)',
        height: 'data(h)',
        'background-opacity': 0,
        label: 'data(text)',
        color: (n) => ink(n.data('heat')),
        'font-size': 12,
        'font-weight': 600,
        'text-halign': 'left',
        'text-margin-x': (n) => n.data('w') - 10,
        'z-index': 4,
      },
    },
    {
      selector: 'node.activity:active, node.activity.over, node.activity.cursor',
      style: { 'border-width': 2, 'border-color': c.text },
    },
    {
      selector: 'node.activity.cursor',
      style: { 'underlay-color': c.text, 'underlay-opacity': 0.25, 'underlay-padding': 4 },
    },
    {
      selector: 'node.activity.selected',
      style: { 'outline-width': 2.5, 'outline-color': c.select, 'outline-offset': 2.5 },
    },
    { selector: 'node.activity.found', style: { 'outline-width': 3, 'outline-color': c.text, 'outline-offset': 2.5 } },
  ];
}

function marks(c) {
  const small = smallOf(c);
  return [
    {
      selector: 'node.label',
      style: {
        ...small,
        width: 1,
        height: 1,
        'background-opacity': 0,
        label: 'data(text)',
        color: c.text,
        'text-background-color': c.bg,
        'text-background-opacity': 1,
        'text-background-padding': 1.5,
        'text-halign': 'center',
        'z-index': 2,
      },
    },
    { selector: 'node.label.on', style: { color: c['text-strong'], 'font-weight': 600 } },
    { selector: 'node.anchor', style: { width: 1, height: 1, 'background-opacity': 0, events: 'no' } },
    {
      selector: 'node.marker',
      style: {
        ...small,
        shape: 'ellipse',
        width: 16,
        height: 16,
        'background-color': c.surface,
        'border-width': 1.5,
        'border-color': c['text-2'],
        label: 'data(text)',
        color: c['text-2'],
        'text-halign': 'right',
        'text-margin-x': 4,
      },
    },
    {
      selector: 'node.sign',
      style: { width: 6, height: 6, 'background-color': c['text-2'], shape: 'rectangle', events: 'no', 'z-index': 4 },
    },
    {
      selector: 'node.sign.start',
      style: { shape: 'polygon', 'shape-polygon-points': '-1 -1 1 0 -1 1', width: 7, height: 8 },
    },
  ];
}

/** Classes of colour as selectors, not as functions: they cost little where thousands of lines change at once. */
const heats = ['plain', ...['fa', 'pa'].flatMap((scale) => [1, 2, 3, 4, 5].map((step) => `${scale}${step}`))];

function lines(c) {
  return [
    {
      selector: 'edge',
      style: {
        'overlay-opacity': 0,
        'z-index': 1,
        'z-index-compare': 'manual',
        width: 'data(width)',
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.75,
        'curve-style': 'straight',
        'source-endpoint': 'data(out)',
        'target-endpoint': 'data(into)',
      },
    },
    {
      selector: 'edge.bent',
      style: {
        'curve-style': 'round-segments',
        'edge-distances': 'endpoints',
        'segment-weights': 'data(weights)',
        'segment-distances': 'data(distances)',
        'segment-radii': 9,
      },
    },
    ...heats.map((heat) => ({
      selector: `edge.${heat}`,
      style: { 'line-color': lineOf(c, heat), 'target-arrow-color': lineOf(c, heat) },
    })),
    { selector: 'edge.stub', style: { width: 1.5, 'line-color': c.end, 'target-arrow-shape': 'none', events: 'no' } },
    {
      selector: 'edge.over, edge.selected',
      style: { 'line-color': c.select, 'target-arrow-color': c.select, 'z-index': 2 },
    },
  ];
}

const style = (c) => [...activities(c), ...marks(c), ...lines(c)];

window.aditMap = { ...window.aditMap, colours, style };
