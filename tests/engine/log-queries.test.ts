/** The closed set of questions, on the example orders: the answers are those worked out by hand in docs/example-log.md. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { type LogQueries, localQueries, type QueryView } from '../../src/engine/log-queries.ts';
import { build, ORDERS, temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

const folder = temporaryFolder();
let engine: Engine;
let queries: LogQueries;
let view: QueryView;

beforeAll(async () => {
  const { manifest } = await build(ORDERS, join(folder, 'v'), 5);
  engine = testEngine(folder);
  queries = localQueries(engine);
  view = {
    version: { folder: join(folder, 'v'), hash: manifest.hash },
    policy: [],
    steps: [],
    k: 0,
    deadlineMs: 20_000,
  };
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('directly-follows graph, variants, cases, groups and a selection', async () => {
  const { arcs } = await queries.dfg(view);
  expect(arcs.find((a) => a.from === 'register' && a.to === 'check')).toMatchObject({
    count: 4,
    cases: 4,
    minMs: 3_600_000,
    maxMs: 10_800_000,
  });
  expect((await queries.variants(view)).items[0]).toMatchObject({
    activities: ['register', 'check', 'decide', 'pay'],
    count: 2,
  });
  expect((await queries.caseTable(view, { pageSize: 2 })).rows.map((r) => r.caseId)).toEqual(['o1', 'o2']);
  const { rows } = await queries.groupBy(view, { rows: { column: 'case:channel' } });
  expect(rows.map((r) => [r.label, r.cases])).toEqual([
    ['web', 3],
    ['shop', 2],
    ['phone', 1],
  ]);
  const kept = await queries.select(view, { id: 'has-activity', params: { activities: ['pay'] } });
  expect(kept).toMatchObject({ kept: { cases: 4, events: 18 }, total: { cases: 6, events: 23 } });
});
