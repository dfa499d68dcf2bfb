import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { stagedRows, stagedValues, XesBench } from '../../../tests/staged-xes.ts';
import type { XesResult } from './read-xes.ts';

// Tens of thousands of events in some tests, on a machine that may be busy.
setDefaultTimeout(60_000);

let bench: XesBench;
beforeAll(() => {
  bench = new XesBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const named = (name: string | number) => `<string key="concept:name" value="${name}"/>`;
const at = (text: string) => `<date key="time:timestamp" value="${text}"/>`;
const log = (...traces: string[]) => `<log>${traces.map((t) => `<trace>${t}</trace>`).join('\n')}</log>`;
const event = (name: string, more = '') => `<event>${named(name)}${more}</event>`;
const specs = ({ staged }: XesResult) => staged.columns.map((c) => `${c.id} ${c.name} ${c.level} ${c.class}`);
const codes = ({ findings }: XesResult) => findings.map((f) => f.code).filter((code) => code !== 'eventsWithoutTime');

describe('what is staged', () => {
  test('one row per event in the order of the file, typed; missing values are null', async () => {
    const result = await bench.stage(
      log(
        named('c1') +
          event('a', `${at('1970-01-01T00:00:01Z')}<int key="n" value="1"/><boolean key="b" value="true"/>`),
        named('c2') + event('b', '<string key="s" value="x"/>') + event('a', '<boolean key="b" value="false"/>'),
      ),
    );
    expect(specs(result)).toEqual([
      'activity concept:name event category',
      'time time:timestamp event time',
      'c_001 n event number',
      'c_002 b event boolean',
      'c_003 s event category',
    ]);
    expect(await stagedRows(result, 'select * from staged order by "row"')).toEqual([
      { row: '0', case_id: 'c1', activity: 'a', time: 1000, c_001: 1, c_002: true, c_003: null },
      { row: '1', case_id: 'c2', activity: 'b', time: null, c_001: null, c_002: null, c_003: 'x' },
      { row: '2', case_id: 'c2', activity: 'a', time: null, c_001: null, c_002: false, c_003: null },
    ]);
    expect(result.findings).toMatchObject([{ code: 'eventsWithoutTime', column: 'time:timestamp' }]);
  });

  test('a log without times has the column, empty; one without case attributes has no staged_cases', async () => {
    const result = await bench.stage(log(named('c') + event('a')));
    expect(await stagedRows(result, 'select * from staged')).toEqual([
      { row: '0', case_id: 'c', activity: 'a', time: null },
    ]);
    expect(await stagedValues(result, 'select table_name from duckdb_tables()')).toEqual(['staged']);
    expect(await stagedValues(result, 'select typeof(activity) from staged')).toEqual(["ENUM('a')"]);
  });

  test('dictionaries are sorted by bytes', async () => {
    const names = ['b', 'Z', 'ä', 'a', '漢', '😀', '￿', 'aa'];
    const result = await bench.stage(log(named('c') + names.map((n) => event(n)).join('')));
    // By their first UTF-8 byte: 5a, 61, 61 61, 62, c3, e6, ef, f0. (By UTF-16, as JavaScript sorts, the emoji would come before ￿.)
    expect(await stagedValues(result, 'select unnest(enum_range(null::e_activity))::varchar')).toEqual([
      ...['Z', 'a', 'aa', 'b', 'ä', '漢', '￿', '😀'],
    ]);
    expect(await stagedValues(result, 'select activity::varchar from staged order by "row"')).toEqual(names);
  });

  test('start times, resource, lifecycle and instance have their columns', async () => {
    const result = await bench.stage(
      log(
        named('c') +
          event(
            'a',
            `<date key="start_timestamp" value="1970-01-01T00:00:00Z"/>${at('1970-01-01T00:00:09Z')}<string key="org:resource" value="r"/>
            <string key="lifecycle:transition" value="complete"/><int key="concept:instance" value="7"/>`,
          ),
      ),
    );
    expect(specs(result)).toEqual([
      'activity concept:name event category',
      'time time:timestamp event time',
      'start-time start_timestamp event time',
      'resource org:resource event category',
      'lifecycle lifecycle:transition event category',
      'c_001 concept:instance event category',
    ]);
    expect(result.staged.instanceId).toBe('c_001');
  });

  test('columns that appear after many events are empty before', async () => {
    const many = Array.from({ length: 5_000 }, (_, i) =>
      event('a', i >= 4_500 ? `<int key="late" value="${i}"/>` : ''),
    ).join('');
    const result = await bench.stage(log(named('c') + many));
    const [counts] = await stagedRows(
      result,
      'select count(*)::int as n, count(c_001)::int as late, min(c_001) as first from staged',
    );
    expect(counts).toEqual({ n: 5_000, late: 500, first: 4_500 });
  });

  test('values of several types become text; whole numbers beyond 2^53 too', async () => {
    const values = [
      '<int key="x" value="12"/>',
      '<float key="x" value="1.5"/>',
      '<string key="x" value="one"/>',
      '<boolean key="x" value="true"/>',
    ];
    const dated = '<date key="x" value="2024-05-06T07:08:09.250+02:00"/>';
    const big = '<int key="big" value="9007199254740993"/>';
    const result = await bench.stage(
      log(named('c') + [...values, dated, `${big}`, '<int key="big" value="5"/>'].map((v) => event('a', v)).join('')),
    );
    expect(specs(result).slice(2)).toEqual(['c_001 x event category', 'c_002 big event text']);
    expect(await stagedValues(result, 'select c_001::varchar from staged order by "row"')).toEqual([
      ...['12', '1.5', 'one', 'true', '2024-05-06T05:08:09.250Z', null, null],
    ]);
    expect(await stagedValues(result, 'select c_002 from staged where c_002 is not null order by "row"')).toEqual([
      ...['9007199254740993', '5'],
    ]);
  });

  test('more than 65,534 distinct values become text, case ids and mixed attributes alike', async () => {
    const count = 70_000;
    const traces = Array.from(
      { length: count },
      (_, i) =>
        named(`case ${i}`) +
        event(`a${i % 3}`, `<id key="uuid" value="id-${i}"/><${i % 2 ? 'int' : 'string'} key="m" value="${i}"/>`),
    );
    const result = await bench.stage(log(...traces));
    expect(specs(result).slice(2)).toEqual(['c_001 uuid event text', 'c_002 m event text']);
    const [counts] = await stagedRows(
      result,
      `select count(*)::int as n, count_if(c_001 = 'id-' || "row")::int as ids, count_if(c_002 = "row"::varchar)::int as mixed,
        count_if(case_id = 'case ' || "row")::int as cases from staged`,
    );
    expect(counts).toEqual({ n: count, ids: count, mixed: count, cases: count });
  });

  test('65,534 distinct values are a category still', async () => {
    const events = Array.from({ length: 65_534 }, (_, i) =>
      event('a', `<int key="concept:instance" value="${i}"/>`),
    ).join('');
    const result = await bench.stage(log(named('c') + events));
    expect(specs(result).slice(2)).toEqual(['c_001 concept:instance event category']);
    expect(await stagedValues(result, 'select count_if(c_001::varchar = "row"::varchar)::int from staged')).toEqual([
      65_534,
    ]);
  });

  test('the column time-offset is there only where written offsets vary', async () => {
    const two = await bench.stage(
      log(
        named('c') +
          event('a', at('2024-01-01T00:00:00+01:00')) +
          event('a', at('2024-01-01T00:00:00-03:30')) +
          event('a', at('2024-01-01T00:00:00Z')),
      ),
    );
    expect(await stagedValues(two, 'select "time-offset"::varchar from staged order by "row"')).toEqual([
      '+01:00',
      '-03:30',
      '+00:00',
    ]);
    const one = await bench.stage(log(named('c') + event('a', at('2024-01-01T00:00:00+01:00'))));
    expect(specs(one).join()).not.toContain('time-offset');
  });
});

describe('cases', () => {
  test('traces of one name are one case, and of their attributes the first value counts', async () => {
    const x = (value: string) => `<string key="x" value="${value}"/>`;
    const result = await bench.stage(
      log(
        named('c') + event('a'),
        named('d') + x('3') + event('a'),
        named('c') + x('1') + event('b'),
        named('c') + x('2') + event('c'),
      ),
    );
    expect(
      await stagedRows(
        result,
        'select case_id, list(activity::varchar order by "row") as a from staged group by 1 order by 1',
      ),
    ).toEqual([
      { case_id: 'c', a: ['a', 'b', 'c'] },
      { case_id: 'd', a: ['a'] },
    ]);
    expect(await stagedRows(result, 'select * from staged_cases order by 1')).toEqual([
      { case_id: 'c', c_001: '1' },
      { case_id: 'd', c_001: '3' },
    ]);
    expect(result.findings[0]).toMatchObject({ code: 'mergedTraces', cases: 2 });
  });

  test('traces without a name get one by their place that no other has', async () => {
    const plain = await bench.stage(log(event('a'), named('x') + event('a'), event('b')));
    expect(await stagedValues(plain, 'select case_id from staged order by "row"')).toEqual(['trace-1', 'x', 'trace-3']);
    expect(codes(plain)).toEqual(['unnamedTraces']);
    const taken = await bench.stage(log(named('trace-2') + event('a'), event('b')));
    expect(await stagedValues(taken, 'select case_id from staged order by "row"')).toEqual([
      'trace-2',
      'unnamed-trace-2',
    ]);
  });

  test('of traces that are left out nothing stays, not even their values', async () => {
    const result = await bench.stage(
      log(
        `${named('gone')}<string key="x" value="gone"/>`,
        `${named('c')}<string key="x" value="here"/>${event('a')}${event('bad', '<int key="n" value="?"/>')}`,
      ),
    );
    expect(await stagedRows(result, 'select * from staged_cases')).toEqual([{ case_id: 'c', c_001: 'here' }]);
    expect(await stagedValues(result, 'select unnest(enum_range(null::e_c_001))::varchar')).toEqual(['here']);
    expect(await stagedValues(result, 'select unnest(enum_range(null::e_activity))::varchar')).toEqual(['a']);
    expect(codes(result)).toEqual(['emptyTraces']);
  });
});

describe('what the log declares', () => {
  test('classifiers by quoted keys, by keys with blanks, and by attributes that are not there', async () => {
    const result = await bench.stage(`<log>
      <classifier name="Quoted" keys="concept:name 'my key'"/><classifier name="Blank" keys="my key concept:name"/>
      <classifier name="Gone" keys="concept:name absent"/><classifier name="Cases" scope="trace" keys="concept:name"/>
      <trace>${named('c')}${event('a', '<string key="my key" value="1"/>')}</trace></log>`);
    expect(result.staged.classifiers).toEqual([
      { name: 'Quoted', columns: ['activity', 'c_001'] },
      { name: 'Blank', columns: ['c_001', 'activity'] },
    ]);
    expect(codes(result)).toEqual(['classifierWithoutAttribute']);
  });

  test('a global attribute that an event lacks stays missing, and is said with its default', async () => {
    const result = await bench.stage(`<log><global scope="event"><string key="x" value="UNKNOWN"/></global>
      <trace>${named('c')}${event('a')}${event('a', '<string key="x" value="1"/>')}</trace></log>`);
    expect(await stagedValues(result, 'select c_001::varchar from staged order by "row"')).toEqual([null, '1']);
    const finding = result.findings.find((f) => f.code === 'globalMissing')!;
    expect(finding).toMatchObject({ column: 'x' });
    expect(finding.message).toContain('default "UNKNOWN"');
  });
});
