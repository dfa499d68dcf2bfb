import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { dfg as dfgKernel } from '../kernels/dfg.ts';
import { exampleLog } from '../log/example-log.ts';
import type { MemoryLog } from '../log/memory-log.ts';
import { randomLog, seededNumbers } from '../log/random-log.ts';
import { inlineRun } from '../views/inline.ts';
import { abstractDfg } from './abstract-dfg.ts';
import { activitiesOf, type Dfg, toDfg } from './dfg.ts';

async function graphOf({ log, segments }: MemoryLog): Promise<Dfg> {
  const params = { activities: log.activities, durations: false, cases: false };
  return toDfg(await inlineRun({ log, segments }).reduce(dfgKernel, params), log.activityNames);
}

const named = (dfg: Dfg, { activities, arcs }: ReturnType<typeof abstractDfg>) => ({
  activities: activities.map((code) => dfg.names[code]),
  arcs: arcs.map((i) => `${dfg.names[dfg.from[i]!]} > ${dfg.names[dfg.to[i]!]}`),
});

test('the example log, by hand', async () => {
  const dfg = await graphOf(exampleLog());
  expect(abstractDfg(dfg, { activityShare: 1, pathShare: 1 })).toEqual({
    activities: [1, 2, 3, 4, 5],
    arcs: [0, 1, 2, 3, 4, 5, 6],
  });
  // Events: check 6, decide 6, register 6, pay 4, reject 1; decide>pay 4, register>check 4, check>decide 5, four more 1.
  // One fifth is one activity, of three equal ones check. Its best way in is register>check (4, register starts 6 times),
  // its best way out check>decide>pay (5, 4, pay ends 4 times). No arc beyond those of the paths.
  expect(named(dfg, abstractDfg(dfg, { activityShare: 0.2, pathShare: 0 }))).toEqual({
    activities: ['check', 'decide', 'pay', 'register'],
    arcs: ['check > decide', 'decide > pay', 'register > check'],
  });
  // All activities without further paths: reject hangs on decide>reject, and ends.
  expect(named(dfg, abstractDfg(dfg, { activityShare: 1, pathShare: 0 })).arcs).toEqual([
    'check > decide',
    'decide > pay',
    'decide > reject',
    'register > check',
  ]);
  // 4 of 7 arcs: the three most frequent, then of the arcs that occur once check>check, the first by name.
  expect(named(dfg, abstractDfg(dfg, { activityShare: 1, pathShare: 4 / 7 })).arcs).toEqual([
    'check > check',
    'check > decide',
    'decide > pay',
    'decide > reject',
    'register > check',
  ]);
});

/** A graph of random weights in which every activity was seen on some path from a start to an end. */
function randomGraph(seed: number): Dfg {
  const random = seededNumbers(seed);
  const n = 1 + Math.floor(random() * 12);
  const [count, start, end] = [new Float64Array(n + 1), new Float64Array(n + 1), new Float64Array(n + 1)];
  const weights = new Map<number, number>();
  const add = (to: Float64Array, code: number, by: number) => to.set([to[code]! + by], code);
  for (let t = 0; t < 1 + n * 2; t++) {
    const trace = Array.from({ length: 1 + Math.floor(random() * 6) }, () => 1 + Math.floor(random() * n));
    const times = 1 + Math.floor(random() ** 3 * 20);
    add(start, trace[0]!, times);
    add(end, trace.at(-1)!, times);
    trace.forEach((code, i) => {
      add(count, code, times);
      const key = trace[i - 1]! * 65_536 + code;
      if (i > 0) weights.set(key, (weights.get(key) ?? 0) + times);
    });
  }
  const keys = [...weights.keys()].sort((a, b) => a - b);
  return {
    names: Array.from({ length: n + 1 }, (_, code) => (code === 0 ? '' : `a${code}`)),
    count,
    start,
    end,
    from: Uint16Array.from(keys, (key) => key >>> 16),
    to: Uint16Array.from(keys, (key) => key & 0xffff),
    weight: Float64Array.from(keys, (key) => weights.get(key)!),
  };
}

