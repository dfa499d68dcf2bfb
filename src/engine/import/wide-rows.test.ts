/** Rows with several times, and times in two columns. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../../../tests/faults/seeded.ts';
import { columnValues, faultOf, StagingBench, staged } from '../../../tests/staged-csv.ts';
import { buildVersion } from '../publish/build-version.ts';
import type { MappingInput } from './mapping.ts';
import type { TableResult } from './read-table.ts';

let bench: StagingBench;
beforeAll(() => {
  bench = new StagingBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const ORDERS = `order,created,approved from,approved to,paid,amount
A1,2024-03-01T08:00:00Z,2024-03-01T09:00:00Z,2024-03-01T10:00:00Z,2024-03-02T08:00:00Z,10.5
A2,2024-03-01T08:30:00Z,,,,20.5
A3,,2024-03-04T09:00:00Z,2024-03-04T09:30:00Z,,30.5
`;
const WIDE: MappingInput = {
  columns: [{ column: 'order', role: 'case' }],
  events: [
    { time: 'created', activity: 'Create' },
    { time: 'approved to', activity: 'Approve', start: 'approved from' },
    { time: 'paid' },
  ],
};

const rowsOf = (result: TableResult) =>
  staged<Record<string, unknown>>(
    result,
    `select case_id, activity::varchar as a, time, ${result.staged.columns.some((c) => c.id === 'start-time') ? '"start-time"' : 'null'} as s from staged order by "row"`,
  );

describe('wide rows', () => {
  test('each time is an event, in the order of the mapping; its name is given, or is the header', async () => {
    const result = await bench.stage(ORDERS, WIDE);
    const at = (text: string) => Date.parse(text);
    expect(await rowsOf(result)).toEqual([
      { case_id: 'A1', a: 'Create', time: at('2024-03-01T08:00:00Z'), s: null },
      { case_id: 'A1', a: 'Approve', time: at('2024-03-01T10:00:00Z'), s: at('2024-03-01T09:00:00Z') },
      { case_id: 'A1', a: 'paid', time: at('2024-03-02T08:00:00Z'), s: null },
      { case_id: 'A2', a: 'Create', time: at('2024-03-01T08:30:00Z'), s: null },
      { case_id: 'A3', a: 'Approve', time: at('2024-03-04T09:30:00Z'), s: at('2024-03-04T09:00:00Z') },
    ]);
    expect(await columnValues(result, 'amount')).toEqual([10.5, 10.5, 10.5, 20.5, 30.5]);
    // Rows are counted, not events.
    expect([result.read, result.accepted, result.refused]).toEqual([3, 3, 0]);
  });

  test('a refused row is taken in no part, and stands in quarantine once, with all that is wrong', async () => {
    const text = `${ORDERS}A4,soon,2024-03-05T09:00:00Z,later,2024-03-06T09:00:00Z,1.5\nA5,,,,,2.5\n,2024-03-05T09:00:00Z,,,,3.5\n`;
    const result = await bench.stage(text, WIDE);
    expect((await rowsOf(result)).length).toBe(5);
    expect([result.read, result.accepted, result.refused]).toEqual([6, 3, 3]);
    expect(result.rejected.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [5, 'created', 'is not an ISO 8601 time'],
      [5, 'approved to', 'is not an ISO 8601 time'],
      [6, null, 'no event of the row has a time'],
      [7, 'order', 'the case id is missing'],
    ]);
    const kept = readFileSync(result.quarantineFile!, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(kept.map(({ line, cells }) => [line, cells.length])).toEqual([
      [5, 6],
      [6, 6],
      [7, 6],
    ]);
  });

  test('each time may be written in a way of its own, with a default where it is missing', async () => {
    const text = 'order;in;out\nA1;01.03.2024 08:00;2024-03-02\nA2;02.03.2024 09:00;\n';
    const result = await bench.stage(text, {
      timeZone: 'UTC',
      columns: [
        { column: 'order', role: 'case' },
        { column: 'out', default: '2024-12-31' },
      ],
      events: [{ time: 'in' }, { time: 'out' }],
    });
    const times = (await rowsOf(result)).map((row) => new Date(row.time as number).toISOString().slice(0, 16));
    expect(times).toEqual(['2024-03-01T08:00', '2024-03-02T00:00', '2024-03-02T09:00', '2024-12-31T00:00']);
  });

  test('mappings that contradict themselves', async () => {
    const code = async (events: MappingInput['events'], columns: MappingInput['columns'] = []) => {
      const given = [{ column: 'order', role: 'case' as const }, ...columns];
      return (await faultOf(bench.stage(ORDERS, { columns: given, events: events! }))).code;
    };
    expect(await code([{ time: 'nothing' }])).toBe('import.unknownColumn');
    expect(await code([{ time: 'paid' }, { time: 'paid' }])).toBe('import.eventColumnTwice');
    expect(await code([{ time: 'paid', start: 'paid' }])).toBe('import.eventColumnTwice');
    expect(await code([{ time: 'paid' }], [{ column: 'amount', role: 'activity' }])).toBe('import.eventsAndRole');
    expect(await code([{ time: 'paid' }], [{ column: 'paid', drop: true }])).toBe('import.eventColumn');
    expect(await code([{ time: 'paid' }], [{ column: 'amount', name: 'concept:name' }])).toBe('import.nameUsedTwice');
  });
});

describe('laws', () => {
  /** Without the order of the source, which wide rows do not have. */
  const hashOf = async (result: TableResult, name: string) => {
    const staged = { ...result.staged, inOrder: false };
    return (await buildVersion(staged, await bench.archiving(result), join(bench.folder, name))).hash;
  };

  test('a wide file gives the same version as the long file written from it', async () => {
    const next = seeded(7);
    const random = (below: number) => Math.floor(next() * below);
    for (let run = 0; run < 5; run++) {
      const steps = Array.from({ length: 2 + random(4) }, (_, i) => `step ${i}`);
      const wide: string[] = [['id', 'kind', ...steps.flatMap((step) => [step, `${step} began`])].join(';')];
      const long = ['id;kind;concept:name;time:timestamp;start_timestamp'];
      for (let row = 0; row < 200; row++) {
        const [id, kind] = [`c${random(80)}`, ['a', 'b', ''][random(3)]];
        const cells: string[] = [];
        steps.forEach((step, i) => {
          const has = i === 0 || random(3) > 0;
          const end = new Date(1_700_000_000_000 + random(1_000_000) * 1000).toISOString();
          const start = has && random(2) > 0 ? new Date(Date.parse(end) - 60_000).toISOString() : '';
          cells.push(has ? end : '', start);
          if (has) long.push([id, kind, step, end, start].join(';'));
        });
        wide.push([id, kind, ...cells].join(';'));
      }
      const columns = [{ column: 'id', role: 'case' as const }];
      const events = steps.map((step) => ({ time: step, start: `${step} began` }));
      const one = await bench.stage(`${wide.join('\n')}\n`, { columns, events });
      const other = await bench.stage(`${long.join('\n')}\n`, { columns });
      expect(await hashOf(one, `wide-${run}`)).toBe(await hashOf(other, `long-${run}`));
    }
  });
});

