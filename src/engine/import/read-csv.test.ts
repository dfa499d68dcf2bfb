import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '../../../tests/shared-data.ts';
import { columnValues, faultOf, StagingBench, staged } from '../../../tests/staged-csv.ts';

let bench: StagingBench;
beforeAll(() => {
  bench = new StagingBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const H = 'case,activity,time,x\n';
const T = '2020-01-01T00:00:00Z';

test('receipt.csv: the counts of the reference, and where its columns went', async () => {
  // ../shared/data/README.md: 1,434 cases, 8,577 events, 27 activities.
  const result = await bench.stage({ path: sharedData('logs/receipt.csv') });
  expect(result).toMatchObject({ read: 8577, accepted: 8577, refused: 0, quarantineFile: null, findings: [] });
  const [counts] = await staged(
    result,
    'select count(distinct case_id) as cases, count(distinct activity) as activities from staged',
  );
  expect(counts).toEqual({ cases: '1434', activities: '27' });
  expect(await staged(result, 'select count(*) as n from staged_cases')).toEqual([{ n: '1434' }]);
  const columns = Object.fromEntries(result.staged.columns.map((c) => [c.name, c]));
  expect(columns['case:department']).toMatchObject({ level: 'case', class: 'category' });
  expect(columns['case:startdate']).toMatchObject({ level: 'case', class: 'time' });
  expect(columns['org:resource']!.id).toBe('resource');
  expect(columns['lifecycle:transition']!.id).toBe('lifecycle');
  expect(result.staged.instanceId).toBe(columns['concept:instance']!.id);
  // The file writes +01:00 in winter and +02:00 in summer.
  expect(await staged(result, `select distinct "time-offset"::varchar as o from staged order by o`)).toEqual([
    { o: '+01:00' },
    { o: '+02:00' },
  ]);
  // First line of the file: 2011-10-11 13:45:40.276000+02:00 = 11:45:40.276 UTC.
  const [first] = await staged(result, 'select "time", "row" from staged order by "row" limit 1');
  expect(first).toEqual({ time: Date.UTC(2011, 9, 11, 11, 45, 40, 276), row: '0' });
});

test('running-example.csv: six cases, 42 events; the unnamed row number is left out', async () => {
  const result = await bench.stage({ path: sharedData('logs/running-example.csv') });
  expect(result.accepted).toBe(42);
  expect(await staged(result, 'select count(distinct case_id) as cases from staged')).toEqual([{ cases: '6' }]);
  expect(result.staged.columns.map((c) => c.name)).not.toContain('column_1');
  expect(result.staged.columns.find((c) => c.name === 'Costs')).toMatchObject({ class: 'number' });
});

test('start times: Production.csv and interval_event_log.csv need no mapping', async () => {
  for (const [name, events] of [
    ['Production', 4953],
    ['interval_event_log', 8109],
  ] as const) {
    const result = await bench.stage({ path: sharedData(`logs/${name}.csv`) });
    expect(result).toMatchObject({ accepted: events, refused: 0 });
    const [bad] = await staged(
      result,
      'select count(*) as n from staged where "start-time" > "time" or "start-time" is null',
    );
    expect(bad).toEqual({ n: '0' });
  }
});

test('dictionaries are sorted by bytes and hold only what accepted rows have', async () => {
  const text = `${H}1,b,${T},x\n1,Ä,${T},x\n1,Z,${T},x\n1,a,${T},x\n1,only in a bad row,never,x\n`;
  const result = await bench.stage(text);
  expect(result.refused).toBe(1);
  const values = await staged(result, 'select unnest(enum_range(null::e_activity))::varchar as v');
  // UTF-8: Z = 5a, a = 61, b = 62, Ä = c3 84.
  expect(values.map((r) => r.v)).toEqual(['Z', 'a', 'b', 'Ä']);
});

test('bad values: line, column, value and reason, in memory and in the file', async () => {
  const text = `${H}1,a,${T},1\n,a,${T},2\n1,,${T},3\n1,a,soon,4\n1,a,,5\n1,a,${T},many\n,,soon,many\n1,b,${T},6\n`;
  const result = await bench.stage(text, { columns: [{ column: 'x', type: 'number' }] });
  expect(result).toMatchObject({ read: 8, accepted: 2, refused: 6 });
  const number = 'is not a number (decimal sign ".")';
  expect(result.rejected).toEqual([
    { line: 3, column: 'case', value: null, reason: 'the case id is missing' },
    { line: 4, column: 'activity', value: null, reason: 'the activity is missing' },
    { line: 5, column: 'time', value: 'soon', reason: 'is not an ISO 8601 time' },
    { line: 6, column: 'time', value: null, reason: 'the timestamp is missing' },
    { line: 7, column: 'x', value: 'many', reason: number },
    { line: 8, column: 'case', value: null, reason: 'the case id is missing' },
    { line: 8, column: 'activity', value: null, reason: 'the activity is missing' },
    { line: 8, column: 'time', value: 'soon', reason: 'is not an ISO 8601 time' },
    { line: 8, column: 'x', value: 'many', reason: number },
  ]);
  const lines = readFileSync(result.quarantineFile!, 'utf8')
    .trimEnd()
    .split('\n')
    .map((l) => JSON.parse(l));
  expect(lines).toHaveLength(6);
  expect(lines[2]).toEqual({
    line: 5,
    problems: [{ column: 'time', value: 'soon', reason: 'is not an ISO 8601 time' }],
    cells: ['1', 'a', 'soon', '4'],
  });
  expect(await columnValues(result, 'x')).toEqual([1, 6]);
});

test('the policy decides when refused rows stop the import', async () => {
  const text = `${H}1,a,${T},1\n1,a,soon,2\n1,b,${T},3\n1,c,${T},4\n`;
  const first = await faultOf(bench.stage(text, {}, { stopAt: 'first' }));
  expect(first).toMatchObject({ code: 'import.badRow', fault: 'invalid' });
  expect(first.message).toContain('Line 3: column "time" is not an ISO 8601 time');
  expect(first.details[0]).toMatchObject({ line: 3, value: 'soon' });
  // One of four rows: 25 %.
  expect((await faultOf(bench.stage(text, {}, { stopAt: { percent: 24 } }))).code).toBe('import.tooManyBadRows');
  expect(await bench.stage(text, {}, { stopAt: { percent: 25 } })).toMatchObject({ accepted: 3, refused: 1 });
});

test('a load of which nothing is left is a fault, not an empty log', async () => {
  const columns = [{ column: 'time', format: 'DD.MM.YYYY' }];
  const fault = await faultOf(bench.stage(`${H}1,a,${T},1\n1,b,${T},1\n`, { timeZone: 'UTC', columns }));
  expect(fault.code).toBe('import.nothingAccepted');
  expect(fault.message).toContain('None of the 2 rows');
});

test('case attributes: the first value stands, cases with more than one are a finding', async () => {
  const text = `case,activity,time,case:region,case:age\n1,a,${T},,7\n1,b,${T},north,7\n1,c,${T},south,7\n2,a,${T},west,8\n`;
  const result = await bench.stage(text);
  const message = '1 cases have more than one value; the first one is kept';
  expect(result.findings).toEqual([{ code: 'caseAttributeVaries', column: 'case:region', count: 1, message }]);
  const region = result.staged.columns.find((c) => c.name === 'case:region')!.id;
  const rows = await staged(result, `select case_id, ${region}::varchar as region from staged_cases order by case_id`);
  expect(rows).toEqual([
    { case_id: '1', region: 'north' },
    { case_id: '2', region: 'west' },
  ]);
});

test('a mapping may make an event column a case column, rename it, give a default and declare a classifier', async () => {
  const text = `case,activity,time,x,y\n1,a,${T},,p\n1,b,${T},v,q\n`;
  const result = await bench.stage(text, {
    columns: [
      { column: 'x', level: 'case', name: 'kind', default: 'none' },
      { column: 'y', drop: true },
    ],
    classifiers: [{ name: 'both', columns: ['activity', 'time'] }],
  });
  expect(result.staged.columns.map((c) => c.name)).toEqual(['activity', 'time', 'case:kind']);
  expect(result.staged.classifiers).toEqual([{ name: 'both', columns: ['activity', 'time'] }]);
  expect(await staged(result, 'select c_001::varchar as kind from staged_cases')).toEqual([{ kind: 'none' }]);
});

test('a log without timestamps keeps the order of the file', async () => {
  const result = await bench.stage('case,activity\n1,b\n1,a\n');
  expect(await columnValues(result, 'activity')).toEqual(['b', 'a']);
  expect(await columnValues(result, 'time:timestamp')).toEqual([null, null]);
});

test('cancelled before and during; temporary files go away', async () => {
  const path = bench.file(H + `1,a,${T},x\n\n`.repeat(20_000));
  const mapping = await bench.mapping(path);
  const stop = new AbortController();
  const reading = bench.read(path, mapping, {
    signal: stop.signal,
    onProgress: ({ step }) => step === 'survey' && stop.abort(),
  });
  expect(await faultOf(reading)).toMatchObject({ fault: 'cancelled', code: 'import.cancelled' });
  const before = bench.read(path, mapping, { signal: AbortSignal.abort() });
  expect((await faultOf(before)).code).toBe('import.cancelled');
  const left = readdirSync(bench.folder, { recursive: true }).map(String);
  expect(left.filter((f) => /text\.csv|records\.csv|1252/.test(f))).toEqual([]);
});

test('signs in a path are not patterns or partitions', async () => {
  const folder = join(bench.folder, 'c0=9', 'a[1]*');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'what?.csv');
  writeFileSync(path, `${H}1,a,${T},x\n`);
  const result = await bench.stage({ path });
  expect(await staged(result, 'select case_id from staged')).toEqual([{ case_id: '1' }]);
  const plain = join(bench.folder, 'c0=9', 'log.csv.gz');
  writeFileSync(plain, `${H}1,a,${T},x\n`);
  expect(await staged(await bench.stage({ path: plain }), 'select case_id from staged')).toEqual([{ case_id: '1' }]);
});

test('the quarantine file exists only when a row was refused', async () => {
  const result = await bench.stage(`${H}1,a,${T},x\n`);
  expect(result.quarantineFile).toBeNull();
  expect(existsSync(`${bench.folder}/quarantine.ndjson`)).toBe(false);
});
