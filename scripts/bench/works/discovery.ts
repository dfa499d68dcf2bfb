import { alphaNet } from '../../../src/mining/discovery/alpha/alpha-net.ts';
import { heuristicsMiner } from '../../../src/mining/discovery/heuristics/heuristics-miner.ts';
import { inductiveTree } from '../../../src/mining/discovery/inductive/inductive-miner.ts';
import type { SubLog } from '../../../src/mining/discovery/inductive/sub-log.ts';
import { logOf } from '../../../src/mining/discovery/inductive/written-log.ts';
import { splitModel } from '../../../src/mining/discovery/split/split-miner.ts';
import { Work } from '../../../src/mining/discovery/work.ts';
import type { Bench } from '../bench.ts';
import { BenchEngine } from '../bench-engine.ts';
import { elapsed, repeated } from '../measure.ts';
import { AT_5_MILLION, type Peer } from '../peers.ts';
import { variantsOf } from '../real-log.ts';

const group = 'discovery';
/** Beyond, only the pass over events grows, which the work "variants" measures. */
const MOST_EVENTS = 10e6;

/** From question to answer as JSON, variants included. */
const QUESTIONS = [
  { work: 'IM', id: 'inductive-model', params: { variant: 'im' }, peer: AT_5_MILLION.im, toReach: null },
  { work: 'IMf 0.2', id: 'inductive-model', params: {}, peer: AT_5_MILLION.imf, toReach: 300 },
  { work: 'Alpha', id: 'alpha-model', params: {}, peer: AT_5_MILLION.alpha, toReach: null },
  { work: 'Alpha+', id: 'alpha-model', params: { variant: 'alpha+' }, peer: null, toReach: null },
  { work: 'Heuristics Miner', id: 'heuristics-net', params: {}, peer: AT_5_MILLION.heuristics, toReach: null },
  { work: 'Split Miner', id: 'split-model', params: {}, peer: null, toReach: null },
] as const;

const work = () => new Work({ signal: new AbortController().signal });
type Miner = (log: SubLog, names: readonly string[]) => Promise<unknown>;
const ALPHA: Miner = (log, names) => alphaNet(log, names, 'alpha', work());
const THRESHOLDS = { dependency: 0.9, loopOfOne: 0.9, loopOfTwo: 0.9, relativeToBest: 0.05, leastCount: 1, and: 0.1 };
const HEURISTICS: Miner = (log, names) =>
  heuristicsMiner(log, names, { ...THRESHOLDS, allConnected: true, rareBindings: 0.02 }, work());
const IM_F: Miner = (log, names) => inductiveTree(log, names, { noise: 0.2 }, work());
const SPLIT: Miner = (log, names) =>
  splitModel(log, names, { epsilon: 0.1, eta: 0.4, replaceInclusive: false }, work());

const pm4py = (ms: number): Peer => ({ tool: 'PM4Py', leastMs: ms, mostMs: ms });
const REAL: readonly [
  name: string,
  file: string,
  work: string,
  mine: Miner,
  peer: Peer | null,
  toReach: number | null,
][] = [
  ['BPI 2012', 'BPIC12', 'IMf 0.2', IM_F, pm4py(8_300), 80],
  ['BPI 2012', 'BPIC12', 'Alpha', ALPHA, pm4py(230), null],
  ['BPI 2012', 'BPIC12', 'Heuristics Miner', HEURISTICS, pm4py(610), null],
  ['BPI 2012', 'BPIC12', 'Split Miner', SPLIT, null, null],
  ['Road Traffic', 'RoadTraffic', 'IMf 0.2', IM_F, pm4py(580), null],
  ['Road Traffic', 'RoadTraffic', 'Alpha', ALPHA, pm4py(700), null],
  ['Road Traffic', 'RoadTraffic', 'Heuristics Miner', HEURISTICS, pm4py(1_750), null],
  ['Road Traffic', 'RoadTraffic', 'Split Miner', SPLIT, null, null],
];

/** Nets and trees discovered: on generated logs the whole way, on real ones from their variants. */
export async function measureDiscovery(bench: Bench): Promise<void> {
  for (const events of bench.settings.sizes.filter((size) => size <= MOST_EVENTS)) {
    const log = bench.log(events);
    await using engine = new BenchEngine(bench.settings.folder, bench.settings.threads);
    for (const { work, id, params, peer, toReach } of QUESTIONS) {
      const value = await repeated(bench.settings.runs, () =>
        elapsed(() => engine.ask(log, { calculator: { id, params } })),
      );
      const at5 = events === 5e6;
      bench.add({ group, work, events, value, peer: at5 ? peer : null, toReach: at5 ? toReach : null });
    }
  }
  for (const [name, file, work, mine, peer, toReach] of REAL) {
    const traces = variantsOf(file);
    const { log, names } = logOf(traces.map(({ trace, count }) => [count, trace]));
    const value = await repeated(bench.settings.runs, () => elapsed(() => mine(log, names)));
    const note = `${traces.length.toLocaleString('en')} variants`;
    bench.add({ group, work: `${work}, ${name}, from variants`, events: null, value, peer, toReach, note });
  }
}
