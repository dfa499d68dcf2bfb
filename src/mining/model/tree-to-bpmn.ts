import type { Bpmn } from './bpmn.ts';
import { BpmnDraft } from './bpmn-draft.ts';
import type { ProcessTree } from './process-tree.ts';
import { reduceTree } from './reduce-tree.ts';

/**
 * The process of a tree, with the same language: structured in blocks (van der Aalst, Buijs, van Dongen 2011), each from
 * where one flow goes in to where one comes out. `X` is an exclusive, `+` a parallel, `O` an inclusive split with its join;
 * a loop an exclusive join before its body and a split behind it, from which each redo part leads back. The tree is reduced
 * before, so that no gateway stands for nothing.
 */
export function treeToBpmn(root: ProcessTree): Bpmn {
  const draft = new BpmnDraft();
  const last = build(draft, reduceTree(root), draft.start);
  draft.flow(last, draft.node('end'));
  return draft.done();
}

const GATEWAYS = { choice: 'exclusive', parallel: 'parallel', or: 'inclusive' } as const;

/** Adds the block behind a node, and gives the node that the block is left from. */
function build(draft: BpmnDraft, node: ProcessTree, from: number): number {
  if (node.kind === 'silent') return from;
  if (node.kind === 'activity') return behind(draft, from, draft.node('task', node.label));
  if (node.kind === 'sequence') return node.children.reduce((at, child) => build(draft, child, at), from);
  if (node.kind === 'loop') return loop(draft, node.children[0]!, node.children.slice(1), from);
  const split = behind(draft, from, draft.node(GATEWAYS[node.kind]));
  const ends = node.children.map((child) => build(draft, child, split));
  const join = draft.node(GATEWAYS[node.kind]);
  for (const end of ends) draft.flow(end, join);
  return join;
}

function loop(draft: BpmnDraft, body: ProcessTree, redo: readonly ProcessTree[], from: number): number {
  const join = behind(draft, from, draft.node('exclusive'));
  const split = behind(draft, build(draft, body, join), draft.node('exclusive'));
  for (const part of redo) draft.flow(build(draft, part, split), join);
  return split;
}

function behind(draft: BpmnDraft, from: number, node: number): number {
  draft.flow(from, node);
  return node;
}
