/** Every statement on a table of tenants says which tenant it is about; seen as they reach the database while every change is made once. */

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sql, sql } from '#sdk';
import type { Db, Tx } from '../../src/platform/db/index.ts';
import { TRIAL_TYPES } from '../connection-house.ts';
import { type Appliance, addUser, exampleAppliance, signedIn } from '../example-appliance.ts';
import { exampleFoundations } from '../example-foundations.ts';
import { ACCESS_RECIPES } from './access-recipes.ts';
import { ACCOUNT_RECIPES } from './account-recipes.ts';
import { CONNECTION_RECIPES } from './connection-recipes.ts';
import { DATA_RECIPES } from './data-recipes.ts';
import { EXTRACTION_RECIPES } from './extraction-recipes.ts';
import { INBOX_RECIPES } from './inbox-recipes.ts';
import { JOB_RECIPES } from './job-recipes.ts';
import { KEY_RECIPES } from './key-recipes.ts';
import { LOAD_RECIPES } from './load-recipes.ts';
import { MODEL_RECIPES } from './model-recipes.ts';
import { PIPELINE_RECIPES } from './pipeline-recipes.ts';
import { type Plants, plant } from './plants.ts';
import { probe } from './probe-sender.ts';
import { QUALITY_RECIPES } from './quality-recipes.ts';
import type { Recipe } from './recipe.ts';
import { TENANCY_RECIPES } from './tenancy-recipes.ts';
import { WEBHOOK_RECIPES } from './webhook-recipes.ts';

const RECIPES: Record<string, Recipe> = {
  ...{
    ...ACCESS_RECIPES,
    ...ACCOUNT_RECIPES,
    ...DATA_RECIPES,
    ...JOB_RECIPES,
    ...KEY_RECIPES,
    ...MODEL_RECIPES,
    ...QUALITY_RECIPES,
    ...PIPELINE_RECIPES,
    ...LOAD_RECIPES,
    ...TENANCY_RECIPES,
    ...WEBHOOK_RECIPES,
    ...CONNECTION_RECIPES,
    ...EXTRACTION_RECIPES,
    ...INBOX_RECIPES,
  },
};

