/** Filters that compare cases with a model: against the language of trees, and against what the calculator of deviations shows. */
import { describe, expect, test } from 'bun:test';
import type { Filter } from '#sdk';
import deviations from '../calculators/deviations.ts';
import { exampleLog } from '../log/example-log.ts';
import type { MemoryLog } from '../log/memory-log.ts';
import { randomLog, seededNumbers } from '../log/random-log.ts';
import { type ProcessTree, treeText } from '../model/process-tree.ts';
import { randomTree } from '../model/random-tree.ts';
import { TreeAutomaton } from '../model/tree-language.ts';
import { calculate, keptBy } from '../views/inline.ts';
import conformsToModel from './conforms-to-model.ts';
import deviation from './deviation.ts';
import fitnessRange from './fitness-range.ts';

/** 2,000 logs by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const STRAIGHT = "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )";

const kept = async (memory: MemoryLog, filter: unknown, params: object) =>
  (await keptBy(memory, filter as Filter, params)).cases.sort();

/** The trace of each case, by its id. */
const tracesOf = ({ log, segments }: MemoryLog): [string, string[]][] =>
  segments.flatMap((segment) =>
    Array.from({ length: segment.cases }, (_, c): [string, string[]] => [
      segment.caseId(c),
      Array.from(
        segment.codes('activity').subarray(segment.offsets[c], segment.offsets[c + 1]),
        (code) => log.activityNames[code]!,
      ),
    ]),
  );

/** Small logs, and small models over some of their activities. */
function* pairs(): Generator<{ memory: MemoryLog; tree: ProcessTree; model: string }> {
  for (let seed = 1; seed <= numRuns; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25, cases: 12 });
    const labels = [...memory.log.activityNames.slice(1), 'never done'];
    const tree = randomTree(seededNumbers(seed), { labels, depth: 2 });
    yield { memory, tree, model: treeText(tree) };
  }
}

describe('conforms-to-model', () => {
  test('conforming: the cases in the language of the model; deviating: all others', async () => {
    for (const { memory, tree, model } of pairs()) {
      const language = new TreeAutomaton(tree);
      const split = { conforming: [] as string[], deviating: [] as string[] };
      for (const [id, trace] of tracesOf(memory)) split[language.accepts(trace) ? 'conforming' : 'deviating'].push(id);
      for (const mode of ['conforming', 'deviating'] as const)
        expect([model, await kept(memory, conformsToModel, { model, mode })]).toEqual([model, split[mode].sort()]);
    }
  });

  test('a discovered model without noise fits every case, and depends on what was kept before', async () => {
    const memory = exampleLog();
    expect(await kept(memory, conformsToModel, { model: 'im' })).toHaveLength(6);
    expect(await kept(memory, conformsToModel, { model: 'im', mode: 'deviating' })).toEqual([]);
    const against = conformsToModel.against as (params: { model: string }) => string;
    expect([against({ model: 'im' }), against({ model: STRAIGHT })]).toEqual(['previous', 'base']);
  });

  test('a model that cannot be read is named', async () => {
    await expect(kept(exampleLog(), conformsToModel, { model: 'imm' })).rejects.toThrow('"imm"');
    await expect(kept(exampleLog(), conformsToModel, { model: '<pnml/>' })).rejects.toThrow();
  });
});

describe('fitness-range and deviation', () => {
  test('keep the cases whose variant the calculator shows with that fitness and those moves', async () => {
    for (const { memory, model } of pairs()) {
      const { items } = await calculate(memory, deviations, { model, limit: 500 });
      const byTrace = new Map(items.map((item) => [JSON.stringify(item.activities), item]));
      const cases = tracesOf(memory).map(([id, trace]) => ({ id, item: byTrace.get(JSON.stringify(trace))! }));
      const having = (wanted: (item: (typeof items)[number]) => boolean) =>
        cases.flatMap(({ id, item }) => (wanted(item) ? [id] : [])).sort();
      for (const [min, max] of [
        [0, 0.5],
        [0.5, 1],
        [1, 1],
        [0.25, 0.75],
      ] as const) {
        const wanted = having(({ fitness }) => fitness >= min && fitness <= max);
        expect(await kept(memory, fitnessRange, { model, min, max })).toEqual(wanted);
      }
      const activity = memory.log.activityNames[1]!;
      const extra = having(({ moves }) =>
        moves!.some((move) => move.model === null && move.transition === undefined && move.log === activity),
      );
      const leftOut = having(({ moves }) => moves!.some((move) => move.log === null && move.model !== null));
      expect(await kept(memory, deviation, { model, activity })).toEqual(extra);
      expect(await kept(memory, deviation, { model, move: 'left-out' })).toEqual(leftOut);
      const without = cases
        .map(({ id }) => id)
        .filter((id) => !leftOut.includes(id))
        .sort();
      expect(await kept(memory, deviation, { model, move: 'left-out', mode: 'none' })).toEqual(without);
    }
  });

  test('bounds that are swapped, and an activity that nobody knows, are named', async () => {
    await expect(kept(exampleLog(), fitnessRange, { model: STRAIGHT, min: 0.9, max: 0.1 })).rejects.toThrow(
      'Swap them',
    );
    await expect(kept(exampleLog(), deviation, { model: STRAIGHT, activity: 'chekc' })).rejects.toThrow(
      'Did you mean "check"?',
    );
    // Only the model knows it: nothing can be beyond the model there, and every case leaves it out.
    const model = "->( 'register', 'ship' )";
    expect(await kept(exampleLog(), deviation, { model, activity: 'ship', move: 'left-out' })).toHaveLength(6);
    expect(await kept(exampleLog(), deviation, { model, activity: 'ship' })).toEqual([]);
  });
});
