import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { plainTraces, runningExample } from '../organisation/example-logs.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import roles from './roles.ts';

/** 2,000 logs a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);

test('running example: assistants, the manager and experts, as the book has them', async () => {
  const found = await calculate(runningExample(), roles);
  expect(found.roles.map(({ members }) => members.map(({ resource }) => resource).sort())).toEqual([
    // Pete, Mike and Ellen register, check, pay and reject; Sara decides and reinitiates; Sue and Sean examine.
    ['Ellen', 'Mike', 'Pete'],
    ['Sara'],
    ['Sean', 'Sue'],
  ]);
  expect(found.roles.map(({ role }) => role)).toEqual(['check, register', 'decide', 'thoroughly']);
});

test('each resource has one role, and what roles do and hand over adds up', async () => {
  for (let seed = 1; seed <= numRuns; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25 });
    if (memory.log.findColumn('resource') === null) continue;
    const traces = plainTraces(memory);
    const found = await calculate(memory, roles, { similarity: (seed % 10) / 10 });
    const names = found.roles.map(({ role }) => role);
    expect(new Set(names).size).toBe(names.length);
    const members = found.roles.flatMap(({ members }) => members.map(({ resource }) => resource));
    expect(members.sort()).toEqual([...new Set(traces.flat().map(({ resource }) => resource))].sort());
    for (const { events, activities, members, cases } of found.roles) {
      expect(activities.reduce((sum, activity) => sum + activity.events, 0)).toBe(events);
      expect(members.reduce((sum, member) => sum + member.events, 0)).toBe(events);
      const team = new Set(members.map(({ resource }) => resource));
      expect(cases).toBe(traces.filter((trace) => trace.some(({ resource }) => team.has(resource))).length);
    }
    const changes = traces.flatMap((trace) =>
      trace.slice(1).filter((e, i) => e.resource !== trace[i]!.resource),
    ).length;
    expect(found.handovers.reduce((sum, { count }) => sum + count, 0)).toBe(changes);
  }
});

test('from apart to all as one', async () => {
  const count = async (similarity: number) => (await calculate(runningExample(), roles, { similarity })).roles.length;
  expect(await count(1)).toBe(6);
  expect(await count(0)).toBe(1);
});

test('a name tells nothing that too few cases show, and two roles never have the same', async () => {
  // Ann does a (3 cases) and b (once, though ten times); Bob a and c alike: two roles that both mostly do a.
  const rows = ['1', '2', '3'].flatMap((id) => [
    { case: id, activity: 'a', resource: 'Ann', time: 0 },
    { case: id, activity: 'a', resource: 'Bob', time: 1 },
  ]);
  for (let i = 0; i < 10; i++) {
    rows.push({ case: '1', activity: 'b', resource: 'Ann', time: 2 });
    rows.push({ case: '2', activity: 'c', resource: 'Bob', time: 2 });
  }
  const memory = memoryLog(rows);
  const params = { resource: 'resource', metric: 'cosine', similarity: 0.9, top: 10 } as const;
  const named = async (k: number) =>
    (await roles.compute(memory.log, params, { ...inlineRun(memory), k })).roles.map(({ role }) => role);
  expect(await named(0)).toEqual(['b', 'c']);
  expect(await named(2)).toEqual(['a', 'a (2)']);
  expect(await named(4)).toEqual(['unnamed', 'unnamed (2)']);
});
