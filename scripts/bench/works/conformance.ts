import { readFileSync } from 'node:fs';
import { Aligner } from '../../../src/mining/conformance/aligner.ts';
import type { Alignment } from '../../../src/mining/conformance/alignment.ts';
import { dijkstraCost } from '../../../src/mining/conformance/dijkstra.ts';
import type { CountedTrace } from '../../../src/mining/conformance/escaping-edges.ts';
import { labelStates } from '../../../src/mining/conformance/label-states.ts';
import { replayPrecision, tokenFitness } from '../../../src/mining/conformance/measures.ts';
import { TokenReplay } from '../../../src/mining/conformance/token-replay.ts';
import { readPnml } from '../../../src/mining/formats/pnml-read.ts';
import { seededNumbers } from '../../../src/mining/log/random-log.ts';
import type { PetriNet } from '../../../src/mining/model/petri-net.ts';
import { sharedData } from '../../../tests/shared-data.ts';
import type { Bench } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { elapsed, repeated } from '../measure.ts';
import type { Peer } from '../peers.ts';
import { variantsOf } from '../real-log.ts';

const group = 'conformance';
const pm4py = (leastMs: number, mostMs = leastMs): Peer => ({ tool: 'PM4Py', leastMs, mostMs });

interface Subject {
  model: string;
  log: string;
  name: string;
  /** Peer's time for the work, by its fastest exact or usual route; null: it was not measured or did not end. */
  align: Peer | null;
  alignMs: number;
  replay?: Peer;
  replayMs?: number;
  precision?: Peer;
  precisionMs?: number;
}

const SUBJECTS: readonly Subject[] = [
  { model: 'receipt', log: 'receipt', name: 'Receipt', align: pm4py(6_500, 49_000), alignMs: 350 },
  { model: 'sepsis', log: 'Sepsis', name: 'Sepsis', align: pm4py(7_900, 9_900), alignMs: 400 },
  {
    ...{ model: 'roadtraffic', log: 'RoadTraffic', name: 'Road Traffic', align: pm4py(2_800, 3_200), alignMs: 140 },
    ...{ replay: pm4py(3_700), replayMs: 100 },
  },
  { model: 'bpic13-incidents', log: 'BPIC13_incidents', name: 'BPI 2013', align: pm4py(4_200, 9_100), alignMs: 400 },
  {
    ...{ model: 'bpic12', log: 'BPIC12', name: 'BPI 2012', align: null, alignMs: 10_000 },
    ...{ precision: pm4py(314_000), precisionMs: 1_000 },
  },
];

/** Alignments, replay and precision on the nets of models/imf, each with all that the net needs, on one thread. */
export async function measureConformance(bench: Bench): Promise<void> {
  for (const subject of SUBJECTS) {
    bench.say(`reading ${subject.log}`);
    const { net } = readPnml(readFileSync(sharedData(`models/imf/${subject.model}.pnml`)));
    const log = variantsOf(subject.log);
    const add = async (work: string, toReach: number | null, peer: Peer | null, once: () => unknown) => {
      const figure: Omit<Figure, 'unit' | 'value'> = {
        ...{ group, work: `${work}, ${subject.name}`, events: null, toReach, peer },
        note: `${log.length.toLocaleString('en')} variants`,
      };
      bench.add({ ...figure, value: await repeated(bench.settings.runs, () => elapsed(async () => once())) });
    };
    await add('alignments of all variants', subject.alignMs, subject.align, () => alignAll(net, log));
    await add('replay fitness', subject.replayMs ?? null, subject.replay ?? null, () => {
      const replay = new TokenReplay(new Aligner(net));
      return tokenFitness(log.map((of) => ({ ...of, replayed: replay.replay(of.trace) })));
    });
    await add('ETC precision on replay', subject.precisionMs ?? null, subject.precision ?? null, () =>
      replayPrecision(log, labelStates(new Aligner(net))),
    );
    if (subject.align === null) bench.note(checked(net, log, subject.name));
  }
}

function alignAll(net: PetriNet, log: readonly CountedTrace[]): Alignment[] {
  const aligner = new Aligner(net);
  const found: Alignment[] = [];
  for (const i of aligner.inOrder(log)) found[i] = aligner.align(log[i]!.trace);
  return found;
}

/** Where no peer ended: whether all are exact, and 200 of them, drawn by a seed, cost what Dijkstra finds. */
function checked(net: PetriNet, log: readonly CountedTrace[], name: string): string {
  const found = alignAll(net, log);
  const exact = found.filter(({ lowerBound, upperBound }) => lowerBound === upperBound).length;
  const random = seededNumbers(12);
  let equal = 0;
  for (let n = 0; n < 200; n++) {
    const i = Math.floor(random() * log.length);
    if (dijkstraCost(net, log[i]!.trace) === found[i]!.lowerBound) equal++;
  }
  return `${name}: ${exact.toLocaleString('en')} of ${log.length.toLocaleString('en')} alignments are exact; of 200 drawn by a seed ${equal} cost what Dijkstra's algorithm finds.`;
}
