import type { TwoTerminalGraph } from './fragment.ts';

/**
 * A node is a start, an end, a task with one edge in and one out, a split (`exclusive`, `parallel`) with one edge in, or a
 * `merge` with one edge out, of which it is not yet known whether it waits.
 */
export interface FlowNode {
  readonly kind: 'start' | 'end' | 'task' | 'exclusive' | 'parallel' | 'merge';
  /** The label of a task, as a number; else −1. */
  readonly activity: number;
}

/** Control flow from a start to an end, every node on a way between them. */
export interface FlowGraph extends TwoTerminalGraph {
  readonly kinds: readonly FlowNode[];
}
