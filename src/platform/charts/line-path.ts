/** Radius of the corners of lines. */
const RADIUS = 9;

/** Arrow head of a line of this width: length and half breadth. */
const headOf = (width: number) => ({ length: 5 + 0.95 * width, half: 2.8 + 0.55 * width });

const round = (value: number): number => Math.round(value * 10) / 10;

/** The line with rounded corners as an SVG path; it ends within its arrow head. */
export function pathOf(points: readonly number[], width: number): string {
  const corners = pointsOf(points);
  const last = corners.length - 1;
  corners[last] = towards(corners[last]!, corners[last - 1]!, headOf(width).length - 1);
  return rounded(corners);
}

/** The line with rounded corners as an SVG path, to its very end: it has no arrow head. */
export const headlessPath = (points: readonly number[]): string => rounded(pointsOf(points));

function rounded(corners: readonly Point[]): string {
  const last = corners.length - 1;
  let path = `M${round(corners[0]![0])} ${round(corners[0]![1])}`;
  for (let i = 1; i < last; i++) {
    const [before, corner, after] = [corners[i - 1]!, corners[i]!, corners[i + 1]!];
    const radius = Math.min(RADIUS, distance(before, corner) / 2, distance(corner, after) / 2);
    const [inX, inY] = towards(corner, before, radius);
    const [outX, outY] = towards(corner, after, radius);
    path += `L${round(inX)} ${round(inY)}Q${round(corner[0])} ${round(corner[1])} ${round(outX)} ${round(outY)}`;
  }
  return `${path}L${round(corners[last]![0])} ${round(corners[last]![1])}`;
}

/** Corners of the arrow head: a polygon, so that it prints and can be exported. */
export function headPolygon(points: readonly number[], width: number): string {
  const corners = pointsOf(points);
  const tip = corners.at(-1)!;
  const { length, half } = headOf(width);
  const [x, y] = towards(tip, corners.at(-2)!, length);
  const isFlat = y === tip[1];
  const [dx, dy] = isFlat ? [0, half] : [half, 0];
  return `${round(tip[0])},${round(tip[1])} ${round(x - dx)},${round(y - dy)} ${round(x + dx)},${round(y + dy)}`;
}

type Point = [number, number];

function pointsOf(flat: readonly number[]): Point[] {
  const points: Point[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) points.push([flat[i]!, flat[i + 1]!]);
  return points;
}

const distance = ([ax, ay]: Point, [bx, by]: Point): number => Math.abs(ax - bx) + Math.abs(ay - by);

/** The point this far from `a` on the way to `b`; never beyond it. */
function towards(a: Point, b: Point, far: number): Point {
  const length = distance(a, b);
  if (length === 0) return a;
  const share = Math.min(1, far / length);
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}
