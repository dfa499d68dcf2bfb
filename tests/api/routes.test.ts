import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PERMISSIONS } from '../../src/platform/access/permissions.ts';
import { exampleAppliance } from '../example-appliance.ts';

const house = await exampleAppliance();

/**
 * The whole table, a subject a file in the folder `routes`. A new route is added there by hand, in its place, with a thought about who
 * may call it.
 */
const FOLDER = join(import.meta.dir, 'routes');
const SUBJECTS = [...new Bun.Glob('*.txt').scanSync(FOLDER)];
const routesOf = (subject: string) => readFileSync(join(FOLDER, subject), 'utf8').trim().split('\n');

test('every route with its permission', () => {
  // Files that ship with the program; nobody's data.
  const [assets, declared] = [
    house.routes.filter((r) => r.kind === 'asset'),
    house.routes.filter((r) => r.kind !== 'asset'),
  ];
  for (const { path, permission } of assets) expect([path.slice(0, 8), permission]).toEqual(['/public/', 'public']);
  const found = declared.map((r) => `${r.method.padEnd(6)} ${r.path.padEnd(42)} ${r.permission}`).sort();
  expect(found).toEqual(SUBJECTS.flatMap(routesOf).sort());
  for (const subject of SUBJECTS) expect(routesOf(subject)).toEqual(routesOf(subject).sort());
  for (const { permission } of house.routes)
    expect(permission === 'public' || Object.hasOwn(PERMISSIONS, permission)).toBe(true);
});

test('a route that changes something is never open to those who may only read', () => {
  const computing = new Set([
    ...['/api/v1/analysis/calculators/execute', '/api/v1/analysis/filters/apply'],
    ...['/api/v1/analysis/discovery/process', '/api/v1/analysis/discovery/variants'],
    ...['/api/v1/analysis/discovery/dna', '/api/v1/analysis/conformance/check'],
    // A statement is recorded, and can only read.
    '/api/v1/analysis/sql',
    // Rows of a source are looked at; that it was done is recorded.
    ...['/api/v1/data-designer/connectors/:id/preview', '/connections/:id/preview'],
    // Leads back to an address with one more filter.
    ...['/datasets/:id/filters', '/datasets/:id/variants/picked', '/datasets/:id/conformance/triage'],
    '/datasets/:id/models/settings',
    // Verifying is reading; that it was done is recorded.
    ...['/api/v1/admin/audit-logs/verify', '/admin/audit/chain/verify'],
    // A calculation in the background changes nothing but its owner's own list.
    ...['/api/v1/analyses', '/api/v1/analyses/:id'],
  ]);
  for (const { method, path, permission } of house.routes)
    if (method !== 'GET' && permission !== 'public' && !computing.has(path))
      expect(permission).not.toStartWith('read:');
});

test('the OpenAPI document tells exactly the routes of the API', async () => {
  const { openApiDocument } = await import('../../src/platform/http/openapi.ts');
  const { paths } = openApiDocument(house.routes, '0.1.0') as { paths: Record<string, Record<string, object>> };
  const told = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const declared = house.routes
    .filter((r) => r.kind === 'api' || r.kind === 'stream')
    .map((r) => `${r.method} ${r.path.replace(/:([A-Za-z]+)/g, '{$1}')}`);
  expect(told.sort()).toEqual(declared.sort());
  const ids = Object.values(paths).flatMap((operations) =>
    Object.values(operations).map((operation) => (operation as { operationId: string }).operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});
