import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { hasBit, type View } from '#sdk';
import { exampleLog } from '../log/example-log.ts';
import { type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { randomLog, randomSelection, seededNumbers } from '../log/random-log.ts';
import { inlineRun } from '../views/inline.ts';
import { DEFAULT_LENS, viewOf } from '../views/lens.ts';
import { EVERYTHING, type Selection } from '../views/selection.ts';
import { type DfgCounts, dfg } from './dfg.ts';
import { sumOf } from './dfg-stats.ts';

const count = (memory: MemoryLog, selection: Selection = EVERYTHING, activities = memory.log.activities) =>
  inlineRun(memory, selection).reduce(dfg, { activities, durations: true, cases: true });

/** The graph as text, one line per arc and node, from the kernel's arrays. */
function linesOf({ arcs, nodes }: DfgCounts): string[] {
  const stats = (s: typeof arcs | typeof nodes, i: number) => {
    const known = s.timed[i] ? [sumOf(s, i), s.min[i], s.max[i]] : [];
    return [s.count[i], s.cases[i], s.timed[i], ...known].join(' ');
  };
  const lines = [...arcs.keys].map((key, i) => `${key >>> 16}>${key & 0xffff}: ${stats(arcs, i)}`);
  nodes.count.forEach((n, code) => {
    if (n) lines.push(`${code}: ${stats(nodes, code)} start ${nodes.start[code]} end ${nodes.end[code]}`);
  });
  return lines.sort();
}

interface Entry {
  count: number;
  cases: Set<string>;
  values: number[];
  start: number;
  end: number;
}

/** The same by the definition, without any cleverness. */
function linesByDefinition(memory: MemoryLog, selection: Selection): string[] {
  const entries = new Map<string, Entry>();
  const note = (name: string, caseId: string, value: number) => {
    const entry = entries.get(name) ?? { count: 0, cases: new Set(), values: [], start: 0, end: 0 };
    entries.set(name, entry);
    entry.count++;
    entry.cases.add(caseId);
    if (!Number.isNaN(value)) entry.values.push(value);
    return entry;
  };
  for (const s of memory.segments) {
    const view: View = viewOf(s, selection, DEFAULT_LENS);
    for (let c = 0; c < s.cases; c++) {
      if (view.cases && !hasBit(view.cases, c)) continue;
      const kept: number[] = [];
      for (let e = s.offsets[c]!; e < s.offsets[c + 1]!; e++) if (!view.events || hasBit(view.events, e)) kept.push(e);
      kept.forEach((e, i) => {
        const x = view.activity[e]!;
        const entry = note(`${x}`, s.caseId(c), view.startTime ? view.time[e]! - view.startTime[e]! : Number.NaN);
        if (i === 0) entry.start++;
        if (i === kept.length - 1) entry.end++;
        const p = kept[i - 1];
        if (p !== undefined) note(`${view.activity[p]}>${x}`, s.caseId(c), view.time[e]! - view.time[p]!);
      });
    }
  }
  return [...entries]
    .map(([name, { count, cases, values, start, end }]) => {
      const known = values.length ? [values.reduce((a, b) => a + b), Math.min(...values), Math.max(...values)] : [];
      const ends = name.includes('>') ? '' : ` start ${start} end ${end}`;
      return `${name}: ${[count, cases.size, values.length, ...known].join(' ')}${ends}`;
    })
    .sort();
}

test('the example log, by hand', async () => {
  const memory = exampleLog();
  // Codes by bytes: check 1, decide 2, pay 3, register 4, reject 5. decide>pay: o1 1 h, o3 3 h, o4 1 h, o6 19 h.
  const lines = linesOf(await count(memory));
  expect(lines).toContain(`2>3: 4 4 4 ${24 * 3_600_000} 3600000 ${19 * 3_600_000}`);
  expect(lines).toContain('1>1: 1 1 1 3600000 3600000 3600000');
  // check occurs six times in five cases, 30 minutes each; no case begins or ends with it.
  expect(lines).toContain(`1: 6 5 6 ${6 * 1_800_000} 1800000 1800000 start 0 end 0`);
  // o5 is one event long: it starts and ends with register.
  expect(lines).toContain('4: 6 6 6 0 0 0 start 6 end 1');
});

test('equal to the definition: any log, any cut, any selection, matrix and table', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), async (seed, segmentEvents) => {
      const memory = randomLog(seed, { segmentEvents, missing: seed % 2 ? 0.2 : 0 });
      const selections = [
        EVERYTHING,
        randomSelection(memory, seed, 'cases'),
        randomSelection(memory, seed, 'events'),
        { cases: null, events: randomSelection(memory, seed, 'events').events },
      ];
      for (const selection of selections) {
        const expected = linesByDefinition(memory, selection);
        expect(linesOf(await count(memory, selection))).toEqual(expected);
        expect(linesOf(await count(memory, selection, 5000))).toEqual(expected);
      }
    }),
    { seed: 2, numRuns: 100 },
  ));

