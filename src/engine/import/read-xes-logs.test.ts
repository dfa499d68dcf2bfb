import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { sharedData } from '../../../tests/shared-data.ts';
import { stagedRows, stagedValues, XesBench } from '../../../tests/staged-xes.ts';

// The largest log is 188 MB of XML, and the machine may be busy.
setDefaultTimeout(60_000);

let bench: XesBench;
beforeAll(() => {
  bench = new XesBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

// Cases, events, activities: ../shared/data/README.md; for the textbook logs, elements counted with grep in the files.
test.each([
  ['running-example.xes', 6, 42, 8],
  ['receipt.xes.gz', 1_434, 8_577, 27],
  ['Sepsis.xes.gz', 1_050, 15_214, 16],
  ['RoadTraffic.xes.gz', 150_370, 561_470, 11],
  ['BPIC12.xes.gz', 13_087, 262_200, 24],
  ['BPIC13_incidents.xes.gz', 7_554, 65_533, 4],
  ['06_bpic2013_closed.xes.gz', 1_487, 6_660, null],
  ['BPIC20_DomesticDeclarations.xes.gz', 10_500, 56_437, 17],
  ['02_teleclaims.xes.gz', 3_512, 46_138, null],
  ['03_repairExample.xes.gz', 1_104, 11_855, null],
  ['04_reviewing.xes.gz', 100, 3_730, null],
] as const)('%s has %d cases and %d events', async (name, cases, events, activities) => {
  const result = await bench.stage({ path: sharedData(`logs/${name}`) });
  expect([result.read, result.accepted, result.rejected]).toEqual([
    events,
    events,
    { count: 0, sample: [], file: null },
  ]);
  const [counts] = await stagedRows(
    result,
    `select count(*)::int as events, count(distinct case_id)::int as cases, count(distinct "row")::int as "rows",
      count(distinct activity)::int as activities, count("time")::int as times from staged`,
  );
  expect(counts).toMatchObject({ events, cases, rows: events, times: events });
  if (activities !== null) expect(counts).toMatchObject({ activities });
  for (const column of result.staged.columns.filter((c) => c.class === 'category')) {
    // A dictionary is sorted by bytes and holds nothing that the log does not.
    const table = column.level === 'event' ? 'staged' : 'staged_cases';
    const listed = await stagedValues(result, `select unnest(enum_range(null::"e_${column.id}"))::varchar`);
    const used = await stagedValues(
      result,
      `select distinct "${column.id}"::varchar as v from ${table} where v is not null`,
    );
    expect(listed).toEqual((used as string[]).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  }
});

const TRACES = `select case_id, list(activity::varchar order by "time", "row") as trace from staged group by case_id`;

test.each(['receipt', 'sepsis'])(
  'the directly-follows counts, starts, ends and variants of %s are those of PM4Py',
  async (name) => {
    // The tool that wrote it knows a NaN in JSON.
    const text = await Bun.file(sharedData(`expected/${name}.json`)).text();
    const expected = JSON.parse(text.replace(/\bNaN\b/g, 'null'));
    const result = await bench.stage({ path: sharedData(`logs/${expected.log}`) });
    const counted = async (query: string) =>
      Object.fromEntries(
        (await stagedRows(result, query)).map((r) => Object.values(r as object)) as [string, number][],
      );
    const arcs = await stagedRows(
      result,
      `select trace[i] as a, trace[i + 1] as b, count(*)::int as n
      from (select trace, unnest(range(1, len(trace))) as i from (${TRACES})) group by all order by a, b`,
    );
    const sorted = [...expected.dfg.all].sort(([a, b], [c, d]) => (a < c ? -1 : a > c ? 1 : b < d ? -1 : 1));
    expect(arcs).toEqual(sorted.map(([a, b, n]) => ({ a, b, n })));
    expect(await counted(`select trace[1] as a, count(*)::int as n from (${TRACES}) group by a`)).toEqual(
      expected.dfg.start,
    );
    expect(await counted(`select trace[-1] as a, count(*)::int as n from (${TRACES}) group by a`)).toEqual(
      expected.dfg.end,
    );
    const variants = await stagedValues(result, `select count(distinct trace)::int from (${TRACES})`);
    expect(variants).toEqual([expected.variants.variants]);
    // That tool drops the offsets and subtracts local times, so that a change to summer time counts as an hour: done here too.
    const o = '("time-offset"::varchar)';
    const local = `"time" + 60000 * (left(${o}, 1) || '1')::int * (${o}[2:3]::int * 60 + ${o}[5:6]::int)`;
    const [seconds] = await stagedRows(
      result,
      `select sum(s) as sum_s, median(s) as median_s, max(s) as max_s
      from (select (max(${local}) - min(${local})) / 1000 as s from staged group by case_id)`,
    );
    const { sum_s, median_s, max_s } = expected.case_durations;
    expect((seconds as { sum_s: number }).sum_s).toBeCloseTo(sum_s, 1);
    expect(seconds).toMatchObject({ median_s: expect.closeTo(median_s, 2), max_s: expect.closeTo(max_s, 2) });
  },
);

test('receipt: where its attributes went', async () => {
  const result = await bench.stage({ path: sharedData('logs/receipt.xes.gz') });
  const { columns, classifiers, instanceId, zone } = result.staged;
  expect(columns.map(({ id, name, level, class: kind }) => `${id} ${name} ${level} ${kind}`)).toEqual([
    'activity concept:name event category',
    'time time:timestamp event time',
    'resource org:resource event category',
    'lifecycle lifecycle:transition event category',
    'c_001 org:group event category',
    'c_002 concept:instance event category',
    'c_003 case:startdate case time',
    'c_004 case:responsible case category',
    'c_005 case:enddate_planned case time',
    'c_006 case:department case category',
    'c_007 case:group case category',
    'c_008 case:deadline case time',
    'c_009 case:channel case category',
    'c_010 case:enddate case time',
    'time-offset time:offset event category',
  ]);
  expect(classifiers).toEqual([
    { name: 'Activity classifier', columns: ['activity', 'lifecycle'] },
    { name: 'Resource classifier', columns: ['resource'] },
    { name: 'Group classifier', columns: ['c_001'] },
  ]);
  expect([instanceId, zone]).toEqual(['c_002', 'UTC']);
  // The log promises group and enddate for every trace, and 609 and 1,329 of the 1,434 have them (counted with grep).
  expect(result.findings.map((f) => [f.code, f.column, f.cases])).toEqual([
    ['globalMissing', 'case:group', 825],
    ['globalMissing', 'case:enddate', 105],
  ]);
});
