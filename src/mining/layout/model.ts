/** A graph to be drawn from left to right: boxes by size, and the lines between them. */
export interface DiagramGraph {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

export interface DiagramNode {
  readonly width: number;
  readonly height: number;
  /** Room kept free below it, for a label. */
  readonly below: number;
  /** How much it counts for the main path: steps that are seen more than what only leads on. */
  readonly weight: number;
  /** Lines may leave and enter at its top and bottom too, as at a gateway or a place; at others only at the sides. */
  readonly upright: boolean;
}

export interface DiagramEdge {
  readonly from: number;
  readonly to: number;
  /** Length of what is written at its beginning; 0: nothing. */
  readonly label: number;
}

export interface Diagram {
  readonly width: number;
  readonly height: number;
  /** Middle of each node, in the order of the graph. */
  readonly nodes: readonly Point[];
  /** Right-angled line of each edge, from border to border: x, y, x, y, … */
  readonly lines: readonly (readonly number[])[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The graph cut into layers: every line runs from one layer to the next. Items are the nodes, by their numbers, and behind
 * them one for each layer that an edge passes.
 */
export interface Layers {
  readonly graph: DiagramGraph;
  /** 1: the edge is drawn against the direction of reading. Edges from a node to itself are no part of the layers. */
  readonly turned: Uint8Array;
  readonly layer: Int32Array;
  /** Room above each node for lines from it to itself. */
  readonly above: Float64Array;
  /** Items of each edge from left to right, its two nodes included. */
  readonly chains: readonly (readonly number[])[];
  /** Items in the next layer and in the one before. */
  readonly next: readonly (readonly number[])[];
  readonly before: readonly (readonly number[])[];
  readonly count: number;
}

/** How far a line from a node to itself goes above it. */
export const RING_HEIGHT = 18;

/** Of a node; what an edge passes weighs nothing. */
export const weightOf = ({ graph }: Layers, item: number): number => graph.nodes[item]?.weight ?? 0;

export const isNode = ({ graph }: Layers, item: number): boolean => item < graph.nodes.length;
