import { activity, type ProcessTree, SILENT, tree } from '../../model/process-tree.ts';
import { reduceTree } from '../../model/reduce-tree.ts';
import type { Work } from '../work.ts';
import { bitGraph } from './bit-graph.ts';
import { type Cut, findCut } from './cuts.ts';
import { concurrentActivity, oncePerTrace, startRounds, strictRounds } from './fall-throughs.ts';
import { type Flow, flowOf, frequentFlow, nearestBetween } from './flow.ts';
import { splitLog } from './split-log.ts';
import { casesOf, project, type SubLog, withoutEmpty } from './sub-log.ts';

export interface InductiveOptions {
  /** 0: IM, every trace fits. Above: IMf, what is rarer than this share of its like may be left out; 0 … 1. */
  noise: number;
  /** How often a log may be divided into parts of parts; below, every sequence of the activities is allowed. Without it: to the end. */
  maxDepth?: number | undefined;
}

/**
 * Inductive Miner: IM (Leemans, Fahland, van der Aalst 2013) and, with `noise` above 0, IMf (2014). A log is divided by
 * the first cut that its directly-follows graph has, and each part is mined likewise; where there is none, the first
 * fall-through that applies is taken: one activity that occurs once in each trace, or without which there is a cut, is
 * put beside the rest; a loop is cut into its rounds; else every sequence of the activities is allowed. So it is at
 * `maxDepth`, which keeps all that is said of fitness and soundness.
 *
 * IM accepts every trace of the log. Both give sound models, and the same tree however the log is cut and its dictionary
 * grew: activities are taken in order of their names (by bytes). Cost follows the variants.
 */
export async function inductiveTree(
  log: SubLog,
  names: readonly string[],
  options: InductiveOptions,
  work: Work,
): Promise<ProcessTree> {
  return reduceTree(await new Miner(names, options, work).mine(log, 0));
}

class Miner {
  private readonly names: readonly string[];
  private readonly noise: number;
  private readonly maxDepth: number;
  private readonly work: Work;

  constructor(names: readonly string[], { noise, maxDepth = Number.POSITIVE_INFINITY }: InductiveOptions, work: Work) {
    this.names = names;
    this.noise = noise;
    this.maxDepth = maxDepth;
    this.work = work;
  }

  async mine(log: SubLog, depth: number): Promise<ProcessTree> {
    await this.work.done(log.codes.length * 8);
    if (log.size === 0) return SILENT;
    if (log.empty > 0) {
      const rest = await this.mine(withoutEmpty(log), depth);
      return log.empty < this.noise * casesOf(log) ? rest : tree('choice', [SILENT, rest]);
    }
    if (this.isOneActivity(log)) return activity(this.names[log.activities[0]!]!);
    if (depth >= this.maxDepth) return this.everySequence(log);
    const flow = flowOf(log);
    const cut = this.cutOf(flow, log);
    if (cut) return this.divide(cut, splitLog(log, cut), depth);
    return this.fallThrough(log, flow, depth);
  }

  /** One activity, once in each trace; with noise, about once: the chance to end after each event is near one half. */
  private isOneActivity(log: SubLog): boolean {
    if (log.activities.length !== 1) return false;
    if (this.noise === 0) return log.size === 1 && log.offsets[1] === 1;
    let events = 0;
    for (let v = 0; v < log.size; v++) events += log.cases[v]! * (log.offsets[v + 1]! - log.offsets[v]!);
    const cases = casesOf(log);
    return Math.abs(cases / (events + cases) - 0.5) <= this.noise;
  }

  /** A cut of the whole flow or else, with noise, of what is frequent in it. */
  private cutOf(flow: Flow, log: SubLog): Cut | null {
    let pairs: [number, number][] | null = null;
    const notConcurrent = () => {
      pairs ??= nearestBetween(log);
      return pairs;
    };
    const whole = findCut(bitGraph(flow), notConcurrent);
    return whole || this.noise === 0 ? whole : findCut(bitGraph(frequentFlow(flow, this.noise)), notConcurrent);
  }

  private async divide({ operator }: Cut, logs: readonly SubLog[], depth: number): Promise<ProcessTree> {
    const children: ProcessTree[] = [];
    for (const [i, log] of logs.entries()) {
      // Of a filtered choice or loop a part may be left that no trace takes any more.
      const taken = log.size > 0 || log.empty > 0;
      if (taken || operator === 'sequence' || operator === 'parallel' || (operator === 'loop' && i === 0))
        children.push(await this.mine(log, depth + 1));
    }
    return tree(operator, children);
  }

  private async fallThrough(log: SubLog, flow: Flow, depth: number): Promise<ProcessTree> {
    const all = log.activities.map((_, a) => a);
    const beside = await this.besideRest(log, flow);
    if (beside >= 0) {
      const parts = [[beside], all.filter((a) => a !== beside)];
      return this.divide(
        { operator: 'parallel', parts },
        parts.map((part) => project(log, part)),
        depth,
      );
    }
    const rounds = strictRounds(log, flow) ?? startRounds(log, flow);
    if (rounds) return tree('loop', [await this.mine(rounds, depth + 1), SILENT]);
    return this.everySequence(log);
  }

  private everySequence(log: SubLog): ProcessTree {
    const labels = log.activities.map((a) => activity(this.names[a]!));
    return tree('loop', [tree('choice', labels), SILENT]);
  }

  /**
   * The activity that is put beside the rest; −1: none. Leaving out one more and one more must lead to a log with a cut
   * before half of the activities are left out: where there is no structure, they would all stand beside each other.
   */
  private async besideRest(log: SubLog, flow: Flow): Promise<number> {
    const once = oncePerTrace(log);
    if (once >= 0) return once;
    const first = await concurrentActivity(flow, this.work);
    for (let [rest, left] = [log, first]; left >= 0; ) {
      const others = rest.activities.map((_, a) => a).filter((a) => a !== left);
      if (others.length * 2 < flow.n) return -1;
      rest = withoutEmpty(project(rest, others));
      const restFlow = flowOf(rest);
      if (oncePerTrace(rest) >= 0 || this.cutOf(restFlow, rest)) return first;
      left = await concurrentActivity(restFlow, this.work);
    }
    return -1;
  }
}
