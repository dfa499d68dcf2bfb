import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql, Value } from '#sdk';
import { systemActor } from '../../src/platform/access/actor.ts';
import { type Delivery, EVENTS } from '../../src/platform/events/index.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

let real: RealAppliance;
const live: Delivery[] = [];

beforeAll(async () => {
  real = await realAppliance();
  real.appliance.events.subscribe((delivery) => void live.push(delivery));
});
afterAll(() => real.end());

/** The measure of quality that follows a load tells events of its own, some time later. */
const isOfQuality = ({ event_type, payload }: { event_type: string; payload: Record<string, unknown> }) =>
  event_type === 'quality.changed' || payload.kind === 'quality.measure';

/** What is in the outbox since `seq`, as `type subject`; not what follows from it. */
const told = (seq: number): { event_type: string; payload: Record<string, unknown>; correlation_id: string }[] =>
  real.appliance.db
    .all<{ event_type: string; payload: string; correlation_id: string }>(
      sql`select event_type, payload, correlation_id from outbox where seq > ${seq} order by seq`,
    )
    .map((row) => ({ ...row, payload: JSON.parse(row.payload) }))
    .filter((event) => !isOfQuality(event));
const newest = () => real.appliance.db.get<{ seq: number }>(sql`select max(seq) as seq from outbox`)!.seq;
function countOf(events: { event_type: string }[]): Record<string, number> {
  const count: Record<string, number> = {};
  for (const { event_type } of events) count[event_type] = (count[event_type] ?? 0) + 1;
  return count;
}

const load = (file: string, dataset: string, mode: 'replace' | 'append' = 'replace') =>
  real.operate({ do: 'import', file, dataset, mode, mapping: null, timeZone: 'UTC' });
const file = (name: string, text: string) => {
  const path = join(real.folder, name);
  writeFileSync(path, text);
  return path;
};
const ROWS = 'case,activity,time\na,x,2024-01-01 08:00:00\na,y,2024-01-01 09:00:00\nb,x,2024-01-02 08:00:00\n';

test('a load that succeeds tells each of its events once, in the outbox', async () => {
  const before = newest();
  const { dataset } = (await load(file('one.csv', ROWS), 'One')) as { dataset: { id: string } };
  const events = told(before);
  expect(countOf(events)).toEqual({
    ...{ 'entity.created': 1, 'job.started': 1, 'upload.started': 1 },
    ...{ 'entity.updated': 1, 'data.ingested': 1 },
    ...{ 'job.completed': 1, 'upload.completed': 1, 'ingestion.completed': 1 },
  });
  const job = events.find((e) => e.event_type === 'job.started')!.payload;
  expect(job).toMatchObject({ kind: 'dataset.import', state: 'running', attempt: 1 });
  for (const type of ['upload.started', 'upload.completed', 'ingestion.completed'])
    expect(events.find((e) => e.event_type === type)!.payload).toMatchObject({ job: job.job, dataset: dataset.id });
  expect(events.find((e) => e.event_type === 'data.ingested')!.payload).toMatchObject({
    ...{ dataset: dataset.id, version: 1, cases: 2, events: 3 },
  });
  // Of one transaction: the version is told before the job that made it ends, and nothing stands between them.
  const end = events.findIndex((e) => e.event_type === 'job.completed');
  expect(events[end - 1]!.event_type).toBe('data.ingested');
});

test('the same file again: a load without new data', async () => {
  const before = newest();
  await load(join(real.folder, 'one.csv'), 'One', 'append');
  expect(countOf(told(before))).toEqual({
    ...{ 'job.started': 1, 'upload.started': 1, 'job.completed': 1, 'upload.completed': 1, 'ingestion.completed': 1 },
  });
});

test('a load that fails for good says why, and nothing was ingested', async () => {
  const before = newest();
  const bad = load(file('bad.csv', '%PDF-1.7\n%âãÏÓ\n1 0 obj\n'), 'Bad');
  const fault = await bad.then(
    () => null,
    (error) => error,
  );
  const events = told(before);
  expect(countOf(events)).toEqual({
    ...{ 'entity.created': 1, 'job.started': 1, 'upload.started': 1 },
    ...{ 'entity.updated': 1, 'job.failed': 1, 'upload.failed': 1 },
  });
  expect(events.find((e) => e.event_type === 'upload.failed')!.payload).toMatchObject({
    ...{ state: 'dead', error: { fault: 'invalid', code: fault.code, message: fault.message } },
  });
});

test('a calculation is told to who listens and written to the log with its key; it costs no transaction', async () => {
  const { appliance, folder } = real;
  const { tenant, project } = appliance.tenancy.ensureHome();
  const actor = { ...systemActor('test', tenant.id), requestId: 'request-77' };
  const one = appliance.datasets.listDatasets(actor, project.id, { limit: 9, after: null, offset: 0 }).items;
  const datasetId = one.find((d) => d.name === 'One')!.id;
  const before = newest();
  const text = await appliance.analyses.calculate(
    actor,
    { datasetId, id: 'process-map', params: {}, filters: [] },
    new AbortController().signal,
  );
  expect(JSON.parse(text).arcs).toMatchObject([{ from: 'x', to: 'y', count: 1 }]);
  expect(told(before)).toEqual([]);
  const announced = live.filter((d) => d.event.correlation_id === 'request-77');
  expect(announced).toHaveLength(1);
  const { key } = announced[0]!.event.payload;
  expect(announced[0]).toMatchObject({
    ...{ seq: null, tenant: tenant.id },
    event: { correlation_id: 'request-77', payload: { dataset: datasetId, calculator: 'process-map' } },
  });
  const lines = readFileSync(join(folder, 'adit.log'), 'utf8').split('\n');
  expect(
    lines
      .filter((line) => /analysis\.calculated/.test(line) && line.includes('request-77'))
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { request_id: 'request-77', actor: 'system:test', dataset: datasetId, calculator: 'process-map', key },
  ]);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
});

test('everything that was told, kept or in passing, says what its schema promises', () => {
  const kept = real.appliance.events
    .since(0, {})
    .map(({ event }) => ({ type: event.event_type, payload: event.payload }));
  const heard = live.map(({ event }) => ({ type: event.event_type, payload: event.payload }));
  for (const { type, payload } of [...kept, ...heard])
    expect([type, payload, [...Value.Errors(EVENTS[type].payload, payload)]]).toEqual([type, payload, []]);
  expect(new Set([...kept, ...heard].map(({ type }) => type)).size).toBeGreaterThan(10);
});
