import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '#sdk';
import { systemActor } from '../../src/platform/access/actor.ts';
import { type Appliance, addDataset, builtFor, LOAD } from '../example-appliance.ts';
import { fillForm } from './data-recipes.ts';
import { byFileForm } from './import-recipes.ts';
import type { Recipe } from './recipe.ts';

const own = (house: Appliance) => addDataset(house, house.home.tenant.id, house.home.project.id, 'Own');
const REPAIRED = 'adit row,time\n1,2026-05-01T08:00:00Z\n';
const inApi = (house: Appliance, id: string) => `/api/v1/projects/${house.home.project.id}/datasets/${id}`;

/** A dataset with two versions, and the load that led to the second one. */
function loadedTwice(house: Appliance): { id: string; load: string } {
  const id = own(house);
  const actor = systemActor('test', house.home.tenant.id);
  house.datasets.publishVersion(actor, id, builtFor('b'), { ...LOAD, mode: 'append' });
  return { id, load: house.datasets.listLoads(actor, id, { limit: 1, after: null, offset: 0 }).items[0]!.id };
}

/** A load that refused a row, whose file is there. */
function refusedOnce(house: Appliance): { id: string; load: string } {
  const { id, load } = loadedTwice(house);
  const { tenant } = house.home;
  const folder = join(house.roots.local!, 'tenants', tenant.id, 'datasets', id, 'refused');
  mkdirSync(folder, { recursive: true });
  const problems = [{ column: 'time', value: 'soon', reason: 'is no time' }];
  writeFileSync(
    join(folder, `${load}.ndjson`),
    `${JSON.stringify({ line: 2, problems, cells: ['a', 'b', 'soon'] })}\n`,
  );
  const mapping = { dialect: { decimal: '.', missing: [] }, timeZone: null, columns: [], classifiers: [] };
  house.db.run(sql`insert into refusals (id, tenant_id, dataset_id, load_id, rows, headers, mapping, reasons, at)
    values (${load}, ${tenant.id}, ${id}, ${load}, 1, '["case","activity","time"]', ${JSON.stringify(mapping)},
      ${JSON.stringify([{ column: 'time', reason: 'is no time', rows: 1 }])}, ${house.clock.now()})`);
  return { id, load };
}

/** What pages and API of loads change. */
export const LOAD_RECIPES: Record<string, Recipe> = {
  'POST /api/v1/projects/:id/datasets/:ds/events': (house, ann) =>
    ann.send(`${inApi(house, own(house))}/events`, { method: 'POST', body: '[{"case":"a","activity":"b"}]' }),
  'POST /datasets/:id/history/policy': (house, ann) => {
    const id = own(house);
    return fillForm(ann, `/datasets/${id}/history`, `/datasets/${id}/history/policy`, { drift: 'map', stop: 'first' });
  },
  'POST /datasets/:id/history/:load/undo': (house, ann) => {
    const { id, load } = loadedTwice(house);
    return fillForm(ann, `/datasets/${id}/history/${load}`, `/datasets/${id}/history/${load}/undo`, {});
  },
  'POST /api/v1/projects/:id/datasets/:ds/loads/:load/undo': (house, ann) => {
    const { id, load } = loadedTwice(house);
    return ann.post(`${inApi(house, id)}/loads/${load}/undo`);
  },
  'POST /datasets/:id/history/:load/refused/edit': (house, ann) => {
    const { id, load } = refusedOnce(house);
    const at = `/datasets/${id}/history/${load}/refused`;
    return fillForm(ann, at, `${at}/edit`, { 'r1.2': '2026-05-01T08:00:00Z' });
  },
  'POST /datasets/:id/history/:load/refused/file': (house, ann) => {
    const { id, load } = refusedOnce(house);
    const at = `/datasets/${id}/history/${load}/refused`;
    return byFileForm(ann, `${at}/file`, {}, REPAIRED, 'repaired.csv');
  },
  'POST /api/v1/projects/:id/datasets/:ds/loads/:load/refused/resend': (house, ann) => {
    const { id, load } = refusedOnce(house);
    return ann.send(`${inApi(house, id)}/loads/${load}/refused/resend`, { method: 'POST', body: REPAIRED });
  },
  'PUT /api/v1/projects/:id/datasets/:ds/load-policy': (house, ann) =>
    ann.put(`${inApi(house, own(house))}/load-policy`, { drift: 'block', rejects: { stop: 'share', above: 0.1 } }),
};

/** Rows of the audit log that stand for the dataset and its second version. */
export const LOAD_PREPARED: Record<string, number> = {
  'POST /api/v1/projects/:id/datasets/:ds/events': 2,
  'POST /datasets/:id/history/policy': 2,
  'POST /datasets/:id/history/:load/undo': 3,
  'POST /api/v1/projects/:id/datasets/:ds/loads/:load/undo': 3,
  'POST /datasets/:id/history/:load/refused/edit': 4,
  'POST /datasets/:id/history/:load/refused/file': 3,
  'POST /api/v1/projects/:id/datasets/:ds/loads/:load/refused/resend': 3,
  'PUT /api/v1/projects/:id/datasets/:ds/load-policy': 2,
};
