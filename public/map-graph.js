/*
 * The live map: Cytoscape at the places that the server laid out. Names and numbers come as text from the server; this file only
 * draws them, with the colours of the stylesheet's tokens.
 */
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

function style(c) {
  const fill = (heat) => (heat === 'plain' ? c.surface : c[`${heatName(heat)}-${heat.at(-1)}`]);
  const ink = (heat) => (heat === 'plain' ? c.text : c[Number(heat.at(-1)) >= 5 ? 'heat-ink-hi' : 'heat-ink-lo']);
  const line = (heat) => (heat === 'plain' ? c.end : c[`${heatName(heat)}-${heat.at(-1)}`]);
  const small = {
    'font-family': c.font,
    'font-size': 11,
    'min-zoomed-font-size': 6,
    'text-valign': 'center',
    events: 'no',
  };
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
    {
      selector: 'edge',
      style: {
        'overlay-opacity': 0,
        'z-index': 1,
        'z-index-compare': 'manual',
        width: 'data(width)',
        'line-color': (e) => line(e.data('heat')),
        'target-arrow-color': (e) => line(e.data('heat')),
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.75,
        'curve-style': (e) => (e.data('weights') ? 'round-segments' : 'straight'),
        'edge-distances': 'endpoints',
        'segment-weights': (e) => e.data('weights') ?? 0.5,
        'segment-distances': (e) => e.data('distances') ?? 0,
        'segment-radii': 9,
        'source-endpoint': 'data(out)',
        'target-endpoint': 'data(into)',
      },
    },
    {
      selector: 'edge.stub',
      style: { width: 1.5, 'line-color': c.end, 'target-arrow-shape': 'none', 'curve-style': 'straight', events: 'no' },
    },
    {
      selector: 'edge.over, edge.selected',
      style: { 'line-color': c.select, 'target-arrow-color': c.select, 'z-index': 2 },
    },
  ];
}

/** The bends of a line as Cytoscape takes them: shares of the way between its ends, and distances from it. */
function bends(points) {
  if (points.length <= 4) return null;
  const [sx, sy, tx, ty] = [points[0], points[1], points.at(-2), points.at(-1)];
  const length = Math.hypot(tx - sx, ty - sy) || 1;
  const [ux, uy] = [(tx - sx) / length, (ty - sy) / length];
  const weights = [];
  const distances = [];
  for (let i = 2; i < points.length - 2; i += 2) {
    const [dx, dy] = [points[i] - sx, points[i + 1] - sy];
    weights.push((dx * ux + dy * uy) / length);
    distances.push(dy * ux - dx * uy);
  }
  return { weights, distances };
}

const from = ({ x, y, w, h }, px, py) => `${px - x - w / 2}px ${py - y - h / 2}px`;

/** What the server sent, as elements of Cytoscape by their ids. Ids come from names, so that they last while filters change. */
function elementsOf(data) {
  const elements = new Map();
  const add = (group, id, classes, position, rest) =>
    elements.set(id, { group, classes, position, data: { id, ...rest }, selectable: false, grabbable: false });
  const boxes = new Map();
  for (const node of data.nodes) {
    const id = `n:${node.key}`;
    boxes.set(node.id, { id, box: node });
    const middle = { x: node.x + node.w / 2, y: node.y + node.h / 2 };
    const common = { w: node.w, h: node.h, heat: node.heat };
    const text = node.lines.map((line) => line.text).join('\n');
    add('nodes', id, `activity${node.selected ? ' selected' : ''}`, middle, {
      ...common,
      text,
      title: node.title,
      key: node.key,
      name: node.name,
    });
    add('nodes', `v:${node.key}`, 'value', { ...middle }, { ...common, text: node.value });
  }
  for (const arc of data.arcs) {
    const id = `a:${JSON.stringify(arc.keys)}`;
    const [source, target] = [boxes.get(arc.from), boxes.get(arc.to)];
    const { points } = arc;
    let ends = {
      source: source.id,
      target: target.id,
      out: from(source.box, points[0], points[1]),
      into: from(target.box, points.at(-2), points.at(-1)),
    };
    if (arc.from === arc.to) {
      // Cytoscape draws loops its own way; between two points it draws what it is told.
      add('nodes', `s${id}`, 'anchor', { x: points[0], y: points[1] }, {});
      add('nodes', `t${id}`, 'anchor', { x: points.at(-2), y: points.at(-1) }, {});
      ends = { source: `s${id}`, target: `t${id}`, out: '0px 0px', into: '0px 0px' };
    }
    add('edges', id, arc.selected ? 'selected' : '', undefined, {
      ...ends,
      ...(bends(points) ?? { weights: null, distances: null }),
      width: arc.width,
      heat: arc.heat,
      title: arc.title,
      keys: arc.keys,
    });
    if (arc.label)
      add('nodes', `l${id}`, `label${arc.on ? ' on' : ''}`, { x: arc.label.x, y: arc.label.y }, { text: arc.text });
  }
  for (const [kind, list] of [
    ['start', data.starts],
    ['end', data.ends],
  ])
    for (const marker of list) {
      const owner = boxes.get(marker.node);
      if (!owner) continue;
      const id = `${kind}:${owner.id}`;
      const place = { x: marker.x, y: marker.y };
      add('nodes', id, 'marker', place, { text: marker.text, title: marker.title });
      add('nodes', `sign-${id}`, `sign ${kind}`, { ...place }, {});
      add('edges', `stub-${id}`, 'stub', undefined, {
        source: id,
        target: owner.id,
        out: kind === 'end' ? '0px -8px' : '0px 8px',
        into: from(owner.box, marker.x, marker.nodeY),
        width: 1.5,
        heat: 'plain',
        weights: null,
        distances: null,
      });
    }
  return elements;
}

