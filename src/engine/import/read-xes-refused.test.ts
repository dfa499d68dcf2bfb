import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { faultOf } from '../../../tests/staged-csv.ts';
import { stagedValues, XesBench } from '../../../tests/staged-xes.ts';
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

describe('time zones', () => {
  const naive = log(named('c') + event('a', at('2024-07-01T12:00:00')));

  test('a naive time asks for its zone, and is read in it', async () => {
    expect((await faultOf(bench.stage(naive))).code).toBe('import.needsTimeZone');
    expect((await faultOf(bench.stage(naive, { zone: 'Europe/Berln' }))).code).toBe('import.unknownTimeZone');
    const result = await bench.stage(naive, { zone: 'Europe/Berlin' });
    expect(await stagedValues(result, 'select "time" from staged')).toEqual([Date.UTC(2024, 6, 1, 10)]);
    expect(result.staged.zone).toBe('Europe/Berlin');
  });

  test('a timestamp written as a string is kept as text without a zone, and is a time with one', async () => {
    const text = log(named('c') + event('a', '<string key="time:timestamp" value="2024-07-01 12:00:00"/>'));
    const without = await bench.stage(text);
    expect(specs(without)).toEqual([
      'activity concept:name event category',
      'time time:timestamp event time',
      'c_001 time:timestamp event category',
    ]);
    expect(without.findings[0]!.message).toContain('--time-zone');
    const withZone = await bench.stage(text, { zone: 'UTC' });
    expect(await stagedValues(withZone, 'select "time" from staged')).toEqual([Date.UTC(2024, 6, 1, 12)]);
  });
});

describe('what is refused', () => {
  const bad = log(
    `${named('c')}${event('a')}\n<event>${named('b')}\n<int key="n" value="x1"/></event>${event('a')}`,
    `${named('d')}<event><int key="n" value="1"/></event>${event('a')}`,
  );

  test('events go to quarantine with line, column, value and reason, in the answer and in a file', async () => {
    const result = await bench.stage(bad);
    const [first, second] = [
      { line: 3, column: 'n', value: 'x1', reason: 'the value is not an integer' },
      {
        line: 4,
        column: 'concept:name',
        value: null,
        reason: 'the event has no concept:name, so that it has no activity',
      },
    ];
    expect([result.read, result.accepted]).toEqual([5, 3]);
    expect(result.rejected).toMatchObject({ count: 2, sample: [first, second] });
    const lines = readFileSync(result.rejected.file!, 'utf8').trim().split('\n');
    expect(lines.map((l) => JSON.parse(l))).toMatchObject([
      { line: 3, problems: [{ column: 'n', value: 'x1' }] },
      { line: 4, problems: [{ column: 'concept:name' }] },
    ]);
  });

  test('the policy stops at the first, or above a share', async () => {
    expect(await faultOf(bench.stage(bad, { rejects: { stop: 'first' } }))).toMatchObject({ code: 'import.badRow' });
    expect((await faultOf(bench.stage(bad, { rejects: { stop: 'first' } }))).message).toContain('Line 3, "n": ');
    expect((await faultOf(bench.stage(bad, { rejects: { stop: 'share', above: 0.3 } }))).code).toBe(
      'import.tooManyBadRows',
    );
    expect((await bench.stage(bad, { rejects: { stop: 'share', above: 0.4 } })).accepted).toBe(3);
  });

  test('a log of which nothing is left, and one without events', async () => {
    expect((await faultOf(bench.stage(log('<event/>')))).code).toBe('import.nothingAccepted');
    expect((await faultOf(bench.stage('<log/>'))).code).toBe('import.noEvents');
    expect((await faultOf(bench.stage(log(named('c'))))).code).toBe('import.noEvents');
  });

  test('more activities than a category can have', async () => {
    const events = Array.from({ length: 65_535 }, (_, i) => event(`a${i}`)).join('');
    expect((await faultOf(bench.stage(log(named('c') + events)))).code).toBe('import.tooManyActivities');
  });

  test('a cancelled import says so', async () => {
    const controller = new AbortController();
    controller.abort();
    expect((await faultOf(bench.stage(bad, { signal: controller.signal }))).code).toBe('import.cancelled');
  });
});

describe('gzip', () => {
  const document = new TextEncoder().encode(log(...Array.from({ length: 2_000 }, (_, i) => named(i) + event('a'))));
  const limits = { maxColumns: 2_000, maxUnpackedBytes: 1 << 30, maxUnpackRatio: 100 };

  test('is known by its content, and every member of it is read', async () => {
    const half = document.length >> 1;
    const members = [Bun.gzipSync(document.subarray(0, half)), Bun.gzipSync(document.subarray(half))];
    for (const packed of [Bun.gzipSync(document), Buffer.concat(members)])
      expect((await bench.stage(packed)).accepted).toBe(2_000);
  });

  test('damaged and cut files are named', async () => {
    const packed = Bun.gzipSync(document);
    const damaged = packed.slice();
    damaged.fill(0, packed.length >> 1, (packed.length >> 1) + 20);
    for (const bytes of [packed.subarray(0, packed.length >> 1), damaged])
      expect((await faultOf(bench.stage(bytes))).code).toBe('import.damagedGzip');
  });

  test('a bomb is refused by size and by ratio', async () => {
    const bomb = Bun.gzipSync(
      Buffer.concat([Buffer.from('<log>'), Buffer.alloc(80 << 20, '<a/>'), Buffer.from('</log>')]),
    );
    const bySize = await faultOf(bench.stage(bomb, { limits: { ...limits, maxUnpackedBytes: 1 << 20 } }));
    expect(bySize).toMatchObject({ fault: 'too_large', code: 'import.gzipBomb' });
    expect(bySize.message).toContain('1 MiB');
    // 80 MiB of one tag are packed several hundred times smaller.
    expect((await faultOf(bench.stage(bomb, { limits }))).message).toContain('100 times its size');
  });
});

test('progress rises to 1', async () => {
  const shares: number[] = [];
  await bench.stage(log(named('c') + event('a').repeat(10_000)), { onProgress: (share) => shares.push(share) });
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});
