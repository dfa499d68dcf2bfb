import { sql } from '#sdk';
import { withinReach } from '../../platform/access/reach-sql.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Connection, ConnectionTest } from './model.ts';
import type { ConnectionStore } from './store.ts';

interface ConnectionRow {
  id: string;
  tenant_id: string;
  workspace_id: string;
  name: string;
  connector: string;
  settings: string;
  secrets: string;
  etag: string;
  created_by: string;
  created_at: number;
  updated_at: number | null;
  tested_at: number | null;
  tested_by: string | null;
  test_passed: number | null;
  test_words: string | null;
  tester: string | null;
}

const COLUMNS = sql`id, tenant_id, workspace_id, name, connector, settings, secrets, etag, created_by, created_at, updated_at,
  tested_at, tested_by, test_passed, test_words,
  (select u.display_name from users u where u.tenant_id = connections.tenant_id and u.id = tested_by) as tester`;

export const sqliteConnectionStore = (db: Db): ConnectionStore => ({
  find(tenant, id) {
    const row = db.get<ConnectionRow>(
      sql`select ${COLUMNS} from connections where tenant_id = ${tenant} and id = ${id}`,
    );
    return row && toConnection(row);
  },
  findAnywhere(id) {
    const row = db.get<ConnectionRow>(sql`select ${COLUMNS} from connections where id = ${id}
      and exists (select 1 from workspaces w join tenants t on t.id = w.tenant_id where w.id = connections.workspace_id
        and w.tenant_id = connections.tenant_id and w.archived_at is null and t.disabled_at is null and t.archived_at is null)`);
    return row && toConnection(row);
  },
  findByName(tenant, workspace, name) {
    const row = db.get<ConnectionRow>(sql`select ${COLUMNS} from connections where tenant_id = ${tenant}
      and workspace_id = ${workspace} and name = ${name} collate nocase`);
    return row && toConnection(row);
  },
  list(reach, { limit, after, offset }) {
    const seen = sql`tenant_id = ${reach.tenant} and ${withinReach(reach, 'workspace_id')}`;
    const from = after ? sql`and (name, id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<ConnectionRow>(sql`select ${COLUMNS} from connections where ${seen} ${from}
      order by name, id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from connections where ${seen}`)?.n ?? 0;
    return { rows: rows.map(toConnection), total };
  },
  count: (tenant) =>
    db.get<{ n: number }>(sql`select count(*) as n from connections where tenant_id = ${tenant}`)?.n ?? 0,
  insert(tx, c) {
    tx.run(sql`insert into connections (id, tenant_id, workspace_id, name, connector, settings, secrets, etag, created_by, created_at)
      values (${c.id}, ${c.tenant}, ${c.workspace}, ${c.name}, ${c.connector}, ${JSON.stringify(c.settings)},
        ${JSON.stringify(c.secrets)}, ${c.etag}, ${c.createdBy}, ${c.createdAtMs})`);
  },
  update: (tx, c, expectedEtag) =>
    tx.run(sql`update connections set name = ${c.name}, settings = ${JSON.stringify(c.settings)},
      secrets = ${JSON.stringify(c.secrets)}, etag = ${c.etag}, updated_at = ${c.updatedAtMs},
      tested_at = ${c.lastTest?.atMs ?? null}, tested_by = ${c.lastTest?.by ?? null},
      test_passed = ${c.lastTest ? Number(c.lastTest.passed) : null}, test_words = ${c.lastTest && linesOf(c.lastTest)}
      where tenant_id = ${c.tenant} and id = ${c.id} and etag = ${expectedEtag}`).changes === 1,
  remove: (tx, c, expectedEtag) =>
    tx.run(sql`delete from connections where tenant_id = ${c.tenant} and id = ${c.id} and etag = ${expectedEtag}`)
      .changes === 1,
  noteTest(tx, c, test) {
    const { atMs, by, passed } = test;
    tx.run(sql`update connections set tested_at = ${atMs}, tested_by = ${by}, test_passed = ${Number(passed)},
      test_words = ${linesOf(test)} where tenant_id = ${c.tenant} and id = ${c.id} and etag = ${c.etag}`);
  },
});

/** What a test said: a line, and a line for each of what else the source says of itself. */
const linesOf = ({ words, details }: Pick<ConnectionTest, 'words' | 'details'>): string =>
  [words, ...details].map((line) => line.replace(/\s*\n\s*/g, ' ')).join('\n');

function wordsIn(lines: string): Pick<ConnectionTest, 'words' | 'details'> {
  const [words, ...details] = lines.split('\n');
  return { words: words!, details };
}

const toConnection = (row: ConnectionRow): Connection => ({
  ...{ id: row.id, tenant: row.tenant_id, workspace: row.workspace_id, name: row.name, connector: row.connector },
  ...{ settings: JSON.parse(row.settings), secrets: JSON.parse(row.secrets), etag: row.etag },
  ...{ createdBy: row.created_by, createdAtMs: row.created_at, updatedAtMs: row.updated_at },
  lastTest:
    row.tested_at === null
      ? null
      : {
          atMs: row.tested_at,
          by: row.tested_by!,
          byName: row.tester,
          passed: row.test_passed === 1,
          ...wordsIn(row.test_words!),
        },
});
