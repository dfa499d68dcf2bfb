/** `adit mine` as its user runs it: one document out, progress and problems on standard error, exit codes that hold. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { AditBench, documentOf, problemOf } from '../adit-bench.ts';
import { sharedData } from '../shared-data.ts';

const bench = new AditBench();
const TIMEOUT_MS = 60_000;
const mine = (...args: string[]) => bench.adit(['mine', ...args]);

beforeAll(() => {
  for (const log of ['receipt.xes.gz', 'receipt.csv', 'running-example.xes']) bench.log(log);
});
afterAll(() => bench[Symbol.asyncDispose]());

/** What calculators need that have no defaults for everything. */
const PARAMS: Record<string, object> = {
  breakdown: { rows: { column: 'case:channel' } },
  'case-detail': { caseId: 'case-10011' },
  'column-values': { column: 'org:resource' },
  'case-neighbours': { caseId: 'case-10011' },
  'rule-violations': { rules: [{ template: 'starts-with', activities: ['Confirmation of receipt'] }] },
  'time-before': { activity: 'Confirmation of receipt' },
  'variant-dna': { a: ['Confirmation of receipt'], b: ['Confirmation of receipt'] },
};
/** Members that the specification promises. */
const PROMISED: Record<string, string[]> = {
  'log-summary': ['cases', 'events', 'activities', 'variants', 'start', 'end'],
  'process-map': ['nodes', 'arcs', 'start', 'end'],
  variants: ['total', 'items'],
  'case-duration': ['statistics', 'bins'],
  'alpha-model': ['algorithm', 'net'],
  'heuristics-net': ['algorithm', 'net', 'causalNet'],
  'inductive-model': ['algorithm', 'net', 'tree'],
  'split-model': ['algorithm', 'net', 'bpmn'],
  fitness: ['method', 'logFitness', 'averageTraceFitness', 'fittingShare', 'totalCost', 'definition'],
  'precision-and-generalisation': ['precision', 'generalisation', 'simplicity', 'fScore', 'method', 'definition'],
  deviations: ['items'],
  'declare-model': ['algorithm', 'constraints', 'definition'],
  'declare-conformance': ['cases', 'conforming', 'constraints', 'items', 'definition'],
};

describe('every calculator', () => {
  test(
    'gives one document',
    async () => {
      const { plugins } = documentOf(await bench.adit(['plugin', 'list', '--json']));
      const calculators = plugins.filter((p: { kind: string }) => p.kind === 'calculator');
      expect(calculators.length).toBeGreaterThan(10);
      const ids: string[] = calculators.map((p: { id: string }) => p.id);
      for (const { id, params } of calculators)
        if (params.required) expect([id, Object.keys(PARAMS[id] ?? {})]).toEqual([id, params.required]);
      // Two at a time: each is a process with threads and a child.
      const waiting = [...ids];
      const worker = async () => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          const ran = await mine('receipt.xes.gz', '--calculator', id, '--params', JSON.stringify(PARAMS[id] ?? {}));
          const result = documentOf(ran);
          for (const member of PROMISED[id] ?? [])
            expect([id, Object.keys(result)]).toEqual([id, expect.arrayContaining([member])]);
          expect(ran.err).toContain('1,434 cases, 8,577 events, 0 rejected');
        }
      };
      await Promise.all([worker(), worker()]);
    },
    2 * TIMEOUT_MS,
  );

  test(
    'the same from CSV',
    async () => {
      const call = (file: string) => mine(file, '--calculator', 'variants');
      const [csv, xes] = await Promise.all([call('receipt.csv'), call('receipt.xes.gz')]);
      expect(documentOf(csv)).toEqual(documentOf(xes));
    },
    TIMEOUT_MS,
  );
});

