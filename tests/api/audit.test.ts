import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '#sdk';
import { systemActor } from '../../src/platform/access/actor.ts';
import { TRIAL_TYPES } from '../connection-house.ts';
import {
  type Appliance,
  addDataset,
  addUser,
  builtFor,
  exampleAppliance,
  LOAD,
  PASSWORD,
  signedIn,
} from '../example-appliance.ts';
import { exampleFoundations } from '../example-foundations.ts';
import { FakeDirectory } from '../fake-directory.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { ACCESS_PREPARED, ACCESS_RECIPES } from './access-recipes.ts';
import { ACCOUNT_PREPARED, ACCOUNT_RECIPES } from './account-recipes.ts';
import { AUDIT_PREPARED, AUDIT_RECIPES } from './audit-recipes.ts';
import { CONNECTION_PREPARED, CONNECTION_RECIPES } from './connection-recipes.ts';
import { DATA_PREPARED, DATA_RECIPES } from './data-recipes.ts';
import { DIRECTORY_PREPARED, DIRECTORY_RECIPES } from './directory-recipes.ts';
import { EXTRACTION_PREPARED, EXTRACTION_RECIPES } from './extraction-recipes.ts';
import { IMPORT_PREPARED, IMPORT_RECIPES } from './import-recipes.ts';
import { INBOX_RECIPES } from './inbox-recipes.ts';
import { JOB_PREPARED, JOB_RECIPES } from './job-recipes.ts';
import { KEY_PREPARED, KEY_RECIPES } from './key-recipes.ts';
import { LOAD_PREPARED, LOAD_RECIPES } from './load-recipes.ts';
import { MODEL_PREPARED, MODEL_RECIPES } from './model-recipes.ts';
import { PIPELINE_PREPARED, PIPELINE_RECIPES } from './pipeline-recipes.ts';
import { QUALITY_PREPARED, QUALITY_RECIPES } from './quality-recipes.ts';
import type { Recipe } from './recipe.ts';
import { TENANCY_PREPARED, TENANCY_RECIPES } from './tenancy-recipes.ts';
import { WEBHOOK_PREPARED, WEBHOOK_RECIPES } from './webhook-recipes.ts';

/** How each route that changes something is called rightly, in a fresh house. A new one needs a line here. */
const own = (house: Appliance) => addDataset(house, house.home.tenant.id, house.home.project.id, 'Own');
const version = (etag: string) => ({ 'if-match': etag });
const publishAgain = (house: Appliance, id: string) =>
  house.datasets.publishVersion(systemActor('test', house.home.tenant.id), id, builtFor('again'), LOAD);
const setupToken = (house: Appliance) =>
  house.signIn.issueSetupLink(house.home.tenant.id)?.path.split('/').at(-1) ?? '';
const WORDS = 'an orchard full of quiet bees';

const PRESET = { name: 'P', filters: [{ id: 'has-activity', params: { activities: ['pay'] } }] };
const preset = async (house: Appliance, ann: HttpClient) =>
  (await ann.post('/api/v1/analysis/filters/presets', { datasetId: own(house), ...PRESET })).headers.get('location') ??
  '';
const CALENDAR = { name: 'C', week: { monday: [{ from: '08:00', to: '16:00' }] } };
const calendar = async (ann: HttpClient) =>
  (await ann.post('/api/v1/calendars', CALENDAR)).headers.get('location') ?? '';
const startAnalysis = (house: Appliance, ann: HttpClient) =>
  ann.post('/api/v1/analyses', { datasetId: own(house), id: 'echo' });

