import { byBytes } from '../log/byte-order.ts';
import { activity, type Operator, type ProcessTree, SILENT, tree, treeText } from './process-tree.ts';
import { accepts, acceptsEmpty, labelsOf } from './tree-language.ts';

type Inner = Extract<ProcessTree, { children: readonly ProcessTree[] }>;
const isInner = (node: ProcessTree): node is Inner => 'children' in node;
const isSilent = (node: ProcessTree): boolean => node.kind === 'silent';

/**
 * The same language by fewer nodes; the order of children stays. From the leaves upwards:
 *
 * - an operator of one child is that child; `->`, `X`, `+`, `O` inside the same operator are opened;
 * - silent children of `->` and `+` go, of `X` all but one, and that too when another child accepts the empty trace;
 * - equal children of `X` and equal redo parts of a loop are one; a redo part that is a choice is several;
 * - `O` with a child that accepts the empty trace is `+` of its children, each made optional;
 * - a loop in the body of a loop: `*( *( b, r ), s )` is `*( b, r, s )`; a loop in a silent redo choice likewise;
 * - a silent body: `*( tau, r )` is `X( tau, *( r, tau ) )`; an optional one with a silent redo: `*( X( tau, b ), tau, r )`
 *   is `X( tau, *( X( b, r ), tau ) )`;
 * - a loop with a silent redo in which every label alone is a trace holds every sequence: `*( X( a, b, … ), tau )`.
 */
export function reduceTree(node: ProcessTree): ProcessTree {
  if (!isInner(node)) return node;
  return reduceOperator(node.kind, node.children.map(reduceTree));
}

/** As {@link reduceTree}, children of `X`, `+`, `O` and redo parts in order of their text: equal trees are equal texts. */
export function canonicalTree(node: ProcessTree): ProcessTree {
  const sort = (n: ProcessTree): ProcessTree => {
    if (!isInner(n)) return n;
    const children = n.children.map(sort);
    if (n.kind === 'sequence') return tree(n.kind, children);
    if (n.kind === 'loop') return tree(n.kind, [children[0]!, ...children.slice(1).sort(byText)]);
    return tree(n.kind, children.sort(byText));
  };
  return sort(reduceTree(node));
}

const byText = (a: ProcessTree, b: ProcessTree): number => byBytes(treeText(a), treeText(b));

/** An operator over children that are reduced already. */
function reduceOperator(kind: Operator, children: readonly ProcessTree[]): ProcessTree {
  if (children.length === 0) return SILENT;
  if (kind === 'loop') return reduceLoop(children);
  const opened = children.flatMap((child) => (child.kind === kind ? (child as Inner).children : [child]));
  if (kind === 'choice') return reduceChoice(opened);
  if (kind === 'or' && opened.length > 1 && opened.some(acceptsEmpty))
    return reduceOperator('parallel', opened.map(optional));
  const kept = kind === 'or' ? opened : opened.filter((child) => !isSilent(child));
  if (kept.length === 0) return SILENT;
  return kept.length === 1 ? kept[0]! : tree(kind, kept);
}

/** The tree or nothing. */
const optional = (node: ProcessTree): ProcessTree => (acceptsEmpty(node) ? node : reduceChoice([SILENT, node]));

function reduceChoice(children: readonly ProcessTree[]): ProcessTree {
  const distinct = withoutEqual(children.flatMap((child) => (child.kind === 'choice' ? child.children : [child])));
  const loud = distinct.filter((child) => !isSilent(child));
  const silent = loud.length < distinct.length && !loud.some(acceptsEmpty);
  const kept = silent ? [SILENT, ...loud] : loud;
  if (kept.length === 0) return SILENT;
  return kept.length === 1 ? kept[0]! : tree('choice', kept);
}

function withoutEqual(children: readonly ProcessTree[]): ProcessTree[] {
  const seen = new Map<string, ProcessTree>();
  for (const child of children) {
    const text = treeText(child);
    if (!seen.has(text)) seen.set(text, child);
  }
  return [...seen.values()];
}

function reduceLoop(children: readonly ProcessTree[]): ProcessTree {
  let body = children[0]!;
  let redo = withoutEqual(children.slice(1).flatMap((child) => (child.kind === 'choice' ? child.children : [child])));
  if (redo.length === 0) return body;
  if (body.kind === 'loop') {
    redo = withoutEqual([...body.children.slice(1), ...redo]);
    body = body.children[0]!;
  }
  const loud = redo.filter((child) => !isSilent(child));
  const silentRedo = loud.length < redo.length;
  if (isSilent(body)) return loud.length === 0 ? SILENT : optional(reduceLoop([reduceChoice(loud), SILENT]));
  if (silentRedo) {
    const flower = flowerOf(body, loud);
    if (flower) return flower;
    if (body.kind === 'choice' && body.children.some(isSilent)) {
      const parts = body.children.filter((child) => !isSilent(child));
      return optional(reduceLoop([reduceChoice([...parts, ...loud]), SILENT]));
    }
  }
  return tree('loop', silentRedo ? [body, ...loud, SILENT] : [body, ...loud]);
}

/** The loop over every label, where each alone is a trace of `*( body, tau, redo… )`; null elsewhere. */
function flowerOf(body: ProcessTree, redo: readonly ProcessTree[]): ProcessTree | null {
  const whole = tree('loop', [body, ...redo, SILENT]);
  const labels = labelsOf(whole);
  if (!labels.every((label) => accepts(whole, [label]))) return null;
  const every = labels.length === 1 ? activity(labels[0]!) : tree('choice', labels.map(activity));
  const flower = tree('loop', [every, SILENT]);
  return acceptsEmpty(body) ? tree('choice', [SILENT, flower]) : flower;
}
