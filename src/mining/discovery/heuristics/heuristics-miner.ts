import { type CausalNet, causalNetToNet } from '../../model/causal-net.ts';
import type { PetriNet } from '../../model/petri-net.ts';
import type { SubLog } from '../inductive/sub-log.ts';
import type { Work } from '../work.ts';
import { type BindingThresholds, bindingsOf } from './bindings.ts';
import { type DependencyGraph, dependencyGraph, type HeuristicsThresholds } from './dependency-graph.ts';
import { type Follows, followsOf } from './follows.ts';

export interface MinedHeuristics {
  readonly follows: Follows;
  readonly graph: DependencyGraph;
  readonly causal: CausalNet;
  readonly net: PetriNet;
}

/** The Heuristics Miner: counts, dependency graph, bindings, net. */
export async function heuristicsMiner(
  log: SubLog,
  names: readonly string[],
  thresholds: HeuristicsThresholds & BindingThresholds,
  work: Work,
): Promise<MinedHeuristics> {
  const follows = followsOf(log);
  const graph = dependencyGraph(follows, thresholds);
  const causal = await bindingsOf(log, names, follows, graph, thresholds, work);
  return { follows, graph, causal, net: causalNetToNet(causal) };
}
