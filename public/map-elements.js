/* What the server sent, as elements of Cytoscape. */
/**
 * Cytoscape rounds a corner by the arc sine of its angle: of one that is exactly right, rounding errors can make the sine more than 1,
 * and the line is not drawn at all. Every other bend is moved by less than one can see.
 */
const NUDGE = [0.03, 0.07];

/** The bends of a line as Cytoscape takes them: shares of the way between its ends, and distances from it. */
function bends(points) {
  if (points.length <= 4) return null;
  const [sx, sy, tx, ty] = [points[0], points[1], points.at(-2), points.at(-1)];
  const length = Math.hypot(tx - sx, ty - sy) || 1;
  const [ux, uy] = [(tx - sx) / length, (ty - sy) / length];
  const weights = [];
  const distances = [];
  for (let i = 2; i < points.length - 2; i += 2) {
    const nudge = i % 4 === 2 ? NUDGE : [0, 0];
    const [dx, dy] = [points[i] + nudge[0] - sx, points[i + 1] + nudge[1] - sy];
    weights.push((dx * ux + dy * uy) / length);
    distances.push(dy * ux - dx * uy);
  }
  return { weights, distances };
}

const offset = ({ x, y, w, h }, px, py) => `${px - x - w / 2}px ${py - y - h / 2}px`;

/** Collects elements by their ids. Ids come from names, so that they last while filters change. */
class Elements extends Map {
  boxes = new Map();

  put(group, id, classes, position, rest) {
    this.set(id, { group, classes, position, data: { id, ...rest }, selectable: false, grabbable: false });
  }

  activity(node) {
    const id = `n:${node.key}`;
    this.boxes.set(node.id, { id, box: node });
    const middle = { x: node.x + node.w / 2, y: node.y + node.h / 2 };
    const common = { w: node.w, h: node.h, heat: node.heat };
    const text = node.lines.map((line) => line.text).join('\n');
    const { title, key, name } = node;
    const classes = `activity${node.selected ? ' selected' : ''}`;
    this.put('nodes', id, classes, middle, { ...common, text, title, key, name });
    this.put('nodes', `v:${key}`, 'value', { ...middle }, { ...common, text: node.value });
  }

  path(arc) {
    const id = `a:${JSON.stringify(arc.keys)}`;
    const ends = arc.from === arc.to ? this.loop(id, arc.points) : this.ends(arc);
    const shape = bends(arc.points);
    const { width, heat, title, keys } = arc;
    const classes = `${heat}${shape ? ' bent' : ''}${arc.selected ? ' selected' : ''}`;
    this.put('edges', id, classes, undefined, { ...ends, ...shape, width, title, keys });
    if (!arc.label) return;
    const place = { x: arc.label.x, y: arc.label.y };
    this.put('nodes', `l${id}`, `label${arc.on ? ' on' : ''}`, place, { text: arc.text });
  }

  ends({ from: source, to: target, points }) {
    const [a, b] = [this.boxes.get(source), this.boxes.get(target)];
    const out = offset(a.box, points[0], points[1]);
    return { source: a.id, target: b.id, out, into: offset(b.box, points.at(-2), points.at(-1)) };
  }

  /** Cytoscape draws loops its own way; between two points it draws what it is told. */
  loop(id, points) {
    this.put('nodes', `s${id}`, 'anchor', { x: points[0], y: points[1] }, {});
    this.put('nodes', `t${id}`, 'anchor', { x: points.at(-2), y: points.at(-1) }, {});
    return { source: `s${id}`, target: `t${id}`, out: '0px 0px', into: '0px 0px' };
  }

  marker(kind, { node, x, y, nodeY, text, title }) {
    const owner = this.boxes.get(node);
    if (!owner) return;
    const id = `${kind}:${owner.id}`;
    this.put('nodes', id, 'marker', { x, y }, { text, title });
    this.put('nodes', `sign-${id}`, `sign ${kind}`, { x, y }, {});
    const out = kind === 'end' ? '0px -8px' : '0px 8px';
    const ends = { source: id, target: owner.id, out, into: offset(owner.box, x, nodeY) };
    this.put('edges', `stub-${id}`, 'stub', undefined, { ...ends, width: 1.5 });
  }
}

function elementsOf(data) {
  const elements = new Elements();
  for (const node of data.nodes) elements.activity(node);
  for (const arc of data.arcs) elements.path(arc);
  for (const marker of data.starts) elements.marker('start', marker);
  for (const marker of data.ends) elements.marker('end', marker);
  return elements;
}

window.aditMap = { ...window.aditMap, elementsOf };
