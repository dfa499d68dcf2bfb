import { NetDraft } from '../net-draft.ts';
import type { PetriNet } from '../petri-net.ts';
import { type BuildFragment, DeadPaths } from './dead-paths.ts';
import type { FlowGraph } from './flow-graph.ts';
import type { Fragment } from './fragment.ts';
import type { JoinedSkeleton } from './joins.ts';

/**
 * The net of a flow graph whose merges are known: a sound workflow net. Each fragment runs between two places: a sequence one
 * child behind the other with the tasks between them; a bond or rigid whose joins wait for nothing or for all as places that are
 * shared and silent steps; one with an inclusive join as `DeadPaths` says, exactly. Then silent steps go that decide nothing.
 *
 * @param skeletons of every bond and rigid in the tree
 * @param names by the number of a task's activity; null: a silent step
 */
export function flowNet(
  graph: FlowGraph,
  tree: Fragment,
  skeletons: ReadonlyMap<Fragment, JoinedSkeleton>,
  names: readonly (string | null)[],
): PetriNet {
  const draft = new NetDraft();
  const build = (fragment: Fragment, from: number, to: number): void => {
    if (fragment.kind === 'edge') draft.step(null, [from], [to]);
    else if (fragment.kind === 'sequence') sequence(fragment, from, to);
    else {
      const skeleton = skeletons.get(fragment)!;
      const waits = skeleton.join.includes('inclusive');
      if (waits) new DeadPaths(draft, skeleton, build).build(from, to);
      else plain(draft, skeleton, build, from, to);
    }
  };
  const sequence = ({ children }: Fragment, from: number, to: number) => {
    let at = from;
    for (const [i, child] of children.entries()) {
      const next = i === children.length - 1 ? to : draft.place();
      build(child, at, next);
      at = next;
      const { kind, activity } = graph.kinds[child.exit]!;
      if (kind !== 'task') continue;
      at = draft.place();
      draft.step(names[activity]!, [next], [at]);
    }
  };
  build(tree, draft.source, draft.sink);
  draft.contract();
  return draft.net();
}

function plain(draft: NetDraft, skeleton: JoinedSkeleton, build: BuildFragment, from: number, to: number): void {
  const { nodes, edges, out, into, join, parallel, starts } = skeleton;
  const again = new Set(starts.slice(1));
  const at = nodes.map((_, node) => (node === 0 && !again.has(0) ? from : draft.place()));
  if (at[0] !== from) draft.step(null, [from], [at[0]!]);
  const begin = edges.map((edge) =>
    parallel[edge.from] && out[edge.from]!.length > 1 ? draft.place() : at[edge.from]!,
  );
  const end = edges.map((edge) =>
    edge.to < 0 ? to : join[edge.to] === 'parallel' && !edge.back ? draft.place() : at[edge.to]!,
  );
  for (const [node, outs] of out.entries())
    if (parallel[node] && outs.length > 1)
      draft.step(
        null,
        [at[node]!],
        outs.map((e) => begin[e]!),
      );
  for (const [e, { child }] of edges.entries()) {
    if (child) build(child, begin[e]!, end[e]!);
    else draft.step(null, [begin[e]!], [to]);
  }
  for (const [node, ins] of into.entries())
    if (join[node] === 'parallel')
      draft.step(
        null,
        ins.map((e) => end[e]!),
        [at[node]!],
      );
}
