import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { randomLog, seededNumbers } from '../../log/random-log.ts';
import { NetLanguage } from '../../model/net-language.ts';
import { playOut } from '../../model/play-out.ts';
import { treeText } from '../../model/process-tree.ts';
import { randomTree, rediscoverableTree } from '../../model/random-tree.ts';
import { canonicalTree } from '../../model/reduce-tree.ts';
import { checkSoundness } from '../../model/soundness.ts';
import { compareLanguages, TreeAutomaton } from '../../model/tree-language.ts';
import { treeToNet } from '../../model/tree-to-net.ts';
import { Work } from '../work.ts';
import { bitGraph, withoutActivity } from './bit-graph.ts';
import { CUT_ORDER, findCut } from './cuts.ts';
import { concurrentActivity } from './fall-throughs.ts';
import { type Flow, flowOf } from './flow.ts';
import { inductiveDfgTree } from './inductive-dfg.ts';
import { inductiveTree } from './inductive-miner.ts';
import { type Counted, logOf } from './written-log.ts';

/** 2,000 logs a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const never = { signal: new AbortController().signal };

async function mined(traces: readonly Counted[], noise = 0, work = new Work(never)): Promise<string> {
  const { log, names } = logOf(traces);
  return treeText(canonicalTree(await inductiveTree(log, names, { noise }, work)));
}
const letters = (...words: string[]) => words.map((word): Counted => [1, [...word]]);

test('the examples of the papers, by hand', async () => {
  // IM 2013, figure 1: L = {abc, acb, ade…}: choice and concurrency in a sequence.
  expect(await mined(letters('abcf', 'acbf', 'adef'))).toBe("->( 'a', X( +( 'b', 'c' ), ->( 'd', 'e' ) ), 'f' )");
  expect(await mined(letters('abcd', 'acbd', 'abcefbcd', 'abcefcbd', 'acbefbcd'))).toBe(
    "->( 'a', *( +( 'b', 'c' ), ->( 'e', 'f' ) ), 'd' )",
  );
  expect(await mined(letters('a', 'b'))).toBe("X( 'a', 'b' )");
  expect(await mined(letters('a', 'aba', 'ababa'))).toBe("*( 'a', 'b' )");
  // Fall-throughs: empty traces, one activity again and again, once in each trace, a flower.
  expect(await mined(letters('', 'a'))).toBe("X( 'a', tau )");
  expect(await mined(letters('', 'a', 'aaa'))).toBe("X( *( 'a', tau ), tau )");
  expect(await mined(letters('abab', 'ab'))).toBe("*( ->( 'a', 'b' ), tau )");
  expect(await mined([])).toBe('tau');
  expect(await mined(letters(''))).toBe('tau');
});

test('a loop beside another branch is found by the nearest occurrences', async () => {
  // +( a, *( b, c ) ): a anywhere in b, bcb, bcbcb.
  const inside = ['b', 'bcb', 'bcbcb'].flatMap((word) =>
    Array.from({ length: word.length + 1 }, (_, i) => `${word.slice(0, i)}a${word.slice(i)}`),
  );
  expect(await mined(letters(...inside))).toBe("+( 'a', *( 'b', 'c' ) )");
});

test('IMf leaves out what is rare', async () => {
  const often = letters('abc', 'acb').map(([, trace]): Counted => [50, trace]);
  expect(await mined([...often, [1, [...'bca']], [2, [...'ab']]], 0.2)).toBe("->( 'a', +( 'b', 'c' ) )");
  expect(
    await mined(
      [
        [90, [...'ab']],
        [10, []],
      ],
      0.2,
    ),
  ).toBe("->( 'a', 'b' )");
  expect(
    await mined(
      [
        [70, [...'ab']],
        [30, []],
      ],
      0.2,
    ),
  ).toBe("X( ->( 'a', 'b' ), tau )");
  // About once a trace: 100 cases, 110 events: 100 / 210 is within 0.2 of one half.
  expect(
    await mined(
      [
        [90, ['a']],
        [10, ['a', 'a']],
      ],
      0.2,
    ),
  ).toBe("'a'");
  expect(
    await mined(
      [
        [10, ['a']],
        [90, [...'aaaaaa']],
      ],
      0.2,
    ),
  ).toBe("*( 'a', tau )");
  // A part of a filtered choice that no trace takes any more adds no empty trace.
  expect(
    await mined(
      [
        [50, [...'ab']],
        [50, [...'cd']],
        [1, [...'axd']],
      ],
      0.2,
    ),
  ).not.toContain('tau');
});

test('IMd: from the graph alone', async () => {
  const dfgTree = async (traces: readonly Counted[], noise = 0) => {
    const { log, names } = logOf(traces);
    return treeText(canonicalTree(await inductiveDfgTree(flowOf(log), names, { noise }, new Work(never))));
  };
  expect(await dfgTree(letters('abcf', 'acbf', 'adef'))).toBe("->( 'a', X( +( 'b', 'c' ), ->( 'd', 'e' ) ), 'f' )");
  expect(await dfgTree(letters('abc', 'ac'))).toBe("->( 'a', X( 'b', tau ), 'c' )");
  expect(await dfgTree(letters('abc', 'c'))).toBe("->( X( ->( 'a', 'b' ), tau ), 'c' )");
  expect(await dfgTree(letters('aab', 'ab'))).toBe("->( *( 'a', tau ), 'b' )");
  expect(await dfgTree(letters('acada', 'a'))).toBe("*( 'a', 'c', 'd' )");
});

test(
  'law: IM accepts every trace of its log, and its net is sound',
  () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = seededNumbers(seed);
        const noisy = playOut(randomTree(random, { labels: [...'abcdefg'], depth: 4 }), random, {
          traces: 12,
          mostEvents: 15,
        });
        // Some events swapped, lost and doubled, so that fall-throughs are met.
        const traces = noisy.map((trace) =>
          trace.flatMap((e) => (random() < 0.1 ? [] : random() < 0.1 ? [e, e] : [e])),
        );
        const { log, names } = logOf(traces.map((trace) => [1, trace]));
        const found = await inductiveTree(log, names, { noise: 0 }, new Work(never));
        const automaton = new TreeAutomaton(found);
        const refused = traces.find((trace) => !automaton.accepts(trace));
        expect([treeText(found), refused]).toEqual([treeText(found), undefined]);
        // Divided less often it allows more, never less.
        for (const maxDepth of [1, 2]) {
          const flat = await inductiveTree(log, names, { noise: 0, maxDepth }, new Work(never));
          const open = new TreeAutomaton(flat);
          expect([treeText(flat), traces.find((trace) => !open.accepts(trace))]).toEqual([treeText(flat), undefined]);
        }
        const net = treeToNet(found);
        expect(checkSoundness(net, 2_000).verdict).not.toBe('unsound');
        const walked = new NetLanguage(net, { mostMarkings: 200_000 });
        expect(walked.accepts(traces[0]!) || walked.spent).toBe(true);
        // IMf and IMd need not fit, but are models too.
        for (const noise of [0.2, 0.9]) {
          const filtered = await inductiveTree(log, names, { noise }, new Work(never));
          expect(checkSoundness(treeToNet(filtered), 2_000).verdict).not.toBe('unsound');
          const ofGraph = await inductiveDfgTree(flowOf(log), names, { noise: noise - 0.2 }, new Work(never));
          expect(checkSoundness(treeToNet(ofGraph), 2_000).verdict).not.toBe('unsound');
        }
      }),
      { seed: 13, numRuns },
    ),
  300_000,
);

test(
  'law: a block-structured tree without duplicate labels is found again from its traces',
  () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = seededNumbers(seed);
        const given = rediscoverableTree(random, [...'abcdefgh'].slice(0, 2 + Math.floor(random() * 5)));
        const traces = playOut(given, random, { traces: 1_500, mostEvents: 60, again: 0.5 });
        const { log, names } = logOf(traces.map((trace) => [1, trace]));
        const found = await inductiveTree(log, names, { noise: 0 }, new Work(never));
        expect([treeText(given), compareLanguages(given, found).witness]).toEqual([treeText(given), null]);
      }),
      { seed: 14, numRuns },
    ),
  300_000,
);

test('what is left out only together is optional together', async () => {
  // c is the way in for who skips a and b; nobody who did a skips b. Behind: who did a ends there or does b and c.
  expect(await mined(letters('abc', 'c'))).toBe("->( X( ->( 'a', 'b' ), tau ), 'c' )");
  expect(await mined(letters('abc', 'a'))).toBe("->( 'a', X( ->( 'b', 'c' ), tau ) )");
  expect(await mined(letters('abcd', 'ad'))).toBe("->( 'a', X( ->( 'b', 'c' ), tau ), 'd' )");
  // Each on its own: both ways past one of them are there.
  expect(await mined(letters('abcd', 'abd', 'acd'))).toBe("->( 'a', X( 'b', tau ), X( 'c', tau ), 'd' )");
  // a and b with c or without: a, b and the two behind are apart.
  expect(await mined(letters('abcde', 'abe', 'cde'))).toBe(
    "->( X( ->( 'a', 'b' ), tau ), X( ->( 'c', 'd' ), tau ), 'e' )",
  );
});

test('an activity without which there is a cut is put beside the rest', async () => {
  // a > b > c with x anywhere but at the start, so that x is no branch of its own; x > a, so that a does not come first.
  // Without x: a twice in the fourth, then b c, which the last repeats; x once or not at all.
  const rounds = ['axbc', 'abxc', 'abcx', 'axabc', 'abcbc'];
  expect(await mined(letters(...rounds))).toBe("+( ->( *( 'a', tau ), *( ->( 'b', 'c' ), tau ) ), X( 'x', tau ) )");
});

test('law: that activity is the one with the first kind of cut, then the rarest, then the first by name', () => {
  let several = 0;
  const law = fc.asyncProperty(fc.integer(), async (seed) => {
    const random = seededNumbers(seed);
    const traces = playOut(randomTree(random, { labels: [...'abcdefg'], depth: 4 }), random, {
      traces: 8,
      mostEvents: 12,
    }).map((trace) => trace.toSorted(() => random() - 0.6));
    const flow = flowOf(logOf(traces.map((t) => [1, t])).log);
    const found = Array.from({ length: flow.n }, (_, a) => {
      const cut = findCut(withoutActivity(bitGraph(flow), a), () => []);
      const count = flow.start[a]! + flow.follows.reduce((sum, times, i) => sum + (i % flow.n === a ? times : 0), 0);
      return { a, kind: cut && CUT_ORDER.indexOf(cut.operator), count };
    }).filter(({ kind }) => kind !== null && flow.n > 2);
    found.sort((x, y) => x.kind! - y.kind! || x.count - y.count || x.a - y.a);
    expect(await concurrentActivity(flow, new Work(never))).toBe(found[0]?.a ?? -1);
    if (found.length > 1) several++;
  });
  return fc.assert(law, { seed: 16, numRuns }).then(() => expect(several).toBeGreaterThan(numRuns / 10));
});

test('law: the graph without an activity has the cuts of the graph of the others', () =>
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededNumbers(seed);
      const traces = playOut(randomTree(random), random, { traces: 10, mostEvents: 12 });
      const flow = flowOf(logOf(traces.map((t) => [1, t])).log);
      for (let left = 0; left < flow.n; left++) {
        const others = Array.from({ length: flow.n }, (_, i) => i).filter((i) => i !== left);
        const found = findCut(withoutActivity(bitGraph(flow), left), () => []);
        const ofOthers = findCut(bitGraph(among(flow, others)), () => []);
        const parts = ofOthers?.parts.map((part) => part.map((i) => others[i]!));
        expect(found).toEqual(ofOthers && { ...ofOthers, parts: parts! });
      }
    }),
    { seed: 15, numRuns },
  ));

function among({ n, follows, start, end }: Flow, activities: readonly number[]): Flow {
  return {
    n: activities.length,
    follows: Float64Array.from(activities.flatMap((a) => activities.map((b) => follows[a * n + b]!))),
    start: Float64Array.from(activities, (a) => start[a]!),
    end: Float64Array.from(activities, (a) => end[a]!),
  };
}

test('the same tree whatever the order of the traces, and however they are counted', async () => {
  for (let seed = 0; seed < 30; seed++) {
    const { log, segments } = randomLog(seed, { segmentEvents: 1_000_000 });
    const [segment] = segments as [(typeof segments)[0]];
    const codes = segment.codes(log.column('concept:name').id);
    const traces = Array.from({ length: segment.cases }, (_, c) =>
      [...codes.subarray(segment.offsets[c], segment.offsets[c + 1])].map((code) => log.activityNames[code]!),
    );
    const counted = Object.entries(Object.groupBy(traces, (t) => JSON.stringify(t))).map(
      ([t, same]): Counted => [same!.length, JSON.parse(t)],
    );
    for (const noise of [0, 0.3]) {
      const one = await mined(
        traces.map((t) => [1, t]),
        noise,
      );
      expect(
        await mined(
          traces.toReversed().map((t) => [1, t]),
          noise,
        ),
      ).toBe(one);
      expect(await mined(counted, noise)).toBe(one);
    }
  }
});

test('hard logs: many activities, many variants, long cases', async () => {
  const random = seededNumbers(7);
  const name = () => `activity ${Math.floor(random() * 400)}`;
  const wide = Array.from({ length: 300 }, (): Counted => [1, Array.from({ length: 20 }, name)]);
  const { log, names } = logOf(wide);
  const flower = await inductiveTree(log, names, { noise: 0 }, new Work(never));
  const automaton = new TreeAutomaton(flower);
  expect(wide.every(([, trace]) => automaton.accepts(trace))).toBe(true);
  const long = Array.from({ length: 10_000 }, (_, i) => 'ab'[i % 2]!);
  expect(await mined([[1, long]])).toBe("*( ->( 'a', 'b' ), tau )");
  const straight = Array.from({ length: 400 }, (_, i) => `step ${i}`);
  expect(await mined([[3, straight]])).toBe(`->( ${straight.map((s) => `'${s}'`).join(', ')} )`);
}, 60_000);

test('a cancelled job ends', async () => {
  const random = seededNumbers(8);
  const wide = Array.from(
    { length: 500 },
    (): Counted => [1, Array.from({ length: 30 }, () => `a${Math.floor(random() * 300)}`)],
  );
  const stop = new AbortController();
  stop.abort(new Error('told to stop'));
  await expect(mined(wide, 0.2, new Work(stop))).rejects.toThrow('told to stop');
});
