/** Room that a node takes, around its middle. */
export interface NodeBox {
  readonly width: number;
  readonly height: number;
}

/** Two nodes that belong together, the more the larger the weight. */
export interface Tie {
  readonly a: number;
  readonly b: number;
  readonly weight: number;
}

export interface NetworkLayout {
  readonly places: readonly { readonly x: number; readonly y: number }[];
  readonly width: number;
  readonly height: number;
}

/** About the distance that the strongest tie should have, in pixels; the weakest is twice as long. */
const NEAR = 84;
/** Screens are wide. */
const STRETCH = 1.35;
const ROUNDS = 120;
/** Who moves less than so many pixels a round stays. */
const STILL = 0.5;
const GAP = 12;
const MARGIN = 24;
/** A turn of the golden angle, by which the first places spread evenly. */
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/**
 * Places for the nodes of a network, most important first: those that belong together stand together. Stress majorization
 * (Gansner, Koren, North 2004) over shortest paths, then boxes that overlap are pushed apart. No chance: the same network is
 * always drawn the same. Time n³ for the paths; made for up to 150 nodes.
 */
export function layOutNetwork(boxes: readonly NodeBox[], ties: readonly Tie[]): NetworkLayout {
  const n = boxes.length;
  const wanted = distances(n, ties);
  const [x, y] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const far = NEAR * Math.sqrt(i);
    x[i] = far * Math.cos(i * GOLDEN);
    y[i] = far * Math.sin(i * GOLDEN);
  }
  for (let round = 0, moved = STILL; round < ROUNDS && moved >= STILL; round++) {
    moved = 0;
    for (let i = 0; i < n; i++) moved = Math.max(moved, settle(i, x, y, wanted));
  }
  layFlat(x, y);
  for (let i = 0; i < n; i++) x[i] = x[i]! * STRETCH;
  pushApart(boxes, x, y);
  return intoView(boxes, x, y);
}

/** Lengths of shortest paths, `n × n`. */
function distances(n: number, ties: readonly Tie[]): Float64Array {
  const found = new Float64Array(n * n).fill(Number.POSITIVE_INFINITY);
  // By their order, not by how much they weigh: one that outweighs all others would push these far out.
  const order = ties.map(({ weight }) => weight).sort((a, b) => a - b);
  // Of equal weights the first place counts: written last, going down.
  const place = new Map(order.map((weight, i) => [weight, order.length - 1 - i]));
  const degree = new Float64Array(n);
  for (const { a, b } of ties) for (const i of [a, b]) degree[i] = degree[i]! + 1;
  for (const { a, b, weight } of ties) {
    // Who is tied to many needs room.
    const room = 0.6 + (Math.sqrt(degree[a]!) + Math.sqrt(degree[b]!)) / 8;
    const length = NEAR * room * (1 + place.get(weight)! / order.length);
    for (const at of [a * n + b, b * n + a]) found[at] = Math.min(found[at]!, length);
  }
  for (let via = 0; via < n; via++)
    for (let i = 0; i < n; i++) {
      const first = found[i * n + via]!;
      if (first === Number.POSITIVE_INFINITY) continue;
      for (let j = 0; j < n; j++) {
        const length = first + found[via * n + j]!;
        if (length < found[i * n + j]!) found[i * n + j] = length;
      }
    }
  const furthest = found.reduce((all, length) => (Number.isFinite(length) ? Math.max(all, length) : all), NEAR);
  // What is not connected stands at the edge, not far out.
  const apart = Math.max(2 * NEAR, 0.6 * furthest);
  return found.map((length) => (Number.isFinite(length) ? length : apart));
}

/** Moves one node to where all others want it, the nearer ones more, and gives how far. */
function settle(i: number, x: Float64Array, y: Float64Array, wanted: Float64Array): number {
  const n = x.length;
  let [toX, toY, weights] = [0, 0, 0];
  for (let j = 0; j < n; j++) {
    if (j === i) continue;
    const length = wanted[i * n + j]!;
    const weight = 1 / (length * length);
    const [dx, dy] = [x[i]! - x[j]!, y[i]! - y[j]!];
    const far = Math.max(1e-9, Math.sqrt(dx * dx + dy * dy));
    toX += weight * (x[j]! + (length * dx) / far);
    toY += weight * (y[j]! + (length * dy) / far);
    weights += weight;
  }
  if (weights === 0) return 0;
  const moved = Math.max(Math.abs(toX / weights - x[i]!), Math.abs(toY / weights - y[i]!));
  x[i] = toX / weights;
  y[i] = toY / weights;
  return moved;
}

/** Turns all places round their middle, so that the network is wider than it is tall. */
function layFlat(x: Float64Array, y: Float64Array): void {
  const middle = (of: Float64Array) => of.reduce((sum, at) => sum + at, 0) / Math.max(1, of.length);
  const [midX, midY] = [middle(x), middle(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - midX, y[i]! - midY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  // The direction in which the places spread most (first principal component).
  const turn = Math.atan2(2 * xy, xx - yy) / 2;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - midX, y[i]! - midY];
    x[i] = dx * cos + dy * sin;
    y[i] = dy * cos - dx * sin;
  }
}

/** Pushes overlapping boxes apart, along the way on which they overlap less, until none do. */
function pushApart(boxes: readonly NodeBox[], x: Float64Array, y: Float64Array): void {
  const widest = boxes.reduce((all, { width }) => Math.max(all, width), 0) + GAP;
  const order = boxes.map((_, i) => i);
  for (let round = 0; round < 500; round++) {
    let moved = false;
    // From left to right: a box is looked at with those that begin before the widest would end.
    order.sort((a, b) => x[a]! - x[b]! || a - b);
    for (let at = 0; at < order.length; at++)
      for (let next = at + 1; next < order.length && x[order[next]!]! - x[order[at]!]! < widest; next++) {
        const [i, j] = [order[at]!, order[next]!];
        const overX = (boxes[i]!.width + boxes[j]!.width) / 2 + GAP - Math.abs(x[i]! - x[j]!);
        const overY = (boxes[i]!.height + boxes[j]!.height) / 2 + GAP - Math.abs(y[i]! - y[j]!);
        if (overX <= 1e-6 || overY <= 1e-6) continue;
        moved = true;
        const [along, over] = overX < overY ? [x, overX] : [y, overY];
        const side = along[i]! <= along[j]! ? 1 : -1;
        along[i] = along[i]! - (side * over) / 2;
        along[j] = along[j]! + (side * over) / 2;
      }
    if (!moved) return;
  }
}

function intoView(boxes: readonly NodeBox[], x: Float64Array, y: Float64Array): NetworkLayout {
  const edge = (of: Float64Array, size: 'width' | 'height', side: 1 | -1) =>
    of.reduce((all, at, i) => Math.max(all, side * at + boxes[i]![size] / 2), Number.NEGATIVE_INFINITY);
  if (boxes.length === 0) return { places: [], width: 2 * MARGIN, height: 2 * MARGIN };
  const [left, top] = [MARGIN + edge(x, 'width', -1), MARGIN + edge(y, 'height', -1)];
  const round = (value: number) => Math.round(value * 10) / 10;
  return {
    places: boxes.map((_, i) => ({ x: round(x[i]! + left), y: round(y[i]! + top) })),
    width: Math.ceil(edge(x, 'width', 1) + left + MARGIN),
    height: Math.ceil(edge(y, 'height', 1) + top + MARGIN),
  };
}