describe('a date and a time of day in two columns', () => {
  const text = 'case;activity;Datum;Uhrzeit\n1;a;13.03.2024;08:15\n1;b;13.03.2024;17:05\n2;a;02.04.2024;07:00\n';

  test('are proposed as one time, and read together', async () => {
    const path = bench.file(text);
    const mapping = await bench.mapping(path, { timeZone: 'Europe/Berlin' });
    expect(mapping.columns[2]).toEqual({
      column: 'Datum',
      role: 'timestamp',
      timeColumn: 'Uhrzeit',
      format: 'DD.MM.YYYY HH:mm',
    });
    expect(mapping.columns[3]).toMatchObject({ drop: true });
    const result = await bench.read(path, mapping);
    const times = (await columnValues(result, 'Datum')).map((ms) => new Date(ms as number).toISOString());
    expect(times).toEqual(['2024-03-13T07:15:00.000Z', '2024-03-13T16:05:00.000Z', '2024-04-02T05:00:00.000Z']);
  });

  test('a missing time of day refuses the row, unless there is a default for it', async () => {
    const gap = `${text}2;b;03.04.2024;\n`;
    const columns = [
      { column: 'Datum', role: 'timestamp' as const, timeColumn: 'Uhrzeit', format: 'DD.MM.YYYY HH:mm' },
    ];
    const refused = await bench.stage(gap, { timeZone: 'UTC', columns });
    expect(refused.rejected.map((r) => [r.column, r.value])).toEqual([['Datum', '03.04.2024']]);
    const filled = { column: 'Uhrzeit', drop: true, default: '12:00' };
    const taken = await bench.stage(gap, { timeZone: 'UTC', columns: [...columns, filled] });
    expect(taken.refused).toBe(0);
    expect(new Date((await columnValues(taken, 'Datum'))[3] as number).toISOString()).toBe('2024-04-03T12:00:00.000Z');
  });

  test('a time column that is not there, or is the date itself, is named', async () => {
    const code = async (timeColumn: string) =>
      (
        await faultOf(
          bench.stage(text, { timeZone: 'UTC', columns: [{ column: 'Datum', role: 'timestamp', timeColumn }] }),
        )
      ).code;
    expect(await code('Zeit')).toBe('import.unknownColumn');
    expect(await code('Datum')).toBe('import.timeColumn');
  });
});
