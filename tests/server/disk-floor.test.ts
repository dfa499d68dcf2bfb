/** Below the floor of free space no load begins; everything else goes on. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppError } from '#sdk';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { sharedData } from '../shared-data.ts';

let real: RealAppliance;
beforeAll(async () => {
  real = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: String(Number.MAX_SAFE_INTEGER) });
}, 60_000);
afterAll(() => real.end());

test('a load is refused, nothing is copied, the server goes on', async () => {
  const file = sharedData('logs/running-example.csv');
  const fault = (await real
    .operate({ do: 'import', file, dataset: 'Small', mode: 'replace', mapping: null, timeZone: null })
    .catch((error) => error)) as AppError;
  expect([fault.fault, fault.code]).toEqual(['no_space', 'dataset.noSpace']);
  expect(fault.message).toContain('data.min_free_bytes');
  const tenant = real.appliance.tenancy.ensureHome().tenant.id;
  expect(existsSync(join(real.folder, 'tenants', tenant, 'raw'))).toBe(false);
  expect(await real.operate({ do: 'datasets' })).toMatchObject([{ name: 'Small', status: 'empty', events: 0 }]);
});
