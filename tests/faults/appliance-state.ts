import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '#sdk';
import { auditLog } from '../../src/platform/audit/index.ts';
import { openDb } from '../../src/platform/db/index.ts';
import { openKey } from '../../src/platform/secrets/index.ts';

/** What stands in a data folder that no process holds. */
export interface State {
  /** Of the dataset, null: there is none yet. */
  dataset: { status: string; number: number | null; cases: number | null; events: number | null } | null;
  /** Published versions, folders of versions on disk, and folders that are no version's. */
  versions: number;
  strangers: string[];
  missing: string[];
  /** States of the loads' jobs, in order; what follows from a load has jobs of its own. */
  jobs: string[];
  loads: number;
}

/** Reads the state; throws when the database or the chain of the audit log is broken. */
export function stateOf(data: string): State {
  const db = openDb(join(data, 'adit.sqlite'));
  try {
    const integrity = db.get<{ integrity_check: string }>({ text: 'pragma integrity_check', values: [] });
    if (integrity?.integrity_check !== 'ok') throw new Error(`The database is damaged: ${integrity?.integrity_check}`);
    const key = openKey({ configured: '', setting: 'audit.key', file: join(data, 'audit.key') });
    const chain = auditLog(key).verify(db);
    if (!chain.ok) throw new Error(`The audit log is broken: ${JSON.stringify(chain.findings)}`);
    const dataset = db.get<NonNullable<State['dataset']>>(sql`select d.status, v.number, v.cases, v.events
      from datasets d left join dataset_versions v on v.id = d.current_version`);
    const recorded = db
      .all<{ path: string }>(sql`select manifest_path as path from dataset_versions where removed_at is null`)
      .map(({ path }) => path.split('/').at(-2)!);
    const present = versionFolders(data);
    const jobs = db
      .all<{ state: string }>(sql`select state from jobs where kind = 'dataset.import' order by id`)
      .map((job) => job.state);
    const loads = db.get<{ n: number }>(sql`select count(*) as n from data_updates`)!.n;
    return {
      ...{ dataset, versions: recorded.length, jobs, loads },
      strangers: present.filter((name) => !recorded.includes(name)),
      missing: recorded.filter((name) => !present.includes(name)),
    };
  } finally {
    db.close();
  }
}

/** Names of everything that stands in a folder of versions, and of files that were never wholly kept. */
function versionFolders(data: string): string[] {
  const tenants = join(data, 'tenants');
  if (!existsSync(tenants)) return [];
  const names = readdirSync(tenants, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\/versions\/[^/]+$/.test(name) || /\/raw\/\.tmp-/.test(name))
    .map((name) => name.split('/').at(-1)!);
}
