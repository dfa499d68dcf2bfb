import { layOutNetwork } from './network-layout.ts';

export interface DrawnPerson {
  readonly name: string;
  readonly events: number;
  /** Number of the colour; 0: other. */
  readonly colour: number;
}
export interface DrawnHandover {
  readonly from: number;
  readonly to: number;
  /** Larger is thicker. */
  readonly width: number;
  /** Larger is darker. */
  readonly shade: number;
}

/** Lines and circles of a network. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly { readonly x: number; readonly y: number; readonly r: number; readonly label: string }[];
  /** In the order given. */
  readonly arcs: readonly {
    readonly path: string;
    readonly head: string;
    readonly stroke: number;
    readonly shade: number;
  }[];
}

const [LEAST_RADIUS, MOST_RADIUS] = [7, 26];
const [LEAST_LINE, MOST_LINE] = [1, 7];
const SHADES = 5;
const LABEL_CHARS = 22;
/** Mean width of a letter of a label, and what it takes below its circle. */
const [LETTER, BELOW] = [6.4, 16];
/** How far a line bends from the straight way, as a share of it: both directions are seen. */
const BEND = 0.16;

const round = (value: number): number => Math.round(value * 10) / 10;
const short = (name: string): string => {
  const letters = [...name];
  return letters.length <= LABEL_CHARS ? name : `${letters.slice(0, LABEL_CHARS - 1).join('')}…`;
};

/** Lays a network out, the busiest person first, and draws it. */
export function drawNetwork(people: readonly DrawnPerson[], handovers: readonly DrawnHandover[]): Drawing {
  const busiest = people.reduce((all, { events }) => Math.max(all, events), 1);
  const nodes = people.map(({ name, events }) => ({
    ...{ label: short(name), r: round(LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * Math.sqrt(events / busiest)) },
  }));
  const boxes = nodes.map(({ label, r }) => ({
    width: Math.max(2 * r, [...label].length * LETTER),
    height: 2 * (r + BELOW),
  }));
  const ties = handovers
    .filter(({ from, to }) => from !== to)
    .map(({ from, to, width }) => ({ a: from, b: to, weight: width }));
  const { places, width, height } = layOutNetwork(boxes, ties);
  const thickest = handovers.reduce((all, of) => Math.max(all, of.width), 0);
  const darkest = handovers.reduce((all, of) => Math.max(all, of.shade), 0);
  const placed = nodes.map((node, i) => ({ ...node, ...places[i]! }));
  return {
    ...{ width, height, nodes: placed },
    arcs: handovers.map((of) => {
      const stroke = round(LEAST_LINE + (MOST_LINE - LEAST_LINE) * Math.sqrt(of.width / thickest));
      const shade =
        darkest === 0 ? 1 : Math.min(SHADES, 1 + Math.floor(Math.sqrt(of.shade / darkest) * (SHADES - 0.001)));
      return { ...lineBetween(placed[of.from]!, placed[of.to]!, stroke), stroke, shade };
    }),
  };
}

interface Circle {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

/** A bent line from circle to circle with the corners of its arrow head. */
function lineBetween(from: Circle, to: Circle, stroke: number): { path: string; head: string } {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const bend = [(from.x + to.x) / 2 - dy * BEND, (from.y + to.y) / 2 + dx * BEND] as const;
  const start = towards(from, bend, from.r);
  const tip = towards(to, bend, to.r + 1.5);
  const [length, half] = [5 + stroke, 2.6 + 0.6 * stroke];
  const foot = towards(to, bend, to.r + 1.5 + length);
  const far = Math.max(1e-6, Math.hypot(tip[0] - foot[0], tip[1] - foot[1]));
  const [sideX, sideY] = [(-(tip[1] - foot[1]) / far) * half, ((tip[0] - foot[0]) / far) * half];
  const at = (x: number, y: number) => `${round(x)},${round(y)}`;
  return {
    path: `M${at(...start)}Q${at(...bend)} ${at(...foot)}`,
    head: `${at(...tip)} ${at(foot[0] + sideX, foot[1] + sideY)} ${at(foot[0] - sideX, foot[1] - sideY)}`,
  };
}

/** The point this far from the middle of a circle on the way to another point. */
function towards({ x, y }: Circle, [toX, toY]: readonly [number, number], far: number): readonly [number, number] {
  const length = Math.max(1e-6, Math.hypot(toX - x, toY - y));
  return [x + ((toX - x) * far) / length, y + ((toY - y) * far) / length];
}
