import { expect, test } from 'bun:test';
import { randomLog } from '../log/random-log.ts';
import { paperLog, plainTraces, runningExample } from '../organisation/example-logs.ts';
import { calculate } from '../views/inline.ts';
import workingTogether from './working-together.ts';

/** 2,000 logs a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);

test('the log of the paper: John works always with Pete, Pete with John in two of four cases', async () => {
  const { pairs } = await calculate(paperLog(), workingTogether);
  const pair = pairs.find(({ a, b }) => [a, b].sort().join() === 'John,Pete')!;
  // Both have four events; John comes first by name.
  expect(pair).toEqual({ a: 'John', b: 'Pete', cases: 2, shareOfA: 2 / 2, shareOfB: 2 / 4, jaccard: 2 / 4 });
  expect(pairs.map(({ a, b, cases }) => `${[a, b].sort().join(' ')} ${cases}`).sort()).toEqual([
    ...['Carol Pete 2', 'Carol Sue 2', 'Clare Sue 1', 'John Mike 2', 'John Pete 2', 'Mike Pete 2', 'Pete Sue 2'],
  ]);
});

test('running example: Sara is in every case, Sue and Sean never in the same', async () => {
  const { pairs } = await calculate(runningExample(), workingTogether);
  const cases = Object.fromEntries(pairs.map(({ a, b, cases }) => [[a, b].sort().join(' '), cases]));
  // Cases: 1 Pete Sue Mike Sara · 2 Mike Sean Sara Ellen · 3 Pete Mike Ellen Sara Sean · 4 Pete Mike Sean Sara Ellen ·
  // 5 Ellen Mike Pete Sara Sue · 6 Mike Ellen Sara
  expect(cases).toEqual({
    ...{ 'Mike Sara': 6, 'Ellen Mike': 5, 'Ellen Sara': 5, 'Mike Pete': 4, 'Pete Sara': 4, 'Ellen Pete': 3 },
    ...{ 'Ellen Sean': 3, 'Mike Sean': 3, 'Sara Sean': 3, 'Pete Sean': 2, 'Mike Sue': 2, 'Pete Sue': 2, 'Sara Sue': 2 },
    'Ellen Sue': 1,
  });
});

test('equal to the definition on random logs, whoever comes first', async () => {
  for (let seed = 1; seed <= numRuns; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25 });
    if (memory.log.findColumn('resource') === null) continue;
    const { pairs, nodes } = await calculate(memory, workingTogether);
    const teams = plainTraces(memory).map((trace) => new Set(trace.map(({ resource }) => resource)));
    const together = (a: string, b: string) => teams.filter((team) => team.has(a) && team.has(b)).length;
    const names = nodes.map(({ resource }) => resource);
    const expected = names.flatMap((a, i) =>
      names.slice(i + 1).flatMap((b) => (together(a, b) ? [[a, b, together(a, b)]] : [])),
    );
    expect(pairs.map(({ a, b, cases }) => [a, b, cases]).sort()).toEqual(expected.sort());
    for (const { resource, cases } of nodes) expect(cases).toBe(together(resource, resource));
  }
});
