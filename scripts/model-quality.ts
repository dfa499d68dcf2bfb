/**
 * How good the models of each miner are on logs with noise, beside the model that made the logs: `bun run quality`
 * (docs/bench.md). Reads `../shared/data/models`; writes a table.
 */
import { readFileSync } from 'node:fs';
import { AppError } from '#sdk';
import { Aligner } from '../src/mining/conformance/aligner.ts';
import type { CountedTrace } from '../src/mining/conformance/escaping-edges.ts';
import { labelStates } from '../src/mining/conformance/label-states.ts';
import { alignmentFitness, alignmentPrecision, fScore, simplicity } from '../src/mining/conformance/measures.ts';
import { modelOf } from '../src/mining/conformance/model-of.ts';
import { SearchBudget } from '../src/mining/conformance/search-budget.ts';
import { readPnml } from '../src/mining/formats/pnml-read.ts';
import { memoryLog } from '../src/mining/log/memory-log.ts';
import type { PetriNet } from '../src/mining/model/petri-net.ts';
import { inlineRun } from '../src/mining/views/inline.ts';
import { sharedData } from '../tests/shared-data.ts';
import { variantsOf } from './bench/real-log.ts';

const MODELS = ['a12', 'a22'];
const NOISE = [0, 5, 10, 20, 50];
const MINERS = ['im', 'imf', 'split', 'heuristics', 'alpha'];
/** States of the search for one trace. */
const MOST_STATES = 100_000;

/** Fitness of the log and precision, by alignments, their F-score, and simplicity; null: the net has no run to its end. */
function scoresOf(net: PetriNet, log: readonly CountedTrace[]): (number | null)[] {
  const simple = simplicity(net).value;
  try {
    const aligner = new Aligner(net);
    const shortest = aligner.shortestRun().upperBound;
    if (shortest === null) return [null, null, null, simple];
    const aligned = log.map((of) => ({
      ...of,
      alignment: aligner.align(of.trace, new SearchBudget({ mostStates: MOST_STATES })),
    }));
    const fitness = alignmentFitness(aligned, shortest).logFitness;
    const precision = alignmentPrecision(aligned, net, labelStates(aligner)).value;
    return [fitness, precision, fScore(fitness, precision).value, simple];
  } catch (error) {
    if (error instanceof AppError) return [null, null, null, simple];
    throw error;
  }
}

async function discovered(miner: string, log: readonly CountedTrace[]): Promise<PetriNet> {
  const events = log.flatMap(({ trace, count }, v) =>
    Array.from({ length: count }, (_, n) =>
      trace.map((activity, time) => ({ case: `${v} ${n}`, activity, time })),
    ).flat(),
  );
  const memory = memoryLog(events);
  return (await modelOf(miner, 0.2, memory.log, inlineRun(memory))).net;
}

const cell = (value: number | null) => (value === null ? '–' : value.toFixed(3)).padStart(6);
const HEAD = 'fitness, precision, F-score, simplicity';
console.log(
  `${'model'.padEnd(6)}${'noise'.padEnd(7)}${'miner'.padEnd(11)}on its log: ${HEAD}   on the log without noise: the same\n`,
);
for (const model of MODELS) {
  const truth = readPnml(readFileSync(sharedData(`models/${model}/${model}.pnml`))).net;
  const logOf = (noise: number) => variantsOf(`../models/${model}/${model}f0n${String(noise).padStart(2, '0')}`);
  const clean = logOf(0);
  for (const noise of NOISE) {
    const log = logOf(noise);
    for (const miner of ['the model', ...MINERS]) {
      const net = miner === 'the model' ? truth : await discovered(miner, log);
      const [own, other] = [scoresOf(net, log), scoresOf(net, clean)];
      const line = `${model.padEnd(6)}${`${noise} %`.padEnd(7)}${miner.padEnd(11)}`;
      console.log(`${line}${own.map(cell).join(' ')}     ${other.map(cell).join(' ')}`);
    }
  }
}
