/**
 * The arcs of the Heuristics Miner on real logs against those that PM4Py finds with its own thresholds (`../shared/data/expected`): 0.5
 * throughout, no arc that only connects. It first leaves out what is rarer than a twentieth of the most frequent way on or hither, and takes
 * loops of two where one of both is a loop of one, which the paper does not: arcs are compared that are strong by the dfg alone.
 */
import { afterAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { sharedData } from '../shared-data.ts';
import { MinedLogs } from './mined-log.ts';

const LOGS = [
  ['running-example', 'running-example.xes'],
  ['receipt', 'receipt.xes.gz'],
  ['sepsis', 'Sepsis.xes.gz'],
  ['roadtraffic', 'RoadTraffic.xes.gz'],
  ['bpic12', 'BPIC12.xes.gz'],
  ['bpic13-incidents', 'BPIC13_incidents.xes.gz'],
  ['domestic-declarations', 'BPIC20_DomesticDeclarations.xes.gz'],
] as const;
const THRESHOLDS = { dependency: 0.5, loopOfOne: 0.5, loopOfTwo: 0.5, allConnected: false };
const CLEANED = 0.05;

type Arc = [from: string, to: string];
interface Reference {
  heuristics_net: { dependency_edges: Arc[] };
  dfg: { all: [string, string, number][] };
}

const logs = new MinedLogs();
afterAll(() => logs[Symbol.asyncDispose]());

test.each(LOGS)(
  '%s',
  async (name, file) => {
    const text = readFileSync(sharedData(`expected/${name}.json`), 'utf8').replace(/\bNaN\b/g, 'null');
    const { heuristics_net: is, dfg }: Reference = JSON.parse(text);
    const { causalNet } = await logs.mine(file, 'heuristics-net', THRESHOLDS);
    const count = new Map(dfg.all.map(([from, to, n]) => [`${from} → ${to}`, n]));
    const most = new Map<string, number>();
    for (const [from, to, n] of dfg.all)
      for (const end of [`${from} →`, `→ ${to}`]) most.set(end, Math.max(most.get(end) ?? 0, n));
    const isStrong = ([from, to]: Arc) => {
      const [there, back] = [count.get(`${from} → ${to}`) ?? 0, count.get(`${to} → ${from}`) ?? 0];
      return from === to ? there / (there + 1) >= 0.5 : (there - back) / (there + back + 1) >= 0.5;
    };
    const isFrequent = ([from, to]: Arc) =>
      count.get(`${from} → ${to}`)! >= CLEANED * Math.max(most.get(`${from} →`)!, most.get(`→ ${to}`)!);
    const found = (causalNet.arcs as { from: string; to: string }[]).map(({ from, to }): Arc => [from, to]);
    const strong = found.filter(isStrong);
    expect(strong).toEqual(expect.arrayContaining(is.dependency_edges.filter(isStrong)));
    expect(is.dependency_edges).toEqual(expect.arrayContaining(strong.filter(isFrequent)));
    expect(strong.length).toBeGreaterThan(4);
  },
  60_000,
);
