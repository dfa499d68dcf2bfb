import { expect, test } from 'bun:test';
import { definePartWork } from '#sdk';
import { parseTreeText } from '../formats/tree-text.ts';
import type { PetriNet } from '../model/petri-net.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { alignPart, type PartOfTraces } from './align-part.ts';
import { Aligner } from './aligner.ts';
import { ProductSearch } from './product-search.ts';
import { SearchBudget } from './search-budget.ts';
import { searchOnThreads } from './search-on-threads.ts';
import { TokenReplay } from './token-replay.ts';

const netOf = (tree: string): PetriNet => treeToNet(parseTreeText(tree));
const many = (count: number, of: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => of(i)).join();

test('a chain of 2,000 steps with few labels: what tells its places apart lies far away', () => {
  const trace = Array.from({ length: 2_000 }, (_, i) => `a${i % 8}`);
  const aligner = new Aligner(netOf(`->( ${trace.map((a) => `'${a}'`).join()} )`));
  expect(aligner.automaton?.states).toBe(2_001);
  expect(aligner.align(trace).upperBound).toBe(0);
  expect(aligner.align(trace.slice(1)).upperBound).toBe(1);
});

test('markings that do not fit into memory end a search with bounds', () => {
  const search = new ProductSearch(netOf(`+( ${many(2_000, (i) => `'a${i}'`)} )`));
  const { verdict, lowerBound } = search.align(['a0', 'x'], new SearchBudget({ mostStates: 1e9 }));
  expect(verdict).toBe('spent');
  expect(lowerBound).toBeLessThanOrEqual(2_000);
  // The next trace finds room again.
  expect(search.align(['a1'], new SearchBudget({ mostStates: 1_000 })).verdict).toBe('spent');
});

test('a hundred steps that may all be left out: the search goes straight for the end', () => {
  const aligner = new Aligner(netOf(`+( ${many(100, (i) => `X( 'a${i}', tau )`)} )`), { mostMarkings: 0 });
  expect(aligner.align([], new SearchBudget({ mostStates: 100_000 }))).toMatchObject({ optimal: true, upperBound: 0 });
});

test('replay looks only at silent steps that can help', () => {
  // z is enabled by leaving out y, which none of the hundred other ways of leaving something out has to do with. At the
  // end only the token in the sink is missing, as not all of those can be tried.
  const net = netOf(`+( ${many(100, (i) => `X( 'a${i}', tau )`)}, ->( X( 'y', tau ), 'z' ) )`);
  const replay = new TokenReplay(new Aligner(net, { mostMarkings: 0 }), 20);
  expect(replay.replay(['z'], 'unfitting').missing).toBe(1);
  expect(replay.replay(['z', 'z'], 'unfitting').missing).toBe(2);
});

test('replay of ten thousand events over hundreds of steps that may be left out keeps to its memory', () => {
  const net = netOf(`+( ${many(300, (i) => `*( tau, 'a${i}' )`)} )`);
  const replay = new TokenReplay(new Aligner(net, { mostMarkings: 0 }), 1_000, 1_000_000);
  const trace = Array.from({ length: 10_000 }, (_, i) => `a${(i * 7919) % 300}`);
  expect(replay.replay([...trace, 'x'], 'unfitting').missing).toBeGreaterThan(0);
});

test('a search ends when nobody waits for it any more', () => {
  const net = netOf(`+( ${many(40, (i) => `'a${i}'`)} )`);
  const part = { net, shortest: null, traces: [['a1', 'x', 'a0', 'a3', 'x']], statesPerTrace: 1e9 };
  let asked = 0;
  const { found, used } = alignPart.run(part, () => ++asked > 20);
  expect(found[0]!.optimal).toBe(false);
  expect(used).toBeLessThan(1e6);
});

test('what easy traces do not need is left for hard ones', async () => {
  const given = new Map<string, number[]>();
  const work = definePartWork({
    id: 'test.part',
    run({ traces, statesPerTrace }: PartOfTraces) {
      for (const [name] of traces) given.set(name!, [...(given.get(name!) ?? []), statesPerTrace]);
      return { found: traces.map(([name]) => name !== 'hard' || statesPerTrace > 100_000), used: traces.length };
    },
  });
  const log = [
    { trace: ['hard'], count: 1 },
    ...Array.from({ length: 5_999 }, (_, i) => ({ trace: [`${i}`], count: 1 })),
  ];
  const run = {
    share: async (of: typeof work, parts: readonly PartOfTraces[]) => parts.map((part) => of.run(part, () => false)),
    signal: new AbortController().signal,
    progress: () => {},
  };
  const how = { statesPerTrace: 300_000, shortest: null, isSure: (sure: boolean) => sure };
  const aligner = new Aligner(netOf("'a'"));
  const found = await searchOnThreads(work, { aligner, log }, run as never, how);
  expect(found.every((sure) => sure)).toBe(true);
  expect(given.get('hard')).toEqual([3_333, 300_000]);
  expect(given.get('7')).toEqual([3_333]);
});
