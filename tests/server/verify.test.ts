import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemActor } from '../../src/platform/access/actor.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

let real: RealAppliance;
beforeAll(async () => {
  real = await realAppliance();
  const file = join(real.folder, 'one.csv');
  writeFileSync(file, 'case,activity,time\na,x,2024-01-01 08:00:00\na,y,2024-01-01 09:00:00\n');
  const command = { do: 'import', file, dataset: 'One', mode: 'replace', mapping: null, timeZone: 'UTC' } as const;
  await real.operate(command);
});
afterAll(() => real.end());

const verify = (dataset: string | null) => real.operate({ do: 'verify', dataset });

test('verifying reads every file in a child; a changed byte is found and named', async () => {
  const [whole] = (await verify('One')) as [{ files: number; bytes: number; damage: unknown[] }];
  expect(whole.files).toBeGreaterThan(5);
  expect(whole).toMatchObject({ name: 'One', cases: 1, events: 2, version: 1, damage: [] });

  const { datasets, tenancy } = real.appliance;
  const { tenant, project } = tenancy.ensureHome();
  const actor = systemActor('test', tenant.id);
  const [dataset] = datasets.listDatasets(actor, project.id, { limit: 1, after: null, offset: 0 }).items;
  const segments = join(datasets.folderOf(dataset!.version!), 'segments');
  const [segment] = readdirSync(segments);
  const isFull = (name: string) => name.endsWith('.col') && statSync(join(segments, segment!, name)).size > 0;
  const [column] = readdirSync(join(segments, segment!)).filter(isFull);
  const path = join(segments, segment!, column!);
  const bytes = readFileSync(path);
  bytes[0]! ^= 1;
  writeFileSync(path, bytes);
  const file = join('segments', segment!, column!);
  expect(await verify(null)).toMatchObject([{ name: 'One', damage: [{ file, problem: 'changed' }] }]);
});

test('a name that is none is said', async () => {
  expect(await verify('Two').catch((error) => error.code)).toBe('dataset.unknown');
});
