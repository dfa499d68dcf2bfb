/** A graph with one source and one sink, nodes numbered from 0; several edges between the same nodes are allowed. */
export interface TwoTerminalGraph {
  readonly nodes: number;
  readonly edges: readonly { readonly from: number; readonly to: number }[];
  readonly source: number;
  readonly sink: number;
}

/**
 * A part of the graph with a single entry and a single exit node: an edge; a `sequence` of children one behind the other; a
 * `bond` of children between the same two nodes, side by side or, in a loop, back; a `rigid`, whose children hang together in
 * any other way. No sequence is a child of a sequence, no bond a child of a bond with the same nodes.
 */
export interface Fragment {
  readonly kind: 'edge' | 'sequence' | 'bond' | 'rigid';
  readonly entry: number;
  readonly exit: number;
  /** In order of the way for a sequence; else by their lowest edge. */
  readonly children: readonly Fragment[];
  /** Number of the edge; of any other fragment the lowest that it holds. */
  readonly edge: number;
}
