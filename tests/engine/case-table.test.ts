/**
 * The one case table for every filter and calculator: whatever holds the log (one segment or many, built at once or by
 * appending, whole or physically filtered), however many threads compute, and whether a predicate stands in the policy or
 * in the view, the answer is the same. The parameters are those of the documented examples.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Calculator, Filter, Step } from '#sdk';
import type { Engine } from '../../src/engine/engine.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import { drive } from '../../src/engine/run/drive.ts';
import { localHost } from '../../src/engine/run/local-host.ts';
import { type BuiltLog, build, buildByAppending, manyOrders, temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

const registry = createRegistry();
const folder = temporaryFolder();
const POLICY: Step[] = [
  { id: 'case-attribute', params: { attribute: 'case:channel', operator: 'one-of', values: ['web', 'phone'] } },
];
const NOT_BY_PHONE: Step = {
  id: 'case-attribute',
  params: { attribute: 'case:channel', operator: '!=', value: 'phone' },
};
/** Calculators that reach columns of texts, which lie in the archive alone. */
const ASKS_ARCHIVE: ReadonlySet<string> = new Set(['data-quality']);
const AS_OF = Date.UTC(2024, 0, 31);

let one: BuiltLog;
let many: BuiltLog;
let appended: BuiltLog;
let compacted: BuiltLog;
let filtered: BuiltLog;
const engines = new Map<number, Engine>();

function engine(threads: number): Engine {
  let found = engines.get(threads);
  if (!found) {
    found = testEngine(folder, {
      ...{ registry, threads, selectionBytes: 100e6 },
      ...{ cacheFolder: join(folder, `cache-${threads}`), now: () => AS_OF },
    });
    engines.set(threads, found);
  }
  return found;
}

beforeAll(async () => {
  const log = manyOrders(20);
  one = await build(log, join(folder, 'one'));
  many = await build(log, join(folder, 'many'), 40);
  appended = await buildByAppending(log, join(folder, 'appended'), 40, 97);
  compacted = await buildByAppending(log, join(folder, 'compacted'), 40, 5);
  const web = (id: string) => ['web', 'phone'].includes(String(log.attributes[id]?.channel));
  const kept = { ...log, events: log.events.filter((e) => web(e.case)) };
  filtered = await build(kept, join(folder, 'filtered'), 40);
}, 60_000);

afterAll(async () => {
  for (const e of engines.values()) await e.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Question {
  steps: readonly Step[];
  calculator?: { id: string; params: unknown };
}

async function ask(
  log: BuiltLog,
  question: Question,
  options: { threads?: number; policy?: readonly Step[]; k?: number } = {},
) {
  const version = { folder: log.folder, hash: log.manifest.hash };
  const { text, kept, total } = await engine(options.threads ?? 2).calculate({
    version,
    policy: options.policy ?? [],
    ...question,
    k: options.k ?? 0,
    deadlineMs: 20_000,
  });
  return { text, kept, total };
}

const questions: [string, Question][] = [
  ...[...registry.filters.values()].flatMap((filter: Filter) =>
    filter.examples.map((example): [string, Question] => [
      `filter ${filter.id}: ${example.title}`,
      { steps: [{ id: filter.id, params: example.params }] },
    ]),
  ),
  ...[...registry.calculators.values()].flatMap((calculator: Calculator) =>
    calculator.examples.map((example): [string, Question] => [
      `calculator ${calculator.id}: ${example.title}`,
      { steps: [NOT_BY_PHONE], calculator: { id: calculator.id, params: example.params } },
    ]),
  ),
];

test('there is something to hold the table against', () => {
  expect(questions.length).toBeGreaterThanOrEqual(30);
  expect(many.manifest.segments.length).toBeGreaterThan(5);
  expect(appended.manifest.events).toBe(one.manifest.events);
  expect(appended.manifest.segments.some((s) => s.dead)).toBe(true);
  expect(compacted.manifest.events).toBe(one.manifest.events);
  expect(compacted.manifest.segments.some((s) => s.dead)).toBe(false);
});

describe.each(questions)('%s', (_name, question) => {
  test('one segment = many segments = appended = compacted', async () => {
    const expected = await ask(one, question);
    expect(await ask(many, question)).toEqual(expected);
    expect(await ask(appended, question)).toEqual(expected);
    expect(await ask(compacted, question)).toEqual(expected);
  });

  test('one thread = three threads = none', async () => {
    const expected = await ask(many, question, { threads: 1 });
    expect(await ask(many, question, { threads: 3 })).toEqual(expected);
    const host = localHost(registry, join(folder, 'cache-local'), {
      archiveRows: () => Promise.reject(new Error('no archive')),
    });
    const request = { version: many.folder, policy: [], ...question, asOf: AS_OF, k: 0, deadlineMs: 20_000 };
    const usesArchive = question.steps.some(
      (s) =>
        'id' in s &&
        registry.filters
          .get(s.id)
          ?.sql?.((s.params ?? {}) as never, host.open(many.folder).log('activity', many.manifest)),
    );
    if (usesArchive || ASKS_ARCHIVE.has(question.calculator?.id ?? '')) return;
    const { text, kept, total } = await drive(request, new Int32Array(1), host);
    expect({ text, kept, total }).toEqual(expected);
  });

  test('policy = physically filtered log', async () => {
    const expected = await ask(filtered, question).catch((error: Error) => error.message);
    const guarded = await ask(many, question, { policy: POLICY }).catch((error: Error) => error.message);
    expect(guarded).toEqual(expected);
  });
});