describe('flags', () => {
  test(
    '--params, --filters: as JSON and as @FILE',
    async () => {
      // Counted in expected/receipt.json: 713 cases went the most frequent way, 116 ended at once.
      const variants = ['receipt.xes.gz', '--calculator', 'variants', '--params'];
      const two = documentOf(await mine(...variants, '{"limit":2}'));
      expect([two.total, two.items.length, two.items[0].count]).toEqual([116, 2, 713]);
      bench.file('params.json', '{ "limit": 2 }\n');
      expect(documentOf(await mine(...variants, '@params.json'))).toEqual(two);
      const ended = [{ id: 'end-activity', params: { activities: ['Confirmation of receipt'] } }];
      const summary = ['receipt.xes.gz', '--calculator', 'log-summary', '--filters'];
      const filtered = documentOf(await mine(...summary, JSON.stringify(ended)));
      expect([filtered.cases, filtered.events, filtered.variants]).toEqual([116, 116, 1]);
      bench.file('filters.json', JSON.stringify([{ not: ended[0] }]));
      expect(documentOf(await mine(...summary, '@filters.json')).cases).toBe(1434 - 116);
    },
    TIMEOUT_MS,
  );

  test(
    '--map and --time-zone',
    async () => {
      // Berlin, 9 to 10 o'clock in winter: 08:00 and 09:00 UTC.
      bench.file('odd.csv', 'a;b;c\n7;x;05.01.2024 09:00\n007;y;05.01.2024 10:00\n');
      const map = {
        columns: [
          { column: 'a', role: 'case' },
          { column: 'b', role: 'activity' },
          { column: 'c', role: 'timestamp' },
        ],
      };
      bench.file('map.json', JSON.stringify(map));
      const call = ['odd.csv', '--calculator', 'log-summary', '--map', '@map.json'];
      const question = await mine(...call);
      expect([question.code, problemOf(question).code]).toEqual([1, 'import.needsTimeZone']);
      expect(problemOf(question).detail).toContain('--time-zone');
      expect(documentOf(await mine(...call, '--time-zone', 'Europe/Berlin'))).toEqual({
        ...{ cases: 2, events: 2, activities: 2, variants: 2 },
        ...{ start: '2024-01-05T08:00:00.000Z', end: '2024-01-05T09:00:00.000Z' },
      });
    },
    TIMEOUT_MS,
  );

  test(
    '--map: rows with several times, a date and a time of day in two columns',
    async () => {
      bench.file('wide.csv', 'id,day,clock,paid\n1,13.01.2024,09:00,\n2,14.01.2024,10:30,20.01.2024\n');
      const paid = { column: 'paid', format: 'DD.MM.YYYY' };
      const map = {
        timeZone: 'UTC',
        columns: [{ column: 'id', role: 'case' }, { column: 'day', timeColumn: 'clock' }, paid],
        events: [{ time: 'day', activity: 'Open' }, { time: 'paid' }],
      };
      const found = await mine('wide.csv', '--calculator', 'log-summary', '--map', JSON.stringify(map));
      expect(documentOf(found)).toEqual({
        ...{ cases: 2, events: 3, activities: 2, variants: 2 },
        ...{ start: '2024-01-13T09:00:00.000Z', end: '2024-01-20T00:00:00.000Z' },
      });
    },
    TIMEOUT_MS,
  );

  test(
    '--classifier: one of the file, a column; an unknown one is named',
    async () => {
      // All lifecycle values of Receipt are "complete".
      const call = ['receipt.xes.gz', '--calculator', 'start-end-activities', '--classifier'];
      const both = documentOf(await mine(...call, 'Activity classifier'));
      expect(both.start).toMatchObject([{ activity: 'Confirmation of receipt+complete', count: 1434 }]);
      const byColumn = documentOf(await mine(...call, 'lifecycle:transition'));
      expect(byColumn.start).toMatchObject([{ activity: 'complete', count: 1434 }]);
      const unknown = await mine(...call, 'Activity classifer');
      expect(unknown.code).toBe(1);
      expect(problemOf(unknown).detail).toContain('Activity classifier');
    },
    TIMEOUT_MS,
  );

  test('--quiet says nothing on standard error', async () => {
    expect((await mine('running-example.xes', '--calculator', 'log-summary', '--quiet')).err).toBe('');
  });

  test(
    'the number of threads changes nothing',
    async () => {
      const call = ['receipt.xes.gz', '--calculator', 'process-map', '--threads'];
      expect((await mine(...call, '1')).out).toBe((await mine(...call, '3')).out);
    },
    TIMEOUT_MS,
  );
});

