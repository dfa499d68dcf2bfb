/** Databases from before migration 0029: what their XES loads had decided about people is found again, or refused, never guessed. */
import { expect, test } from 'bun:test';
import { COLUMNS, type ColumnSpec, sql } from '#sdk';
import type { ColumnMapping } from '../../engine/import/mapping.ts';
import { decisionsOf, type StandingDecisions } from '../../engine/import/standing-decisions.ts';
import { decidedIn } from '../../engine/import/xes-people.ts';
import { type Db, migrate, migrationStatus, openDb } from '../../platform/db/index.ts';
import { MIGRATIONS } from '../../platform/db/migrations/index.ts';
import { loadStore } from './load-store.sqlite.ts';

const HASHED = { class: 'direct', action: 'hash' };
const PREFIX = { class: 'quasi', action: 'generalise', by: 'prefix', length: 2 };

interface OldLoad {
  readonly mapping?: object;
  /** What its job was asked; absent: the job is gone. */
  readonly asked?: object;
  /** What its step of reading says was done; null: nothing; absent: there is no such step. */
  readonly done?: readonly object[] | null;
  readonly withoutJob?: boolean;
}

/** A database as the release before 0029 left it: each load is that of a dataset of its own. */
function oldDatabase(loads: Readonly<Record<string, OldLoad>>): Db {
  const db = openDb(':memory:');
  migrate(db, { migrations: MIGRATIONS.filter(({ number }) => number < 29) });
  for (const tenant of ['t', 'other']) {
    db.run(sql`insert into tenants (id, name, created_at) values (${tenant}, ${tenant}, 0)`);
    db.run(sql`insert into workspaces (id, tenant_id, name, created_at) values (${`w-${tenant}`}, ${tenant}, 'w', 0)`);
    db.run(sql`insert into projects (id, tenant_id, workspace_id, name, created_at)
      values (${`p-${tenant}`}, ${tenant}, ${`w-${tenant}`}, 'p', 0)`);
  }
  for (const [name, load] of Object.entries(loads)) addLoad(db, name, load);
  return db;
}

function addLoad(db: Db, name: string, { mapping, asked, done, withoutJob = false }: OldLoad): void {
  const [version, job] = [`v-${name}`, `j-${name}`];
  db.transaction((tx) => {
    tx.run(sql`insert into datasets (id, tenant_id, project_id, name, current_version, created_at)
      values (${name}, 't', 'p-t', ${name}, ${version}, 0)`);
    tx.run(sql`insert into dataset_versions (id, tenant_id, dataset_id, number, hash, manifest_path, cases, events, created_at)
      values (${version}, 't', ${name}, 1, ${name}, ${name}, 1, 1, 0)`);
    if (asked)
      tx.run(sql`insert into jobs (id, tenant_id, kind, payload, state, run_at, created_at)
        values (${job}, 't', 'dataset.import', ${JSON.stringify({ dataset: name, mapping: asked })}, 'done', 0, 0)`);
    tx.run(sql`insert into data_updates (id, tenant_id, dataset_id, version_id, rows_before, rows_after, inserted, updated, unchanged,
        rejected, mapping, job_id, at)
      values (${`u-${name}`}, 't', ${name}, ${version}, 0, 1, 1, 0, 0, 0, ${mapping ? JSON.stringify(mapping) : null},
        ${withoutJob ? null : job}, 0)`);
    if (done !== undefined) addStep(db, name, 't', done);
  });
}

/** Of reading a file, as loads wrote it then: names of columns with class and action. */
function addStep(db: Db, dataset: string, tenant: string, privacy: readonly object[] | null): void {
  const parameters = JSON.stringify({ reader: 'xes', read: 1, ...(privacy ? { privacy } : {}) });
  db.run(sql`insert into provenance_steps (id, tenant_id, dataset_id, number, step, inputs, parameters, job_id, build, at)
    values (${`s-${tenant}-${dataset}`}, ${tenant}, ${dataset}, 1, 'read', '[]', ${parameters}, ${`j-${dataset}`}, 'b', 0)`);
}

/** The rest of the migrations, and what the next load then knows. */
function migrated(db: Db): (name: string) => readonly ColumnMapping[] | null {
  expect(migrate(db).applied[0]).toBe('0029-standing-decisions.sql');
  expect(migrationStatus(db).pending).toEqual([]);
  const store = loadStore(db);
  return (name) => {
    const said = store.listSaid('t', name);
    expect(said.length).toBeLessThan(2);
    return said[0]?.people ?? null;
  };
}

test('what the job was asked is kept whole; where it is gone, what its step says', () => {
  const asked = { columns: [{ column: 'org:resource', privacy: PREFIX }] };
  const db = oldDatabase({
    asked: { asked, done: [{ column: 'org:resource', class: 'quasi', action: 'generalise' }] },
    swept: { done: [{ column: 'case:concept:name', ...HASHED }] },
    // Its job said nothing of columns.
    plain: { asked: { timeZone: 'UTC' }, done: [{ column: 'who', ...HASHED }] },
  });
  const peopleOf = migrated(db);
  expect(peopleOf('asked')).toEqual(asked.columns as never);
  expect(peopleOf('swept')).toEqual([{ column: 'case:concept:name', privacy: HASHED }] as never);
  expect(peopleOf('plain')).toEqual([{ column: 'who', privacy: HASHED }] as never);
});

test('nothing was decided: nothing stands; loads with a mapping, and those without a job, are left alone', () => {
  const mapping = { columns: [{ column: 'who', privacy: HASHED }] };
  const db = oldDatabase({
    undecided: { asked: {}, done: null },
    older: {},
    table: { mapping, asked: mapping, done: [{ column: 'who', ...HASHED }] },
    demo: { withoutJob: true, done: [{ column: 'who', ...HASHED }] },
  });
  const peopleOf = migrated(db);
  for (const name of ['undecided', 'older']) expect([name, peopleOf(name) ?? []]).toEqual([name, []]);
  for (const name of ['table', 'demo']) expect([name, peopleOf(name)]).toEqual([name, null]);
  expect(loadStore(db).listSaid('t', 'table')).toEqual([{ mapping, people: null }] as never);
});

test('the steps of another tenant say nothing', () => {
  const db = oldDatabase({ mine: {} });
  db.run(
    sql`insert into datasets (id, tenant_id, project_id, name, created_at) values ('theirs', 'other', 'p-other', 'theirs', 0)`,
  );
  db.run(sql`insert into provenance_steps (id, tenant_id, dataset_id, number, step, inputs, parameters, job_id, build, at)
    values ('s', 'other', 'theirs', 1, 'read', '[]', ${JSON.stringify({ privacy: [{ column: 'who', ...HASHED }] })}, 'j-mine', 'b', 0)`);
  expect(migrated(db)('mine') ?? []).toEqual([]);
});

test('the next load does the same again; where what is known is too little for that, it is refused', () => {
  const db = oldDatabase({
    hashed: { done: [{ column: 'org:resource', ...HASHED }] },
    cut: { done: [{ column: 'org:resource', class: 'quasi', action: 'generalise' }] },
  });
  const peopleOf = migrated(db);
  const resource: ColumnSpec = { id: COLUMNS.resource, name: 'org:resource', level: 'event', class: 'category' };
  const next = (name: string) => {
    const columns = decisionsOf({ columns: [...peopleOf(name)!] }, true);
    const standing: StandingDecisions = { columns, known: ['org:resource'], mayChange: false };
    return decidedIn([], [resource], standing).get('org:resource')?.privacy;
  };
  expect(next('hashed')).toEqual(HASHED as never);
  expect(() => next('cut')).toThrow('say how it is generalised');
});
