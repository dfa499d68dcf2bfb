/** kill -9 after something was removed for good and before its files are: the next start removes them. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AditBench, firstAdministrator, until } from '../adit-bench.ts';
import { stateOf } from './appliance-state.ts';

const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

beforeAll(async () => {
  bench.file('orders.csv', 'case_id,activity,timestamp\n1,a,2024-01-01T00:00:00Z\n');
  for (const name of ['Gone', 'Kept']) {
    const ran = await bench.adit(['import', 'orders.csv', '--dataset', name, '--data', bench.data]);
    if (ran.code !== 0) throw new Error(ran.err);
  }
}, 60_000);

const folders = (kind: string): string[] => {
  const tenants = join(bench.data, 'tenants');
  return readdirSync(tenants).flatMap((tenant) => {
    const folder = join(tenants, tenant, kind);
    return existsSync(folder) ? readdirSync(folder) : [];
  });
};

test('files of what was removed for good go with the next start', async () => {
  const server = await bench.serve({ ADIT_FAIL_POINT: 'bin.purged' });
  const root = await firstAdministrator(server);
  const project = (await root.get('/api/v1/projects')).json.items[0].id;
  const list = `/api/v1/projects/${project}/datasets`;
  const gone = (await root.get(list)).json.items.find((d: { name: string }) => d.name === 'Gone');
  await root.delete(`${list}/${gone.id}`, { 'if-match': gone.etag });
  const [item] = (await root.get('/api/v1/bin')).json.items;
  await root.delete(`/api/v1/bin/${item.id}`, { 'if-match': item.etag }).catch(() => {});
  expect((await server.stop('SIGKILL')).code).toBeNull();
  expect(stateOf(bench.data).versions).toBe(1);
  expect(folders('datasets')).toContain(gone.id);

  const next = await bench.serve();
  await until(() => (folders('datasets').length === 1 ? true : undefined));
  await next.stop();
  expect(folders('datasets')).not.toContain(gone.id);
  expect(folders('raw')).toHaveLength(1); // the other dataset was loaded from the same file
  expect(stateOf(bench.data).missing).toEqual([]);
}, 120_000);