/** Greatest capacity of a path from outside to each activity over the given arcs, by repeated relaxation. */
function capacities(dfg: Dfg, arcs: readonly number[], forwards: boolean): Float64Array {
  const best = (forwards ? dfg.start : dfg.end).slice();
  for (let changed = true; changed; ) {
    changed = false;
    for (const i of arcs) {
      const [tail, head] = forwards ? [dfg.from[i]!, dfg.to[i]!] : [dfg.to[i]!, dfg.from[i]!];
      const capacity = Math.min(best[tail]!, dfg.weight[i]!);
      if (capacity <= best[head]!) continue;
      best[head] = capacity;
      changed = true;
    }
  }
  return best;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

test('every kept activity stays on a path from a start to an end; the chosen ones keep the best path', () =>
  fc.assert(
    fc.property(fc.integer(), share, share, (seed, activityShare, pathShare) => {
      const dfg = randomGraph(seed);
      const all = dfg.from.keys().toArray();
      const kept = abstractDfg(dfg, { activityShare, pathShare });
      const inside = new Set(kept.activities);
      for (const i of kept.arcs) expect(inside.has(dfg.from[i]!) && inside.has(dfg.to[i]!)).toBe(true);
      const byCount = activitiesOf(dfg).sort((a, b) => dfg.count[b]! - dfg.count[a]!);
      const chosen = new Set(byCount.slice(0, Math.max(1, Math.ceil(activityShare * byCount.length - 1e-9))));
      const least = Math.min(...[...chosen].map((code) => dfg.count[code]!));
      for (const forwards of [true, false]) {
        const [there, before] = [capacities(dfg, kept.arcs, forwards), capacities(dfg, all, forwards)];
        for (const code of kept.activities) {
          expect(there[code]!).toBeGreaterThan(0);
          if (dfg.count[code]! > least) expect([code, there[code]]).toEqual([code, before[code]]);
        }
      }
      for (const code of activitiesOf(dfg)) if (dfg.count[code]! > least) expect(inside.has(code)).toBe(true);
    }),
    { seed: 6, numRuns: 500 },
  ));

test('more share keeps no less, and everything at 1', () =>
  fc.assert(
    fc.property(fc.integer(), share, share, share, (seed, activityShare, a, b) => {
      const dfg = randomGraph(seed);
      const [few, many] = [Math.min(a, b), Math.max(a, b)];
      const larger = new Set(abstractDfg(dfg, { activityShare, pathShare: many }).arcs);
      for (const arc of abstractDfg(dfg, { activityShare, pathShare: few }).arcs) expect(larger.has(arc)).toBe(true);
      const full = abstractDfg(dfg, { activityShare: 1, pathShare: 1 });
      expect(full.activities).toEqual(activitiesOf(dfg));
      expect(full.arcs).toEqual(dfg.from.keys().toArray());
    }),
    { seed: 7, numRuns: 200 },
  ));

test('what is kept does not depend on the numbers of the activities', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const dfg = await graphOf(randomLog(seed, { missing: 0 }));
    // The dictionary the other way round, as if it had grown in another order.
    const n = dfg.names.length;
    const turn = (code: number) => n - code;
    const order = dfg.from.keys().toArray();
    order.sort((i, j) => turn(dfg.from[i]!) - turn(dfg.from[j]!) || turn(dfg.to[i]!) - turn(dfg.to[j]!));
    const turned: Dfg = {
      names: ['', ...dfg.names.slice(1).toReversed()],
      count: Float64Array.of(0, ...dfg.count.slice(1).toReversed()),
      start: Float64Array.of(0, ...dfg.start.slice(1).toReversed()),
      end: Float64Array.of(0, ...dfg.end.slice(1).toReversed()),
      from: Uint16Array.from(order, (i) => turn(dfg.from[i]!)),
      to: Uint16Array.from(order, (i) => turn(dfg.to[i]!)),
      weight: Float64Array.from(order, (i) => dfg.weight[i]!),
    };
    const shares = { activityShare: 0.4, pathShare: 0.3 };
    const [a, b] = [named(dfg, abstractDfg(dfg, shares)), named(turned, abstractDfg(turned, shares))];
    expect(b.activities.toSorted()).toEqual(a.activities.toSorted());
    expect(b.arcs.toSorted()).toEqual(a.arcs.toSorted());
  }
});
