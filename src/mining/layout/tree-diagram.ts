import { AppError } from '#sdk';
import type { ProcessTree } from '../model/process-tree.ts';
import type { Point } from './model.ts';
import { boxHeight, nameBoxes } from './name-boxes.ts';

const [OPERATOR, LEAF_HEIGHT, SILENT] = [30, 28, 18];
/** Between leaves, between the columns of two levels, and around the whole. */
const [BETWEEN, GAP, MARGIN] = [14, 34, 14];
const MOST_NODES = 20_000;

export interface TreeDiagram {
  readonly width: number;
  readonly height: number;
  /** In the order of a walk that meets every node before its children. */
  readonly nodes: readonly DrawnTreeNode[];
  /** From each node but the first to what it is a part of: x, y, x, y, … */
  readonly lines: readonly (readonly number[])[];
}

export interface DrawnTreeNode extends Point {
  readonly kind: ProcessTree['kind'];
  readonly label: string | null;
  readonly width: number;
  readonly height: number;
  /** The label in lines that fit. */
  readonly name: readonly string[];
}

interface Entry {
  readonly node: ProcessTree;
  readonly depth: number;
  readonly children: number[];
}

/**
 * A process tree drawn from left to right: leaves below each other in their order, each operator in the middle of its
 * children, all of one depth in one column.
 * @throws AppError `model.tooLargeToDraw`
 */
export function treeDiagram(root: ProcessTree): TreeDiagram {
  const entries = walk(root);
  const labels = entries.map(({ node }) => (node.kind === 'activity' ? node.label : null));
  const { width, lines: names } = nameBoxes(labels);
  const sizes = entries.map(({ node }, n) => {
    if (node.kind === 'activity') return { width, height: boxHeight(names[n]!, LEAF_HEIGHT) };
    return node.kind === 'silent' ? { width: SILENT, height: SILENT } : { width: OPERATOR, height: OPERATOR };
  });
  const y = rows(entries, sizes);
  const left = (depth: number) => MARGIN + depth * (OPERATOR + GAP);
  const nodes = entries.map(({ node, depth }, n): DrawnTreeNode => {
    const at = { x: left(depth) + sizes[n]!.width / 2, y: y[n]! };
    return { kind: node.kind, label: labels[n]!, ...at, ...sizes[n]!, name: names[n]! };
  });
  const lines = entries.flatMap(({ depth, children }, n) =>
    children.map((child) => {
      const [start, turn] = [left(depth) + OPERATOR, left(depth) + OPERATOR + GAP / 2];
      if (y[n] === y[child]) return [start, y[n]!, left(depth + 1), y[n]!];
      return [start, y[n]!, turn, y[n]!, turn, y[child]!, left(depth + 1), y[child]!];
    }),
  );
  return {
    ...{ nodes, lines },
    width: Math.ceil(nodes.reduce((most, { x, width: w }) => Math.max(most, x + w / 2), 0) + MARGIN),
    height: Math.ceil(nodes.reduce((most, node) => Math.max(most, node.y + node.height / 2), 0) + MARGIN),
  };
}

function walk(root: ProcessTree): Entry[] {
  const entries: Entry[] = [];
  const open: { node: ProcessTree; depth: number; parent: Entry | null }[] = [{ node: root, depth: 0, parent: null }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth, parent } = next;
    const entry: Entry = { node, depth, children: [] };
    parent?.children.push(entries.push(entry) - 1);
    if (!parent) entries.push(entry);
    if (entries.length > MOST_NODES)
      throw new AppError(
        'too_large',
        'model.tooLargeToDraw',
        `A tree of more than ${MOST_NODES.toLocaleString('en')} nodes is too large to draw.`,
      );
    if ('children' in node)
      for (const child of node.children.toReversed()) open.push({ node: child, depth: depth + 1, parent: entry });
  }
  return entries;
}

/** Leaves one below the other; whatever has children stands between the first and the last of them. */
function rows(entries: readonly Entry[], sizes: readonly { height: number }[]): number[] {
  const y = new Array<number>(entries.length);
  let bottom = MARGIN;
  for (const [n, { children }] of entries.entries()) {
    if (children.length > 0) continue;
    // The operator above a leaf may be taller than the leaf.
    const height = Math.max(sizes[n]!.height, OPERATOR);
    y[n] = bottom + height / 2;
    bottom += height + BETWEEN;
  }
  for (let n = entries.length - 1; n >= 0; n--) {
    const { children } = entries[n]!;
    if (children.length > 0) y[n] = Math.round((y[children[0]!]! + y[children.at(-1)!]!) / 2);
  }
  return y;
}
