import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COLUMNS } from '#sdk';
import { buildVersion } from '../../src/engine/publish/build-version.ts';
import { rebuild } from '../../src/engine/publish/rebuild.ts';
import type { Manifest } from '../../src/engine/segments/manifest.ts';
import { openVersion } from '../../src/engine/segments/open-version.ts';
import { exampleCaseAttributes, exampleEvents } from '../../src/mining/log/example-log.ts';
import type { MemoryEvent } from '../../src/mining/log/memory-log.ts';
import { stageRows } from './stage-rows.ts';

export interface TestLog {
  events: readonly MemoryEvent[];
  attributes: Readonly<Record<string, Readonly<Record<string, string | number | boolean | null>>>>;
}

/** The orders of the documented examples. */
export const ORDERS: TestLog = { events: exampleEvents, attributes: exampleCaseAttributes };

/** Many orders with the words of the examples: copies whose days, hours and steps vary by a seeded rule. */
export function manyOrders(copies: number): TestLog {
  const events: MemoryEvent[] = [];
  const attributes: Record<string, Record<string, string | number | boolean | null>> = {};
  let seed = 7;
  const dice = (n: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % n;
  };
  for (let copy = 0; copy < copies; copy++) {
    for (const [id, own] of Object.entries(exampleCaseAttributes)) {
      const name = copy === 0 ? id : `${id}-${copy}`;
      const shift = dice(400) * 3_600_000;
      const steps = exampleEvents.filter((e) => e.case === id && (e.activity === 'register' || dice(8) > 0));
      attributes[name] = { ...own, amount: own.amount === null ? null : (own.amount as number) + dice(50) };
      for (const step of steps) {
        const time = (step.time as number) + shift + dice(3) * 60_000;
        const service = (step.time as number) - (step.start as number);
        events.push({ ...step, case: name, time, start: time - service });
      }
    }
  }
  return { events, attributes };
}

export async function staged({ events, attributes }: TestLog) {
  const ids = [...new Set(events.map((e) => e.case))];
  const event = (name: string) => events.map((e) => e.attributes?.[name] ?? null);
  const perCase = (name: string) => ids.map((id) => attributes[id]?.[name] ?? null);
  return stageRows(
    events.map((e) => e.case),
    [
      {
        spec: { id: COLUMNS.activity, name: 'concept:name', level: 'event', class: 'category' },
        values: events.map((e) => e.activity),
      },
      {
        spec: { id: COLUMNS.time, name: 'time:timestamp', level: 'event', class: 'time' },
        values: events.map((e) => e.time as number),
      },
      {
        spec: { id: COLUMNS.startTime, name: 'start_timestamp', level: 'event', class: 'time' },
        values: events.map((e) => e.start as number),
      },
      {
        spec: { id: COLUMNS.resource, name: 'org:resource', level: 'event', class: 'category' },
        values: events.map((e) => e.resource ?? null),
      },
      { spec: { id: 'c_001', name: 'cost', level: 'event', class: 'number' }, values: event('cost') },
      { spec: { id: 'c_002', name: 'urgent', level: 'event', class: 'boolean' }, values: event('urgent') },
      { spec: { id: 'c_003', name: 'case:channel', level: 'case', class: 'category' }, values: perCase('channel') },
      { spec: { id: 'c_004', name: 'case:amount', level: 'case', class: 'number' }, values: perCase('amount') },
      { spec: { id: 'c_005', name: 'case:member', level: 'case', class: 'boolean' }, values: perCase('member') },
      {
        spec: { id: 'c_006', name: 'note', level: 'event', class: 'text' },
        values: events.map((e) => `${e.case} ${e.activity}`),
      },
    ],
  );
}

export interface BuiltLog {
  folder: string;
  manifest: Manifest;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'adit-test-'));

export async function build(log: TestLog, folder: string, segmentEvents?: number): Promise<BuiltLog> {
  const load = await staged(log);
  const manifest = await buildVersion(load, load.archiving, folder, segmentEvents ? { segmentEvents } : {});
  return { folder, manifest };
}

/**
 * The same log in two loads: the second brings new cases, late events of old ones, and rows that are already there.
 * @param every every n-th row is loaded twice: a small n touches so many cases that the version is compacted
 */
export async function buildByAppending(
  log: TestLog,
  folder: string,
  segmentEvents: number,
  every: number,
): Promise<BuiltLog> {
  const inFirst = (e: MemoryEvent, i: number) => i % 41 !== 3 && Number(/\d+$/.exec(e.case)![0]) % 3 !== 0;
  const first = { ...log, events: log.events.filter(inFirst) };
  const second = { ...log, events: log.events.filter((e, i) => !inFirst(e, i) || i % every === 0) };
  await build(first, `${folder}-first`, segmentEvents);
  const load = await staged(second);
  const connections = { connection: load.connection, archiving: load.archiving };
  const { manifest } = await rebuild(openVersion(`${folder}-first`), { load }, connections, folder, { segmentEvents });
  return { folder, manifest };
}