/** Rows of these belong to the appliance as well, or are found by what only their owner knows; each with why. */
const WITHOUT_TENANT: readonly [form: RegExp, why: string][] = [
  [/\b(id_hash|token_hash|session_hash) = \?/, 'found by the hash of a secret, which leads to the tenant'],
  [
    / from connections where id = \? and exists \(/,
    'found by the address of a connection, whose secret is compared next',
  ],
  [/ from api_keys k where k\.id = \?$/, 'found by what stands in a key, whose secret is compared next'],
  [/ where u\.login = \? and u\.kind = 'local'$/, 'who signs in has no tenant yet'],
  [/ from held_grants h .* where h\.role = 'administrator' and h\.workspace_id is null/, 'has the appliance anybody?'],
  [/^delete from (sessions|pending_sign_ins) where expires_at <= \?/, 'what is over goes, whosever it was'],
  [
    / from audit_log (order by seq|where action = 'audit\.verify'|where seq between)/,
    'the chain is one for all tenants',
  ],
  [/settings .*(where tenant_id is null|\(key, value, updated_at\))/, 'settings of the appliance itself'],
  [/ from jobs where tenant_id is null /, 'jobs of the appliance itself'],
  [/ from job_dependencies d .* and p\.tenant_id is \? /, 'of one tenant, or of the appliance, which is none'],
  [/^select first\.id, t\.lane from job_turns t join jobs first /, 'the runner works for every tenant'],
  [/^update jobs set state = .* where id = \? (and fence = \? .*)?returning/, 'the runner, of the job that it took'],
  [/ from file_removals order by at, name$/, 'the sweeper works for every tenant'],
  [/ from workspace_schedules (s )?where paused_at is null /, 'the scheduler works for every tenant'],
];

const seen = new Set<string>();
const noted = (statement: Sql): Sql => {
  seen.add(statement.text.replaceAll(/\s+/g, ' ').trim().toLowerCase());
  return statement;
};

/** The same database; what is asked of it is noted. */
function recorded(db: Db): Db {
  const noting = (writer: Db | Tx) => ({
    all: <T>(statement: Sql) => writer.all<T>(noted(statement)),
    get: <T>(statement: Sql) => writer.get<T>(noted(statement)),
    run: (statement: Sql) => writer.run(noted(statement)),
  });
  return Object.assign(Object.create(db) as Db, {
    ...noting(db),
    file: db.file,
    transaction: <T>(work: (tx: Tx) => T) => db.transaction((tx) => work(Object.assign(Object.create(tx), noting(tx)))),
    script: (text: string) => db.script(text),
    close: () => db.close(),
  });
}

const folder = mkdtempSync(join(tmpdir(), 'adit-statements-'));
afterAll(() => rmSync(folder, { recursive: true }));
let tables: ReadonlySet<string>;

async function newHouse(): Promise<Appliance> {
  const foundations = exampleFoundations({ ADIT__DATA__MIN_FREE_BYTES: '0' }, folder);
  return exampleAppliance({
    foundations: { ...foundations, db: recorded(foundations.db) },
    connectorTypes: TRIAL_TYPES,
  });
}

beforeAll(async () => {
  const house = await newHouse();
  const named = house.db.all<{
    name: string;
  }>(sql`select distinct m.name from sqlite_master m, pragma_table_info(m.name) c
    where m.type in ('table', 'view') and c.name = 'tenant_id'`);
  tables = new Set(named.map(({ name }) => name));
  const { tenant, workspace, project } = house.home;
  await addUser(house, { login: 'root', tenant: tenant.id, role: 'administrator' });
  await addUser(house, { login: 'boss', tenant: tenant.id, role: 'appliance-administrator' });
  const root = await signedIn(house, 'root');
  const where = { tenant: tenant.id, workspace: workspace.id, project: project.id };
  const plants: Plants = await plant(house, root, where, 'own');
  for (const route of house.routes.filter(({ method, kind }) => method === 'GET' && kind !== 'asset'))
    for (const by of [root, await signedIn(house, 'boss')]) await probe(route, by, () => plants);
  for (const recipe of Object.values(RECIPES)) {
    const fresh = await newHouse();
    await addUser(fresh, { login: 'ann', tenant: fresh.home.tenant.id, role: 'analyst' });
    await recipe(fresh, await signedIn(fresh, 'ann'));
  }
}, 120_000);

/** Tables of tenants in a statement, each by the name that its columns carry there. */
function* tablesIn(text: string): Generator<{ table: string; name: string | null }> {
  for (const [, table, alias] of text.matchAll(/\b(?:from|join|update|into) (\w+)(?: (?:as )?(\w+))?/g))
    if (tables.has(table!)) yield { table: table!, name: alias && !KEYWORDS.has(alias) ? alias : null };
}
const KEYWORDS = new Set([
  'where',
  'set',
  'on',
  'left',
  'join',
  'order',
  'group',
  'limit',
  'values',
  'union',
  'indexed',
]);

const namesTenant = (text: string): boolean =>
  [...tablesIn(text)].every(({ table, name }) =>
    name ? text.includes(`${name}.tenant_id`) : new RegExp(`(?<![.\\w])tenant_id|\\b${table}\\.tenant_id`).test(text),
  ) &&
  (/tenant_id = \?/.test(text) || text.startsWith('insert into'));

test('each names its tenant, but for those that say why not', () => {
  expect(seen.size).toBeGreaterThan(250);
  const nameless = [...seen].filter((text) => !namesTenant(text) && [...tablesIn(text)].length > 0);
  expect(nameless.filter((text) => !WITHOUT_TENANT.some(([form]) => form.test(text)))).toEqual([]);
});

test('the reasons are those of statements that there are', () => {
  for (const [form, why] of WITHOUT_TENANT)
    expect([why, [...seen].some((text) => form.test(text) && !namesTenant(text))]).toEqual([why, true]);
});
