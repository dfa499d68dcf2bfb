/** A dataset is base data plus an ordered recipe of enrichments: each load replays it, and codes keep their meaning. */
import { afterAll, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildVersion } from '../../src/engine/publish/build-version.ts';
import { enrichVersion } from '../../src/engine/publish/enrich.ts';
import { rebuild } from '../../src/engine/publish/rebuild.ts';
import { replayRecipe } from '../../src/engine/publish/replay-recipe.ts';
import { verifyVersion } from '../../src/engine/publish/verify-version.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import { type OpenVersion, openVersion } from '../../src/engine/segments/open-version.ts';
import { build, ORDERS, staged, temporaryFolder } from './example-versions.ts';
import { stageLog } from './small-logs.ts';
import { stageNothing } from './stage-rows.ts';

const folder = temporaryFolder();
const registry = createRegistry();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Case id → value of a case column, over live cases. */
function caseValues(version: OpenVersion, name: string): Record<string, number | string> {
  const spec = version.manifest.columns.find((c) => c.name === name)!;
  const values: Record<string, number | string> = {};
  version.segments.forEach((segment, i) => {
    for (let c = 0; c < segment.cases; c++) {
      const live = version.live[i];
      if (live && !((live[c >>> 5]! >>> (c & 31)) & 1)) continue;
      values[segment.caseId(c)] =
        spec.class === 'number'
          ? segment.numbers(spec.id)[c]!
          : version.dictionary(spec.id)[segment.codes(spec.id)[c]!]!;
    }
  });
  return values;
}

test('enrichments add columns, and a later load replays them', async () => {
  const first = {
    ...ORDERS,
    events: ORDERS.events.filter((e) => e.case !== 'o6' && !(e.case === 'o1' && e.activity === 'pay')),
  };
  await build(first, join(folder, 'v1'), 5);
  await enrichVersion(
    openVersion(join(folder, 'v1')),
    { enrichment: 'event-count', params: {} },
    registry,
    join(folder, 'v2'),
  );
  await enrichVersion(
    openVersion(join(folder, 'v2')),
    { enrichment: 'start-activity', params: {} },
    registry,
    join(folder, 'v3'),
  );
  const v3 = openVersion(join(folder, 'v3'));
  expect(caseValues(v3, 'case:event-count')).toEqual({ o1: 3, o2: 4, o3: 5, o4: 5, o5: 1 });
  expect(v3.manifest.recipe.map((r) => r.enrichment)).toEqual(['event-count', 'start-activity']);

  const load = await staged({ ...ORDERS, events: ORDERS.events.filter((e) => e.case === 'o6' || e.case === 'o1') });
  const { manifest } = await rebuild(
    v3,
    { load },
    { connection: load.connection, archiving: load.archiving },
    join(folder, 'v4'),
  );
  await replayRecipe(join(folder, 'v4'), manifest, v3, registry);
  const v4 = openVersion(join(folder, 'v4'));
  expect(caseValues(v4, 'case:event-count')).toEqual({ o1: 4, o2: 4, o3: 5, o4: 5, o5: 1, o6: 4 });
  expect(caseValues(v4, 'case:start-activity')).toEqual({
    o1: 'register',
    o2: 'register',
    o3: 'register',
    o4: 'register',
    o5: 'register',
    o6: 'register',
  });
  expect(v4.manifest.recipe).toEqual(v3.manifest.recipe);
  expect(verifyVersion(join(folder, 'v4')).damage).toEqual([]);
});

test('an erased case leaves no trace in columns, and other segments stay as they are', async () => {
  await build(ORDERS, join(folder, 'e1'), 5);
  const base = openVersion(join(folder, 'e1'));
  const connections = await stageNothing();
  const { manifest } = await rebuild(base, { erase: ['o5'] }, connections, join(folder, 'e2'), { segmentEvents: 5 });
  const after = openVersion(join(folder, 'e2'));
  expect(Object.keys(caseValues(after, 'case:channel')).sort()).toEqual(['o1', 'o2', 'o3', 'o4', 'o6']);
  expect(manifest.cases).toBe(5);
  expect(manifest.events).toBe(22);
  const found = await new Response(
    Bun.spawn(['grep', '-rla', '-e', 'Eve', '-e', 'phone', join(folder, 'e2')]).stdout,
  ).text();
  expect(found).toBe('');
});

test('a value that only an erased case had leaves the dictionaries of enrichments, too', async () => {
  const load = await stageLog([
    ['secret', 'whispered', 1],
    ['p', 'a', 2],
    ['q', 'a', 3],
    ['r', 'b', 4],
  ]);
  await buildVersion(load, load.archiving, join(folder, 'w1'), { segmentEvents: 2 });
  const wanted = { enrichment: 'start-activity', params: {} };
  await enrichVersion(openVersion(join(folder, 'w1')), wanted, registry, join(folder, 'w2'));
  const base = openVersion(join(folder, 'w2'));
  const { manifest } = await rebuild(base, { erase: ['secret'] }, await stageNothing(), join(folder, 'w3'));
  await replayRecipe(join(folder, 'w3'), manifest, base, registry);
  const left = openVersion(join(folder, 'w3'));
  expect(caseValues(left, 'case:start-activity')).toEqual({ p: 'a', q: 'a', r: 'b' });
  const grep = async (version: string) =>
    new Response(Bun.spawn(['grep', '-rlaE', 'secret|whispered', join(folder, version)]).stdout).text();
  expect((await grep('w2')).trim().split('\n').length).toBeGreaterThan(2);
  expect(await grep('w3')).toBe('');
});