describe('bad usage ends with 2, before anything is read', () => {
  test.each([
    [['receipt.xes.gz'], 'cli.usage', '--calculator ID'],
    [['--calculator', 'log-summary'], 'cli.usage', 'argument is missing'],
    [['a', 'b', '--calculator', 'log-summary'], 'cli.usage', '"b" has no place'],
    [['x', '--calculater', 'log-summary'], 'cli.usage', 'Did you mean "--calculator"?'],
    [['x', '--calculator', 'proces-map'], 'registry.unknownCalculator', 'Did you mean "process-map"?'],
    [['x', '--calculator', 'variants', '--params', '{'], 'cli.badJson', '--params is no JSON'],
    [['x', '--calculator', 'variants', '--params', '@none.json'], 'cli.noFile', '--params'],
    [['x', '--calculator', 'variants', '--params', '{"limt":3}'], 'params.invalid', '/limt'],
    [['x', '--calculator', 'variants', '--params', '{"limit":0}'], 'params.invalid', '/limit'],
    [['x', '--calculator', 'variants', '--filters', '{}'], 'cli.filters', 'list of steps'],
    [
      ['x', '--calculator', 'variants', '--filters', '[{"id":"varient"}]'],
      'view.unknownFilter',
      'Did you mean "variant"?',
    ],
    [['x', '--calculator', 'variants', '--filters', '[{"id":"has-activity"}]'], 'params.invalid', 'activities'],
    [['x', '--calculator', 'variants', '--map', 'x'], 'cli.badJson', '--map is no JSON'],
    [['x', '--calculator', 'variants', '--map', '{"column":[]}'], 'params.invalid', '/mapping'],
    [['x', '--calculator', 'variants', '--time-zone', 'Europe/Berln'], 'import.unknownTimeZone', 'Europe/Berlin'],
    [['x', '--calculator', 'variants', '--threads', '0'], 'cli.badNumber', '--threads'],
  ])('%j', async (args, code, says) => {
    const ran = await mine(...args);
    const problem = problemOf(ran);
    expect([ran.code, ran.out, problem.code]).toEqual([2, '', code]);
    expect(problem.detail).toContain(says);
    expect(ran.err.trimEnd()).toBe(JSON.stringify(problem));
  });
});

test('a problem is a document by RFC 9457', async () => {
  const missing = await mine('none.csv', '--calculator', 'log-summary');
  expect([missing.code, missing.out]).toEqual([1, '']);
  expect(problemOf(missing)).toEqual({
    type: 'urn:adit:problem:mine.noFile',
    title: 'Not found',
    detail: `There is no file ${bench.file('none.csv')}.`,
    code: 'mine.noFile',
  });
});

test(
  'SIGTERM stops it, and nothing is left',
  async () => {
    bench.log('RoadTraffic.xes.gz');
    const child = bench.spawn(['mine', 'RoadTraffic.xes.gz', '--calculator', 'log-summary']);
    let err = '';
    for await (const chunk of child.stderr) {
      if (err === '') child.kill('SIGTERM'); // the first sign of progress: the import is under way
      err += new TextDecoder().decode(chunk);
    }
    await child.exited;
    expect(child.exitCode).toBe(1);
    expect(problemOf({ code: 1, out: '', err }).title).toBe('Cancelled');
  },
  TIMEOUT_MS,
);

test('nothing was left among temporary files by any of these', () => expect(bench.leftovers()).toEqual([]));

describe('a model from a file', () => {
  test(
    'is what the cases are compared with',
    async () => {
      const model = sharedData('models/imf/receipt.pnml');
      const expected = JSON.parse(readFileSync(sharedData('expected/alignments-receipt.json'), 'utf8'));
      const params = JSON.stringify({ model });
      const [fitness, deviations] = await Promise.all([
        mine('receipt.xes.gz', '--calculator', 'fitness', '--params', params),
        mine('receipt.xes.gz', '--calculator', 'deviations', '--params', params),
      ]);
      const { totalCost, fittingShare, model: source } = documentOf(fitness);
      expect([totalCost, fittingShare * 1434, source]).toEqual([expected.totalCost, expected.fittingTraces, 'pnml']);
      const costs = new Map(documentOf(deviations).items.map((i: Item) => [i.activities.join(), [i.count, i.cost]]));
      for (const { activities, count, cost } of expected.variants)
        expect([activities, costs.get(activities.join())]).toEqual([activities, [count, cost]]);
    },
    TIMEOUT_MS,
  );

  test(
    'that is not there, or is none, is said so',
    async () => {
      const call = (model: string) =>
        mine('running-example.xes', '--calculator', 'fitness', '--params', JSON.stringify({ model }));
      const [missing, log, unknown] = await Promise.all([call('no.pnml'), call('running-example.xes'), call('beta')]);
      expect([missing.code, problemOf(missing).detail]).toEqual([2, expect.stringContaining('no.pnml')]);
      for (const ran of [log, unknown])
        expect([ran.code, problemOf(ran).detail]).toEqual([1, expect.stringContaining('no way to discover a model')]);
    },
    TIMEOUT_MS,
  );
});

interface Item {
  activities: string[];
  count: number;
  cost: number;
}
