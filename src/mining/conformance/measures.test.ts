import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { sharedData } from '../../../tests/shared-data.ts';
import { readPnml } from '../formats/pnml-read.ts';
import { parseTreeText } from '../formats/tree-text.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { Aligner } from './aligner.ts';
import type { CountedTrace } from './escaping-edges.ts';
import { labelStates } from './label-states.ts';
import * as measures from './measures.ts';
import { TokenReplay } from './token-replay.ts';

const counted = (...rows: [trace: string[], count: number][]): CountedTrace[] =>
  rows.map(([trace, count]) => ({ trace, count }));

function aligned(aligner: Aligner, log: readonly CountedTrace[]): measures.Aligned[] {
  const found: measures.Aligned[] = [];
  for (const i of aligner.inOrder(log)) found[i] = { ...log[i]!, alignment: aligner.align(log[i]!.trace) };
  return found;
}

const net = (tree: string) => treeToNet(parseTreeText(tree));

describe('measures, by hand', () => {
  const model = net("->( 'a', X( 'b', 'c' ), X( tau, 'd' ) )");
  // Shortest run: a and one of b, c. Costs 0, 0, 2 (x for b or c), 2 (nothing done).
  const log = counted([['a', 'b'], 4], [['a', 'c', 'd'], 2], [['a', 'x'], 1], [[], 1]);
  const aligner = new Aligner(model);

  test('fitness by alignments', () => {
    const fitness = measures.alignmentFitness(aligned(aligner, log), aligner.shortestRun().upperBound!);
    expect(fitness).toMatchObject({ totalCost: 4, fittingShare: 6 / 8, undecided: 0 });
    // Worst cases: 4·(2+2), 2·(3+2), 1·(2+2), 1·(0+2) = 32.
    expect(fitness.logFitness).toBeCloseTo(1 - 4 / 32, 12);
    expect(fitness.averageTraceFitness).toBeCloseTo((4 + 2 + (1 - 2 / 4) + 0) / 8, 12);
  });

  test('precision: what the model allows and nobody does', () => {
    // Before the first event (7 cases go on): a. Behind a (7): b, c; both taken. Behind a c (2): d, taken; behind a b nobody goes on.
    expect(measures.replayPrecision(log, labelStates(aligner)).value).toBe(1);
    // Without the cases that take c: behind a, 5 go on and c escapes: 1 − 5 ⁄ (6·1 … ) with [] (5 cases) and a (5 cases).
    const narrow = counted([['a', 'b'], 4], [['a', 'x'], 1]);
    expect(measures.replayPrecision(narrow, labelStates(aligner)).value).toBeCloseTo(1 - 5 / (5 * 1 + 5 * 2), 12);
    // By alignments, a x shows a and b or c in the model: the lower label, b.
    expect(measures.alignmentPrecision(aligned(aligner, narrow), model, labelStates(aligner)).value).toBeCloseTo(
      1 - 5 / (5 * 1 + 5 * 2),
      12,
    );
  });

  test('precision is the same where states are made from markings', () => {
    const log = counted([['a', 'b', 'a'], 3], [['b', 'a'], 2], [['a', 'c'], 5], [[], 1]);
    for (const tree of [
      "*( +( 'a', X( tau, 'b' ) ), 'c' )",
      "O( 'a', 'b', ->( 'a', 'c' ) )",
      "+( 'a', X( tau, 'a' ), X( tau, 'c', 'b' ) )",
    ]) {
      const [small, large] = [new Aligner(net(tree)), new Aligner(net(tree), { mostMarkings: 0 })];
      expect(large.automaton).toBeNull();
      expect(measures.replayPrecision(log, labelStates(large)).value).toBe(
        measures.replayPrecision(log, labelStates(small)).value,
      );
    }
  });

  test('generalisation, simplicity, F-score', () => {
    expect(measures.generalisation(Float64Array.of(4, 16, 0)).value).toBeCloseTo(1 - (1 / 2 + 1 / 4 + 1) / 3, 12);
    // A sequence of two: 3 places, 2 transitions, 4 arcs: degree 8 ⁄ 5 is below 2.
    expect(measures.simplicity(net("->( 'a', 'b' )")).value).toBe(1);
    // Five in choice: 2 places, 5 transitions, 10 arcs: degree 20 ⁄ 7.
    expect(measures.simplicity(net("X( 'a', 'b', 'c', 'd', 'e' )")).value).toBeCloseTo(1 / (1 + 20 / 7 - 2), 12);
    expect(measures.fScore(0.8, 0.4).value).toBeCloseTo((2 * 0.8 * 0.4) / 1.2, 12);
    expect(measures.fScore(0, 0).value).toBe(0);
  });

  test('an empty log', () => {
    const fitness = measures.alignmentFitness([], 2);
    expect(fitness).toMatchObject({ logFitness: 1, averageTraceFitness: 1, fittingShare: 1, totalCost: 0 });
    expect(measures.tokenFitness([])).toMatchObject({ logFitness: 1, averageTraceFitness: 1, fittingShare: 1 });
    expect(measures.replayPrecision([], labelStates(aligner)).value).toBe(1);
  });
});

describe('measures, reference values', () => {
  const read = (name: string) => JSON.parse(readFileSync(sharedData(name), 'utf8').replaceAll('NaN', 'null'));
  const of = (log: string) => {
    const { variants } = read(`expected/alignments-${log}.json`);
    return {
      log: variants.map((v: { activities: string[]; count: number }) => ({ trace: v.activities, count: v.count })),
      aligner: new Aligner(readPnml(readFileSync(sharedData(`models/imf/${log}.pnml`))).net),
      reference: read(`expected/${log}.json`),
    };
  };

  for (const name of ['receipt', 'sepsis', 'roadtraffic', 'bpic13-incidents', 'domestic-declarations'])
    test(`${name}: fitness`, () => {
      const { log, aligner, reference } = of(name);
      const fitness = measures.alignmentFitness(aligned(aligner, log), aligner.shortestRun().upperBound!);
      const expected = reference.align_fitness_IMf;
      expect(fitness.averageTraceFitness).toBeCloseTo(expected.average_trace_fitness, 9);
      expect(fitness.fittingShare).toBeCloseTo(expected.percentage_of_fitting_traces / 100, 9);
      // PM4Py counts silent steps in the log's fitness with a ten-thousandth each.
      expect(Math.abs(fitness.logFitness - expected.log_fitness)).toBeLessThan(2e-4);
      const replay = new TokenReplay(aligner);
      const replayed = measures.tokenFitness(
        log.map((of: CountedTrace) => ({ ...of, replayed: replay.replay(of.trace) })),
      );
      expect(replayed.fittingShare).toBe(fitness.fittingShare);
      // PM4Py's own heuristic, for orientation.
      expect(Math.abs(replayed.logFitness - reference.tbr_fitness_IMf.log_fitness)).toBeLessThan(0.01);
    });

  test('precision where silent steps leave no room', () => {
    for (const name of ['running-example', 'domestic-declarations']) {
      const { log, aligner, reference } = of(name);
      const precision = measures.replayPrecision(log, labelStates(aligner)).value;
      expect(precision).toBeCloseTo(reference.precision_etc_tbr_IMf.precision, 9);
    }
  });
});
