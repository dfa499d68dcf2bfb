import { AppError } from '#sdk';
import type { Bpmn } from '../../model/bpmn.ts';
import { flowNet } from '../../model/flow/flow-net.ts';
import { joinedSkeletons } from '../../model/flow/joins.ts';
import { structureTree } from '../../model/flow/structure-tree.ts';
import type { PetriNet } from '../../model/petri-net.ts';
import type { SubLog } from '../inductive/sub-log.ts';
import type { Work } from '../work.ts';
import { pruned } from './concurrency.ts';
import { filteredArcs } from './filter-arcs.ts';
import { followsGraph, PairSet } from './follows-graph.ts';
import { splitGraph } from './split-graph.ts';
import { takenBack } from './taken-back.ts';
import { toBpmn } from './to-bpmn.ts';

export interface SplitOptions {
  /** Two activities are concurrent when their counts in both orders differ by less than this share of their sum; 0 … 1. */
  epsilon: number;
  /** Percentile of the most frequent arcs below which others are left out; 0: none is. */
  eta: number;
  /** Takes concurrency back where it would need an inclusive join. */
  replaceInclusive: boolean;
}

export interface SplitModel {
  bpmn: Bpmn;
  net: PetriNet;
  /** Pairs of activities that are concurrent in the model. */
  concurrent: readonly (readonly [number, number])[];
  /** Pairs whose concurrency was taken back. */
  apart: readonly (readonly [number, number])[];
}

/** Paths of a model; no one could read more. */
const MOST_ARCS = 10_000;

/**
 * Split Miner (Augusto, Conforti, Dumas, La Rosa, Polyvyanyy, "Split miner: automated discovery of accurate and simple business
 * process models from event logs", 2019):
 *
 * 1. the directly-follows graph without self-loops (`followsGraph`), without arcs that only say that two activities are
 *    concurrent (`pruned`), and without rare ones (`filteredArcs`);
 * 2. splits from what is concurrent among the successors of each activity (`splitHierarchy`), one gateway for equal splits, and
 *    the self-loops again (`splitGraph`);
 * 3. joins from the process structure tree, each as simple as it can be (`structureTree`, `joined`).
 *
 * The paper promises models that are sound without loops and free of deadlocks with them. Here all are sound: where a loop could
 * begin again while something else goes on, or would need an inclusive join, the concurrency that leads to it is taken back and
 * 1 to 3 are done again (`takenBack`). Each activity is one task, on a path from the start to the end. The same model however the
 * log is cut and its dictionary grew; ties go to what is first by name (bytes). Cost follows the variants, then the graph.
 *
 * @throws AppError `mining.tooManyArcs`, `mining.tooManyPaths`: no one could read the model
 */
export async function splitModel(
  log: SubLog,
  names: readonly string[],
  { epsilon, eta, replaceInclusive }: SplitOptions,
  work: Work,
): Promise<SplitModel> {
  const follows = followsGraph(log);
  await work.done(log.codes.length + follows.activities ** 2);
  const apart = new PairSet(follows.activities);
  for (;;) {
    const graphs = pruned(follows, epsilon, apart);
    const arcs = filteredArcs(graphs.arcs, eta);
    if (arcs.length > MOST_ARCS)
      throw new AppError(
        'too_large',
        'mining.tooManyPaths',
        `The model would have ${arcs.length.toLocaleString('en')} paths between activities, and may have ${MOST_ARCS.toLocaleString('en')}. Leave more of the rare ones out (a greater eta), or filter.`,
      );
    const graph = splitGraph(follows.activities, follows.selfLoop, { ...graphs, arcs });
    const tree = structureTree(graph);
    const skeletons = joinedSkeletons(graph, tree);
    await work.done(graph.edges.length * 1_000);
    const pairs = takenBack(graph, skeletons, graphs.concurrent, replaceInclusive);
    for (const [a, b] of pairs) apart.add(a, b);
    if (pairs.length > 0) continue;
    return {
      bpmn: toBpmn(graph, tree, skeletons, names),
      net: flowNet(graph, tree, skeletons, names),
      concurrent: graphs.concurrent.list(),
      apart: apart.list(),
    };
  }
}
