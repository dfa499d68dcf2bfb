import { expect, test } from 'bun:test';
import { sharedData } from '../../../tests/shared-data.ts';
import { pairLifecycle } from './pair-lifecycle.ts';

type Row = [activity: string, transition: string, time: number, resource?: string, id?: string];

/** Pairs the events of cases written row by row; answers `time of start/instance` per event. */
function pair(cases: Row[][], given: { resource?: boolean; id?: boolean } = {}): string[] {
  const rows = cases.flat();
  const coder = (values: readonly string[]) => {
    const names = ['', ...new Set(values.filter((v) => v !== ''))];
    return { names, codes: Uint16Array.from(values, (v) => names.indexOf(v)) };
  };
  const lifecycle = coder(rows.map((r) => r[1]));
  const offsets = new Uint32Array(cases.length + 1);
  cases.forEach((c, i) => {
    offsets[i + 1] = offsets[i]! + c.length;
  });
  const { startTime, instance } = pairLifecycle({
    offsets,
    activity: coder(rows.map((r) => r[0])).codes,
    time: Float64Array.from(rows, (r) => r[2]),
    lifecycle: lifecycle.codes,
    lifecycleNames: lifecycle.names,
    resource: given.resource ? coder(rows.map((r) => r[3] ?? '')).codes : null,
    instanceId: given.id ? coder(rows.map((r) => r[4] ?? '')).codes : null,
  });
  return rows.map((_, e) => `${startTime[e]}/${instance[e]}`);
}

test('the earliest open start of the same activity is taken', () => {
  const rows: Row[] = [
    ['a', 'start', 1],
    ['a', 'start', 2],
    ['b', 'START', 3],
    ['a', 'complete', 4],
    ['b', 'Complete', 5],
    ['a', 'complete', 6],
    ['a', 'complete', 7],
  ];
  expect(pair([rows])).toEqual(['NaN/1', 'NaN/1', 'NaN/1', '1/2', '3/2', '2/2', 'NaN/2']);
});

test('pairs do not cross cases; a start without complete is an instance', () => {
  expect(pair([[['a', 'start', 1]], [['a', 'complete', 2]]])).toEqual(['NaN/2', 'NaN/2']);
});

test('other transitions are no instances, a missing one completes', () => {
  const rows: Row[] = [
    ['a', 'schedule', 1],
    ['a', 'start', 2],
    ['a', 'suspend', 3],
    ['a', 'resume', 4],
    ['a', '', 5],
    ['a', 'ate_abort', 6],
  ];
  expect(pair([rows])).toEqual(['NaN/1', 'NaN/1', 'NaN/1', 'NaN/1', '2/2', 'NaN/1']);
});

test('resource and instance id tell instances apart; missing equals missing only', () => {
  const rows: Row[] = [
    ['a', 'start', 1, 'Ann', 'x'],
    ['a', 'start', 2, 'Bob', 'y'],
    ['a', 'start', 3, 'Bob', 'x'],
    ['a', 'start', 4],
    ['a', 'complete', 5, 'Bob', 'x'],
    ['a', 'complete', 6, 'Bob', 'x'],
    ['a', 'complete', 7],
  ];
  expect(pair([rows]).slice(4)).toEqual(['1/2', '2/2', '3/2']);
  expect(pair([rows], { resource: true }).slice(4)).toEqual(['2/2', '3/2', '4/2']);
  expect(pair([rows], { resource: true, id: true })).toEqual([
    'NaN/2',
    'NaN/2',
    'NaN/1',
    'NaN/1',
    '3/2',
    'NaN/2',
    '4/2',
  ]);
});

test('a start without a time is closed, its time stays unknown', () => {
  const rows: Row[] = [
    ['a', 'start', Number.NaN],
    ['a', 'complete', 2],
  ];
  expect(pair([rows])).toEqual(['NaN/1', 'NaN/2']);
});

test('equals a search event by event on crowded cases', () => {
  let seed = 7;
  const random = (n: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >>> 8) % n;
  };
  const cases = Array.from({ length: 60 }, (_, c) =>
    Array.from({ length: c === 0 ? 3000 : random(80) }, (__, i): Row => {
      const transition = ['start', 'complete', 'start', 'complete', 'suspend', ''][random(6)]!;
      return [`a${random(5)}`, transition, i, ['', 'r1', 'r2'][random(3)]!, ['', 'x'][random(2)]!];
    }),
  );
  const wanted = cases.flatMap((rows) => {
    const taken = new Set<number>();
    const answer = rows.map((row, e) => {
      if (row[1] !== 'complete' && row[1] !== '') return `NaN/${row[1] === 'start' ? 2 : 1}`;
      const start = rows.findIndex(
        (r, i) => i < e && !taken.has(i) && r[1] === 'start' && r[0] === row[0] && r[3] === row[3] && r[4] === row[4],
      );
      if (start >= 0) taken.add(start);
      return `${start < 0 ? 'NaN' : rows[start]![2]}/2`;
    });
    return answer.map((text, e) => (taken.has(e) ? 'NaN/1' : text));
  });
  expect(pair(cases, { resource: true, id: true })).toEqual(wanted);
});

/**
 * Golden figures from a separate program (Python, `deque` per case, activity and resource over `xml.etree`): pairs and
 * instances of the log, and per activity the pairs with their total service time in seconds.
 */
const GOLDEN: Record<string, [pairs: number, instances: number, service: Record<string, [number, number]>]> = {
  '03_repairExample': [
    4121,
    7734,
    {
      'Analyze Defect': [1104, 501_420],
      'Repair (Complex)': [724, 1_001_280],
      'Test Repair': [1508, 677_640],
      'Repair (Simple)': [785, 471_120],
    },
  ],
  '04_reviewing': [
    1452,
    2278,
    {
      'invite reviewers': [100, 18_921_600],
      'collect reviews': [100, 24_019_200],
      decide: [626, 139_881_600],
      'invite additional reviewer': [526, 111_974_400],
      reject: [55, 10_800_000],
      accept: [45, 9_590_400],
    },
  ],
};

test('the textbook logs with start and complete events', async () => {
  for (const [log, [pairs, instances, service]] of Object.entries(GOLDEN)) {
    const zipped = await Bun.file(sharedData(`logs/${log}.xes.gz`)).bytes();
    const cases = readTraces(new TextDecoder().decode(Bun.gunzipSync(zipped)));
    const answer = pair(cases, { resource: true });
    const totals: Record<string, [number, number]> = {};
    let found = 0;
    cases.flat().forEach((row, e) => {
      const start = Number(answer[e]!.split('/')[0]);
      if (Number.isNaN(start)) return;
      found++;
      totals[row[0]] ??= [0, 0];
      totals[row[0]]![0]++;
      totals[row[0]]![1] += (row[2] - start) / 1000;
    });
    expect(found).toBe(pairs);
    expect(answer.filter((text) => text.endsWith('/2')).length).toBe(instances);
    expect(totals).toEqual(service);
  }
});

/** Enough of XES for the two logs: one element a tag, attributes in double quotes, values without entities. */
function readTraces(xes: string): Row[][] {
  return xes
    .split('<trace>')
    .slice(1)
    .map((trace) =>
      trace
        .split('<event>')
        .slice(1)
        .map((event): Row => {
          const value = (key: string) => new RegExp(`key="${key}"\\s+value="([^"]*)"`).exec(event)?.[1] ?? '';
          const time = Date.parse(value('time:timestamp'));
          return [value('concept:name'), value('lifecycle:transition'), time, value('org:resource')];
        })
        .sort((a, b) => a[2] - b[2]),
    );
}