const folder = mkdtempSync(join(tmpdir(), 'adit-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As an address carries the filter `case-length`. */
const KEPT_FILTER = Buffer.from('[{"id":"case-length","params":{"min":1}}]').toString('base64url');

const RECIPES: Record<string, Recipe> = {
  ...ACCESS_RECIPES,
  ...ACCOUNT_RECIPES,
  ...AUDIT_RECIPES,
  ...JOB_RECIPES,
  ...KEY_RECIPES,
  ...WEBHOOK_RECIPES,
  ...CONNECTION_RECIPES,
  ...EXTRACTION_RECIPES,
  ...INBOX_RECIPES,
  ...DATA_RECIPES,
  ...LOAD_RECIPES,
  ...IMPORT_RECIPES,
  ...MODEL_RECIPES,
  ...QUALITY_RECIPES,
  ...PIPELINE_RECIPES,
  ...DIRECTORY_RECIPES,
  ...TENANCY_RECIPES,
  'POST /api/v1/analysis/filters/presets': (house, ann) =>
    ann.post('/api/v1/analysis/filters/presets', { datasetId: own(house), ...PRESET }),
  'PUT /api/v1/analysis/filters/presets/:id': async (house, ann) =>
    ann.put(await preset(house, ann), PRESET, version('1')),
  'DELETE /api/v1/analysis/filters/presets/:id': async (house, ann) =>
    ann.delete(await preset(house, ann), version('1')),
  'POST /api/v1/calendars': (_, ann) => ann.post('/api/v1/calendars', CALENDAR),
  'PUT /api/v1/calendars/:id': async (_, ann) => ann.put(await calendar(ann), CALENDAR, version('1')),
  'DELETE /api/v1/calendars/:id': async (_, ann) => ann.delete(await calendar(ann), version('1')),
  'POST /calendars/new': (_, ann) => ann.submit('/calendars/new', { name: 'C', monday: '8-16' }),
  'POST /calendars/:id/edit': async (_, ann) => {
    const at = (await calendar(ann)).replace('/api/v1', '');
    return ann.submit(`${at}/edit`, { name: 'D', monday: '8-16', etag: '1' });
  },
  'POST /calendars/:id/delete': async (_, ann) => {
    const at = (await calendar(ann)).replace('/api/v1', '');
    return ann.submit(`${at}/delete`, { etag: '1' });
  },
  'POST /api/v1/analyses': startAnalysis,
  'DELETE /api/v1/analyses/:id': async (house, ann) =>
    ann.delete((await startAnalysis(house, ann)).headers.get('location') ?? ''),
  'POST /api/v1/projects': (_, ann) => ann.post('/api/v1/projects', { name: 'P' }),
  'PUT /api/v1/projects/:id': (house, ann) =>
    ann.put(`/api/v1/projects/${house.home.project.id}`, { name: 'P' }, version('1')),
  'DELETE /api/v1/projects/:id': (house, ann) => ann.delete(`/api/v1/projects/${house.home.project.id}`, version('1')),
  'POST /api/v1/projects/:id/datasets': (house, ann) =>
    ann.post(`/api/v1/projects/${house.home.project.id}/datasets`, { name: 'D' }),
  'PUT /api/v1/projects/:id/datasets/:ds': (house, ann) =>
    ann.put(`/api/v1/projects/${house.home.project.id}/datasets/${own(house)}`, { name: 'E' }, version('2')),
  'DELETE /api/v1/projects/:id/datasets/:ds': (house, ann) =>
    ann.delete(`/api/v1/projects/${house.home.project.id}/datasets/${own(house)}`, version('2')),
  'POST /api/v1/projects/:id/datasets/:ds/versions/:version/restore': async (house, ann) => {
    const id = own(house);
    const at = `/api/v1/projects/${house.home.project.id}/datasets/${id}`;
    const first = (await ann.get(at)).json.version.id;
    publishAgain(house, id);
    return ann.post(`${at}/versions/${first}/restore`, undefined, version('3'));
  },
  'POST /api/v1/bin/:id/restore': async (house, ann) => {
    const id = own(house);
    await ann.delete(`/api/v1/projects/${house.home.project.id}/datasets/${id}`, version('2'));
    return ann.post(`/api/v1/bin/${id}/restore`);
  },
  'DELETE /api/v1/bin/:id': async (house, ann) => {
    const id = own(house);
    await ann.delete(`/api/v1/projects/${house.home.project.id}/datasets/${id}`, version('2'));
    return ann.delete(`/api/v1/bin/${id}`, version('3'));
  },
  'POST /api/v1/auth/login': (house) => house.client().post('/api/v1/auth/login', { login: 'ann', password: PASSWORD }),
  'POST /api/v1/auth/logout': (_, ann) => ann.post('/api/v1/auth/logout'),
  'POST /api/v1/auth/setup': (house) =>
    house.client().post('/api/v1/auth/setup', { token: setupToken(house), login: 'root', password: WORDS }),
  'DELETE /api/v1/auth/sessions/:id': async (_, ann) =>
    ann.delete(`/api/v1/auth/sessions/${(await ann.get('/api/v1/auth/sessions')).json.items[0].id}`),
  'POST /sign-in': (house) => house.client().submit('/sign-in', { login: 'ann', password: PASSWORD }, '/sign-in'),
  'POST /sign-out': (_, ann) => ann.submit('/sign-out'),
  'POST /setup': (house) => {
    const token = setupToken(house);
    return house.client().submit('/setup', { token, login: 'root', password: WORDS, again: WORDS }, `/setup/${token}`);
  },
  'POST /datasets/:id/presets': async (house, ann) =>
    ann.submit(`/datasets/${own(house)}/presets`, { f: KEPT_FILTER, name: 'P' }),
  'POST /datasets/:id/presets/:preset/delete': async (house, ann) => {
    const datasetId = own(house);
    const filters = [{ id: 'case-length', params: { min: 1 } }];
    const preset = (await ann.post('/api/v1/analysis/filters/presets', { datasetId, name: 'P', filters })).json;
    return ann.submit(`/datasets/${datasetId}/presets/${preset.id}/delete`, { etag: preset.etag });
  },
};
/** They compute and change nothing. */
const COMPUTING = [
  ...['POST /api/v1/analysis/calculators/execute', 'POST /api/v1/analysis/filters/apply'],
  ...['POST /api/v1/analysis/discovery/process', 'POST /api/v1/analysis/discovery/variants'],
  ...['POST /api/v1/analysis/discovery/dna', 'POST /api/v1/analysis/conformance/check'],
  'POST /api/v1/uploads/:id/preview',
  ...['POST /api/v1/data-designer/pipelines/validate', 'POST /api/v1/data-designer/pipelines/preview'],
  // Audited with its text before it runs, over data: tests/server/analyst-sql.test.ts.
  'POST /api/v1/analysis/sql',
  // Audited only where the list of filters is too long for an address and is kept.
  ...['POST /datasets/:id/filters', 'POST /datasets/:id/variants/picked'],
  ...['POST /datasets/:id/conformance/triage', 'POST /datasets/:id/models/settings'],
  // Forgets what nobody else has seen.
  'POST /extractions/new/:draft/cancel',
  // They show what was sent.
  'POST /pipelines/:id/expression',
  ...['POST /projects/:id/models/new', 'POST /projects/:id/models/:model/versions/new'],
];
/** Recipes that prepare something which is audited as well. */
const PREPARED: Record<string, number> = {
  ...ACCESS_PREPARED,
  ...ACCOUNT_PREPARED,
  ...AUDIT_PREPARED,
  ...JOB_PREPARED,
  ...KEY_PREPARED,
  ...WEBHOOK_PREPARED,
  ...CONNECTION_PREPARED,
  ...EXTRACTION_PREPARED,
  ...DATA_PREPARED,
  ...LOAD_PREPARED,
  ...IMPORT_PREPARED,
  ...MODEL_PREPARED,
  ...QUALITY_PREPARED,
  ...PIPELINE_PREPARED,
  ...DIRECTORY_PREPARED,
  ...TENANCY_PREPARED,
  'POST /api/v1/analysis/filters/presets': 2,
  'POST /datasets/:id/presets': 2,
  'POST /datasets/:id/presets/:preset/delete': 3,
  'PUT /api/v1/analysis/filters/presets/:id': 3,
  'DELETE /api/v1/analysis/filters/presets/:id': 3,
  'PUT /api/v1/calendars/:id': 1,
  'POST /calendars/:id/edit': 1,
  'POST /calendars/:id/delete': 1,
  'DELETE /api/v1/calendars/:id': 1,
  'POST /api/v1/analyses': 2,
  'DELETE /api/v1/analyses/:id': 3,
  'PUT /api/v1/projects/:id/datasets/:ds': 2,
  'DELETE /api/v1/projects/:id/datasets/:ds': 2,
  'POST /api/v1/projects/:id/datasets/:ds/versions/:version/restore': 3,
  'POST /api/v1/bin/:id/restore': 3,
  'DELETE /api/v1/bin/:id': 3,
  'POST /api/v1/auth/setup': 1,
  'POST /setup': 1,
};

test('there is a recipe for every route that changes something', async () => {
  const unsafe = (await exampleAppliance()).routes.filter((r) => r.method !== 'GET');
  const names = unsafe.map((r) => `${r.method} ${r.path}`).filter((name) => !COMPUTING.includes(name));
  expect(names.sort()).toEqual(Object.keys(RECIPES).sort());
});

test.each(Object.entries(RECIPES))('%s leaves exactly one audit row, and the chain holds', async (name, recipe) => {
  const house = await exampleAppliance({
    foundations: exampleFoundations({ ADIT__DATA__MIN_FREE_BYTES: '0' }, folder),
    directories: [new FakeDirectory()],
    connectorTypes: TRIAL_TYPES,
  });
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  const ann = await signedIn(house, 'ann');
  const before = house.auditRows().length;
  const got = await recipe(house, ann);
  expect(got.status).toBeLessThan(400);
  expect(house.auditRows().length - before - (PREPARED[name] ?? 0)).toBe(1);
  expect(house.audit.verify(house.db).findings).toEqual([]);
  const written = JSON.stringify(house.auditRows()) + house.lines.join('');
  for (const secret of [PASSWORD, WORDS, ...secretsIn(house, got)]) expect(written).not.toContain(secret);
});

/** What this answer gave away for good reasons: tokens, cookies, single-use links. None of it may stand in an audit row or in the log. */
function secretsIn(house: Appliance, { text, headers }: Got): string[] {
  const kept = house.db.all<{ csrf: string }>(sql`select csrf from sessions`).map(({ csrf }) => csrf);
  const cookies = headers.getSetCookie().map((cookie) => /=([^;]*)/.exec(cookie)![1]!);
  const tokens = text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+|(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{43}(?![\w-])/g) ?? [];
  return [...kept, ...cookies, ...tokens].filter((secret) => secret.length >= 20);
}