const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
/** More elements than this are moved at once. */
const MOST_MOVED = 800;

function createGraph(host) {
  // Cytoscape gives up when its container leaves its parent; the host may move from page to page with both.
  const container = document.createElement('div');
  container.className = 'map-cytoscape';
  host.append(container);
  const cy = window.cytoscape({
    container,
    style: style(colours()),
    layout: { name: 'preset' },
    autoungrabify: true,
    boxSelectionEnabled: false,
    minZoom: 0.02,
    maxZoom: 3,
    textureOnViewport: false,
    hideEdgesOnViewport: false,
  });
  let data = null;

  const show = (next) => {
    const first = data === null;
    data = next;
    const wanted = elementsOf(next);
    const moves = [];
    cy.batch(() => {
      cy.elements()
        .filter((element) => !wanted.has(element.id()))
        .remove();
      const fresh = [];
      for (const [id, element] of wanted) {
        const old = cy.getElementById(id);
        if (old.empty()) {
          fresh.push(element);
          continue;
        }
        old.data(element.data);
        old.classes(element.classes);
        if (element.position && (old.position('x') !== element.position.x || old.position('y') !== element.position.y))
          moves.push([old, element.position]);
      }
      cy.add(fresh.sort((a, b) => (a.group === b.group ? 0 : a.group === 'nodes' ? -1 : 1)));
    });
    const slow = !first && moves.length > 0 && moves.length <= MOST_MOVED && !still();
    cy.batch(() => {
      for (const [node, position] of moves) if (!slow) node.position(position);
    });
    if (slow) for (const [node, position] of moves) node.animate({ position }, { duration: 180, easing: 'ease-out' });
  };

  /** The whole map where it can be read so; else the beginning of the main path, near the top, at a size that can be read. */
  const open = () => {
    cy.resize();
    const [w, h] = [cy.width(), cy.height()];
    const whole = Math.min((w - 32) / data.width, (h - 24) / data.height, 1.15);
    const phone = w < 720;
    if (whole >= (phone ? 0.72 : 0.75)) return center(whole);
    const first =
      data.nodes.find((node) => node.name === data.mainPath[0] || node.key === data.mainPath[0]) ?? data.nodes[0];
    const zoom = phone ? Math.min(1, (w - 24) / (first.w + 60)) : Math.max(0.7, Math.min(1, (w - 32) / data.width));
    const left = w / 2 - (first.x + first.w / 2) * zoom;
    const fits = data.width * zoom <= w - 32;
    cy.viewport({ zoom, pan: { x: fits ? (w - data.width * zoom) / 2 : left, y: 20 - (first.y - 40) * zoom } });
  };
  const center = (zoom) =>
    cy.viewport({
      zoom,
      pan: { x: (cy.width() - data.width * zoom) / 2, y: Math.max(12, (cy.height() - data.height * zoom) / 2) },
    });
  const fit = () => {
    cy.resize();
    center(Math.min((cy.width() - 24) / data.width, (cy.height() - 24) / data.height, 1.5));
  };
  const zoomBy = (factor) =>
    cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  const bring = (node) => {
    const { x1, y1, x2, y2 } = node.renderedBoundingBox();
    if (x1 > 8 && y1 > 8 && x2 < cy.width() - 8 && y2 < cy.height() - 8) return;
    if (still()) cy.center(node);
    else cy.animate({ center: { eles: node } }, { duration: 160 });
  };
  return {
    ...{ cy, show, open, fit, zoomBy, bring, colours },
    data: () => data,
    paint: () => cy.style(style(colours())),
    node: (key) => cy.getElementById(`n:${key}`),
  };
}

window.aditMap = { ...window.aditMap, createGraph };
