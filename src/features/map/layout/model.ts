/** What is laid out. Nodes and arcs are named by their place in these lists; the same lists give the same picture. */
export interface MapGraph {
  readonly nodes: readonly MapNode[];
  /** At most one arc for each pair of nodes; both ends are places in `nodes`. */
  readonly arcs: readonly MapArc[];
  /** The first nodes and arcs keep the cells that they have without the others. Absent: all are equal. */
  readonly core?: { readonly nodes: number; readonly arcs: number };
}

export interface MapNode {
  readonly name: string;
  /** Traces that begin and end here; a marker is drawn for each that is not 0. */
  readonly start: number;
  readonly end: number;
}

export interface MapArc {
  readonly from: number;
  readonly to: number;
  /** How often it was taken. */
  readonly weight: number;
}

/** `rough` leaves out what only makes the picture nicer: for graphs that took too long. */
export type Effort = 'full' | 'rough';

/** Pixels at 100 %, from the upper left corner. `x`, `y` of boxes are their upper left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly arcs: readonly PlacedArc[];
  readonly starts: readonly Marker[];
  readonly ends: readonly Marker[];
  /** Places of the nodes of the main path, from its start. */
  readonly mainPath: readonly number[];
}

export interface PlacedNode {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly lines: readonly string[];
}

export interface PlacedArc {
  /** Right-angled line from the border of the one node to that of the other: x, y, x, y, … */
  readonly points: readonly number[];
  /** Middle of the label; null where no place was free. */
  readonly label: { readonly x: number; readonly y: number } | null;
}

/** A start or end beside its activity: a circle, and the end of its short line at the node. */
export interface Marker {
  readonly node: number;
  readonly x: number;
  readonly y: number;
  readonly nodeY: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export const NODE_WIDTH = 232;
export const NODE_HEIGHT = 40;
export const LABEL_HEIGHT = 14;
export const MARKER_RADIUS = 8;

/** Width of an arc's line by how often it was taken. */
export const arcWidth = (weight: number, most: number): number => 1.2 + 7.8 * (most > 0 ? weight / most : 0);

/** Room for a label; durations need no more than seven figures. */
export const labelWidth = (most: number): number => Math.max(46, 10 + 6.3 * most.toLocaleString('en').length);