test('without durations and cases the counts are the same', async () => {
  const memory = randomLog(7, { segmentEvents: 20 });
  const full = await count(memory);
  for (const [durations, cases] of [
    [false, false],
    [true, false],
    [false, true],
  ] as const) {
    const part = await inlineRun(memory).reduce(dfg, { activities: memory.log.activities, durations, cases });
    expect(part.arcs.keys).toEqual(full.arcs.keys);
    expect(part.arcs.count).toEqual(full.arcs.count);
    expect(part.nodes.count).toEqual(full.nodes.count);
    expect(part.arcs.sum).toEqual(durations ? full.arcs.sum : full.arcs.sum.map(() => 0));
    expect(part.arcs.cases).toEqual(cases ? full.arcs.cases : full.arcs.cases.map(() => 0));
    expect(part.nodes.cases).toEqual(cases ? full.nodes.cases : full.nodes.cases.map(() => 0));
  }
});

test('sums of fractions are exact, so that the cut of the log does not matter', async () => {
  // Microseconds as files write them: no double holds them exactly, and most sums of such doubles are rounded.
  const random = seededNumbers(3);
  const rows = Array.from({ length: 800 }, (_, i) => {
    const time = 1.7e12 + Math.floor(random() * 1e13) / 1000;
    return [
      { case: `${i}`, activity: 'a', time },
      { case: `${i}`, activity: 'b', time: time + Math.floor(random() * 1e14) / 1000 },
    ];
  }).flat();
  // In units of 2^-20 ms every difference is a whole number: added up without rounding.
  const units = rows.reduce((sum, { time }, i) => sum + BigInt((i % 2 ? time : -time) * 2 ** 20), 0n);
  for (const segmentEvents of [16, 500, 10_000]) {
    for (const activities of [2, 5000]) {
      const { arcs } = await count(memoryLog(rows, { segmentEvents }), EVERYTHING, activities);
      expect(BigInt(arcs.sum[0]!) * 2n ** 20n + BigInt(arcs.rest[0]! * 2 ** 20)).toBe(units);
      expect(sumOf(arcs, 0)).toBe(Number(units) / 2 ** 20);
    }
  }
});

test('3,000 activities in one case of 12,000 events', async () => {
  const rows = Array.from({ length: 12_000 }, (_, i) => ({ case: 'c', activity: `a${(i * 7) % 3000}`, time: i }));
  const memory = memoryLog(rows);
  const { arcs, nodes } = await count(memory);
  // Steps of 7 round 3,000 names: 3,000 arcs, each four times but the one that would close the last round.
  expect(arcs.keys.length).toBe(3000);
  expect(arcs.count.reduce((a, b) => a + b)).toBe(11_999);
  expect(new Set(arcs.count)).toEqual(new Set([4, 3]));
  expect(new Set(arcs.cases)).toEqual(new Set([1]));
  expect(nodes.count.slice(1)).toEqual(new Float64Array(3000).fill(4));
});
