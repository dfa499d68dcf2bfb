import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog, seededNumbers } from '../log/random-log.ts';
import { treeText } from '../model/process-tree.ts';
import { randomTree } from '../model/random-tree.ts';
import { tracesUpTo } from '../model/tree-language.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import footprint from './footprint.ts';

/** 2,000 draws by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const logOf = (traces: readonly string[]) =>
  memoryLog(traces.flatMap((trace, c) => [...trace].map((activity, i) => ({ case: `${c}`, activity, time: i }))));
const matrix = (relations: readonly (readonly string[])[]) => relations.map((row) => row.join(' '));

test('L1 of the book, and its Petri net', async () => {
  // Van der Aalst, Process Mining (2016), table 6.1: L1 = [abcd³, acbd², aed].
  const memory = logOf(['abcd', 'abcd', 'abcd', 'acbd', 'acbd', 'aed']);
  const model = "->( 'a', X( +( 'b', 'c' ), 'e' ), 'd' )";
  const found = await calculate(memory, footprint, { model });
  expect(matrix(found.relations)).toEqual(['# → → # →', '← # ∥ → #', '← ∥ # → #', '# ← ← # ←', '← # # → #']);
  expect(found.model).toMatchObject({ agreement: 1, differences: [], relations: found.relations });
});

test('activities that only the log or only the model has are related to nothing in the other', async () => {
  const found = await calculate(logOf(['ab']), footprint, { model: "->( 'b', 'c' )" });
  expect(found.activities).toEqual(['a', 'b', 'c']);
  expect(found.model).toMatchObject({
    agreement: 1 - 4 / 9,
    differences: [
      { a: 'a', b: 'b', log: '→', model: '#' },
      { a: 'b', b: 'c', log: '#', model: '→' },
    ],
  });
});

test('of random logs, pair by pair; of random trees, by all their short traces', async () => {
  for (let seed = 1; seed <= numRuns; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25, cases: 10 });
    const tree = randomTree(seededNumbers(seed), { labels: memory.log.activityNames.slice(1), depth: 2 });
    const found = await calculate(memory, footprint, { model: treeText(tree) });
    const ofLog = memory.segments.flatMap((s) =>
      Array.from({ length: s.cases }, (_, c) =>
        Array.from(
          s.codes('activity').subarray(s.offsets[c], s.offsets[c + 1]),
          (code) => memory.log.activityNames[code]!,
        ),
      ),
    );
    const relationIn = (traces: readonly (readonly string[])[], a: string, b: string) => {
      const follows = (x: string, y: string) => traces.some((t) => t.some((name, i) => name === x && t[i + 1] === y));
      return follows(a, b) ? (follows(b, a) ? '∥' : '→') : follows(b, a) ? '←' : '#';
    };
    const by = (traces: readonly (readonly string[])[]) =>
      found.activities.map((a) => found.activities.map((b) => relationIn(traces, a, b)));
    expect(found.relations).toEqual(by(ofLog) as never);
    // Traces up to this length show every pair of so small a tree, where there are not too many of them.
    const { traces, complete } = tracesUpTo(tree, 7, 4_000);
    if (complete) expect([treeText(tree), found.model!.relations]).toEqual([treeText(tree), by(traces) as never]);
  }
});

test('what no run can end with does not count; a model without end is refused', async () => {
  const dead = `<pnml><net><place id="p"><initialMarking><text>1</text></initialMarking></place><place id="q"/><place id="r"/>
    <transition id="a"><name><text>a</text></name></transition><transition id="b"><name><text>b</text></name></transition>
    <arc id="1" source="p" target="a"/><arc id="2" source="a" target="q"/><arc id="3" source="q" target="b"/><arc id="4" source="b" target="r"/>
    <finalmarkings><marking><place idref="q"><text>1</text></place></marking></finalmarkings></net></pnml>`;
  const found = await calculate(logOf(['ab']), footprint, { model: dead });
  expect(found.model!.differences).toEqual([{ a: 'a', b: 'b', log: '→', model: '#' }]);
});

test('activities of few cases are left out', async () => {
  const memory = logOf(['ab', 'ab', 'axb']);
  const found = await footprint.compute(memory.log, { noise: 0.2 }, { ...inlineRun(memory), k: 2 });
  expect([found.hidden, found.activities, matrix(found.relations)]).toEqual([1, ['a', 'b'], ['# →', '← #']]);
});
