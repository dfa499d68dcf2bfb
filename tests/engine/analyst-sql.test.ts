/** SQL of analysts: answers are the engine's own figures, policy and filters hold below, limits end a statement and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '#sdk';
import { AnalystSql, type Answered } from '../../src/engine/analyst-sql/analyst-sql.ts';
import { analystViews } from '../../src/engine/analyst-sql/views.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { referenceLog } from '../reference-log.ts';
import { type BuiltLog, build, buildByAppending, manyOrders, temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

const folder = temporaryFolder();
const cacheFolder = join(folder, 'cache');
let orders: BuiltLog;
let receipt: BuiltLog;
let engine: Engine;
let runs = 0;
const sqlWith = (limits: { timeLimitMs?: number; memoryBytes?: number } = {}) =>
  new AnalystSql({
    ...{ engine, caches: { usual: cacheFolder, regions: [] }, newId: () => `run-${++runs}` },
    ...{ memoryBytes: 200e6, timeLimitMs: 30_000, ...limits },
  });
let analystSql: AnalystSql;

beforeAll(async () => {
  orders = await build(manyOrders(20), join(folder, 'orders'), 60);
  receipt = await receiptLog();
  engine = testEngine(folder, { threads: 1, resultBytes: 1e6 });
  analystSql = sqlWith();
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function receiptLog(): Promise<BuiltLog> {
  const { memory } = await referenceLog('receipt');
  const { log } = memory;
  const events = memory.segments.flatMap((segment) =>
    Array.from({ length: segment.cases }, (_, c) => c).flatMap((c) =>
      Array.from({ length: segment.offsets[c + 1]! - segment.offsets[c]! }, (_, i) => {
        const e = segment.offsets[c]! + i;
        const time = segment.numbers('time')[e]!;
        const activity = log.values('activity')[segment.codes('activity')[e]!]!;
        const resource = log.values('resource')[segment.codes('resource')[e]!]!;
        return { case: segment.caseId(c), activity, time, start: time, resource };
      }),
    ),
  );
  return build({ events, attributes: {} }, join(folder, 'receipt'), 3000);
}

interface View {
  policy?: Step[];
  steps?: Step[];
  log?: BuiltLog;
}
const versionOf = (log: BuiltLog) => ({ folder: log.folder, hash: log.manifest.hash });
const ask = (
  statement: string,
  { policy = [], steps = [], log = orders }: View = {},
  by = analystSql,
): Promise<Answered> => by.run({ version: versionOf(log), policy, steps, statement }, new AbortController().signal);
const rowsOf = async (statement: string, view: View = {}) => (await ask(statement, view)).rows;
const failure = (statement: string, by = analystSql) =>
  ask(statement, {}, by).then(
    () => null,
    (error) => error,
  );
async function calculate<T>(
  id: string,
  params: object,
  { policy = [], steps = [], log = orders }: View = {},
): Promise<T> {
  const calculator = { id, params };
  const { text } = await engine.calculate({
    version: versionOf(log),
    policy,
    steps,
    calculator,
    k: 0,
    deadlineMs: 30_000,
  });
  return JSON.parse(text!) as T;
}

describe('Receipt', () => {
  test('counts and durations are those of independent tools', async () => {
    const { is } = await referenceLog('receipt', false);
    const [row] = await rowsOf('select count(*), sum(event_count), count(distinct case_id) from cases', {
      log: receipt,
    });
    expect(row).toEqual([is.variants.cases, receipt.manifest.events, is.variants.cases]);
  });

  test('variants and the directly-follows graph are those of independent tools', async () => {
    const { is } = await referenceLog('receipt');
    const traces = await rowsOf(
      `with traces as (select case_id, string_agg(activity, '|' order by position) as trace from events group by case_id)
       select trace, count(*) as n from traces group by trace order by n desc`,
      { log: receipt },
    );
    expect(traces.length).toBe(is.variants.variants);
    expect(traces.filter(([, n]) => n === 1).length).toBe(is.variants.singletons);
    expect(traces[0]).toEqual([is.variants.top5[0]![1].join('|'), is.variants.top5[0]![0]]);
    const edges = await rowsOf(
      `with steps as (select activity, lead(activity) over (partition by case_id order by position) as next from events)
       select activity, next, count(*) from steps where next is not null group by all`,
      { log: receipt },
    );
    const sorted = (list: readonly (readonly unknown[])[]) => list.map(String).sort();
    expect(sorted(edges)).toEqual(sorted(is.dfg.all));
  });

  test('durations are those of the engine', async () => {
    const { statistics: own } = await calculate<{ statistics: Record<string, number> }>(
      'case-duration',
      {},
      { log: receipt },
    );
    const [row] = await rowsOf(
      'select count(*), min(duration_ms), median(duration_ms), max(duration_ms), avg(duration_ms) from cases',
      { log: receipt },
    );
    expect(row!.slice(0, 4)).toEqual([own.count!, own.minMs!, own.medianMs!, own.maxMs!]);
    expect(row![4]).toBeCloseTo(own.meanMs!, 0);
  });
});

const WEB: Step = { id: 'case-attribute', params: { attribute: 'case:channel', value: 'web' } };
const PAID: Step = { id: 'has-activity', params: { activities: ['pay'] } };
const FROM_CHECK: Step = { id: 'between-activities', params: { part: 'after', activity: 'check' } };

const STATEMENTS = [
  'select * from cases order by case_id',
  'select case_id, position, activity, "time", resource, cost, "case:amount", note from events order by case_id, position',
  'select activity, count(*), sum(cost) from events group by activity order by activity',
  'select channel, count(*), max(amount) from cases group by channel order by channel nulls first',
  'select distinct channel from cases order by 1',
];

describe('row policies', () => {
  test.each(STATEMENTS)('what it hides is not there: %s', async (statement) => {
    const hidden = await rowsOf(statement, { policy: [WEB] });
    const filtered = await rowsOf(statement, { steps: [WEB] });
    const all = await rowsOf(statement);
    expect(hidden).toEqual(filtered);
    expect(hidden.length).toBeLessThanOrEqual(all.length);
    expect(JSON.stringify(hidden)).not.toBe(JSON.stringify(all));
    expect(JSON.stringify(hidden)).not.toContain('shop');
  });

  test('a condition of the statement is not tried on what is hidden: its errors would tell', async () => {
    const cast =
      "select count(*) from cases where cast(replace(replace(channel, 'web', '1'), 'mail', '2') as int) >= 0";
    expect((await failure(cast)).message).toContain('shop');
    expect(await rowsOf(cast, { policy: [WEB] })).toEqual(
      await rowsOf('select count(*) from cases', { policy: [WEB] }),
    );
  });

  test('policy and filters hold together, and a version made by several loads gives each case once', async () => {
    const view = { policy: [WEB], steps: [PAID, FROM_CHECK] };
    const appended = await buildByAppending(manyOrders(20), join(folder, 'appended'), 60, 5);
    for (const log of [orders, appended]) {
      const own = await engine.count({ version: versionOf(log), ...view, k: 0, deadlineMs: 30_000 });
      expect(
        await rowsOf('select (select count(*) from cases), (select count(*) from events)', { ...view, log }),
      ).toEqual([[own.kept.cases, own.kept.events]]);
      expect(own.kept.events).toBeGreaterThan(0);
    }
    const once = 'select case_id, count(*) from events group by 1 order by 1';
    expect(await rowsOf(once, { log: appended })).toEqual(await rowsOf(once));
  });
});

test('cases are those of the case table', async () => {
  const own = await calculate<{ rows: { caseId: string; durationMs: number; events: number }[] }>(
    'case-table',
    { pageSize: 1000 },
    { steps: [PAID] },
  );
  const statement = 'select case_id, duration_ms, event_count from cases order by case_id';
  const sorted = own.rows.map(({ caseId, durationMs, events }) => [caseId, durationMs, events]);
  const byId = (list: (readonly unknown[])[]) => list.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  expect(byId([...(await rowsOf(statement, { steps: [PAID] }))])).toEqual(byId(sorted));
});

describe('answers', () => {
  test('have the names and types of their columns, days and instants in the zone of the dataset', async () => {
    const { columns, rows, cut } = await ask(
      `select activity, 1 as n, 1.5::decimal(4, 2) as d, 12345678901234567890::hugeint as big, "time" as at,
         date '2024-02-29' as day, timestamp '2024-02-29 12:00:00' as clock, null as nothing, true as yes, [1, 2] as list
       from events order by "time", position limit 1`,
    );
    expect(columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      ...['activity text', 'n number', 'd number', 'big number', 'at text', 'day text', 'clock text', 'nothing number'],
      ...['yes text', 'list text'],
    ]);
    expect(rows[0]!.slice(1, 4)).toEqual([1, 1.5, '12345678901234567890']);
    expect(rows[0]![4]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    expect(rows[0]!.slice(5)).toEqual(['2024-02-29', '2024-02-29T12:00:00', null, true, '[1, 2]']);
    expect(cut).toBe(false);
  });

  test('end after 10,000 rows and say so; two columns of one name stay apart', async () => {
    const many = await ask('select i, i from range(10001) t(i)');
    expect([many.rows.length, many.cut]).toEqual([10_000, true]);
    expect(new Set(many.columns.map(({ name }) => name)).size).toBe(2);
    expect((await ask('select i from range(10000) t(i)')).cut).toBe(false);
  });

  test('are kept by the key of the question', async () => {
    const statement = 'select count(*) from events';
    const before = runs;
    const [first, second] = await Promise.all([ask(statement), ask(statement)]);
    expect(await ask(statement)).toBe(first);
    expect(second).toBe(first);
    expect(runs).toBeLessThanOrEqual(before + 1);
    const others = [ask(`${statement} `), ask(statement, { policy: [WEB] }), ask(statement, { steps: [WEB] })];
    expect(new Set([first, ...(await Promise.all(others))].map(({ key }) => key)).size).toBe(4);
  });

  test('names of columns are unlike each other, also where a database sees no difference', () => {
    const spec = (id: string, name: string) => ({ id, name, level: 'event', class: 'number' }) as const;
    const named = [spec('c_001', 'Cost'), spec('c_002', 'cost'), spec('c_003', 'case_id'), spec('c_004', 'a"b')];
    expect(analystViews({ columns: named, derived: [] }).events.map(({ name }) => name)).toEqual([
      ...['case_id', 'position', 'Cost', 'cost (2)', 'case_id (2)', 'a"b'],
    ]);
  });
});

describe('what is wrong', () => {
  test.each([
    ['select nope from cases', 'sql.column', 'Line 1, column 8: There is no column "nope" here.'],
    ['select\n  chanel from cases', 'sql.column', 'Did you mean "channel"?'],
    ['select c.chanel from cases c', 'sql.column', 'Did you mean "channel"?'],
    [
      'select upper(1, 2)',
      'sql.failed',
      "Line 1, column 8: No function matches the given name and argument types 'upper(",
    ],
    ['select channel, count(*) from cases', 'sql.failed', 'must appear in the GROUP BY clause'],
    ['select activity::int from events', 'sql.failed', 'Could not convert string'],
    ['select * from "/etc/passwd"', 'sql.table', 'There is no table'],
    ["select repeat('x', 5000) from range(10000) a, range(10) b", 'sql.resultTooLarge', 'larger than 16 MB'],
  ])('%s', async (statement, code, words) => {
    const error = await failure(statement);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.message).not.toMatch(/duckdb|parquet|\/tmp|main\.|memory\.|segment|c_00/i);
  });

  test('too long: it is interrupted, and the next one is answered', async () => {
    const short = sqlWith({ timeLimitMs: 700 });
    const error = await failure('select sum(a.i * b.i) from range(10000000) a(i), range(10000000) b(i)', short);
    expect([error.fault, error.code]).toEqual(['timeout', 'sql.tooLong']);
    expect(await rowsOf('select 1')).toEqual([[1]]);
  });

  test('too much: it ends, and the next one is answered', async () => {
    const small = sqlWith({ memoryBytes: 40e6 });
    const error = await failure('select list(i order by i desc) from range(100000000) t(i)', small);
    expect([error.fault, error.code.split('.')[0]]).toEqual(['too_large', expect.stringMatching(/sql|child/)]);
    expect(await rowsOf('select 1')).toEqual([[1]]);
  });

  test('nobody waits any more: the child goes, and its files', async () => {
    const gone = new AbortController();
    const statement = 'select sum(a.i * b.i) + 1 from range(10000000) a(i), range(10000000) b(i)';
    const asked = analystSql.run({ version: versionOf(orders), policy: [], steps: [], statement }, gone.signal);
    gone.abort();
    expect((await asked.catch((error) => error)).fault).toBe('cancelled');
    expect(await rowsOf('select 2')).toEqual([[2]]);
    expect(readdirSync(join(cacheFolder, 'analyst-sql'))).toEqual([]);
  });
});
