import { join } from 'node:path';
import { hasMariadb, startMariadb } from '../../../tests/connectors/real-mariadb.ts';
import { POSTGRES, startPostgres } from '../../../tests/connectors/real-postgres.ts';
import { ApiClient } from '../api-client.ts';
import type { Bench } from '../bench.ts';
import { spreadOf } from '../measure.ts';
import { ServerChild } from '../server-child.ts';

const group = 'connections';
const MOST_ROWS = 1e6;
const LOOK_EVERY_MS = 50;
const API = '/api/v1/data-designer';
const ACCOUNT = { database: 'sales', user: 'reader', password: 'quiet bees', tls: 'off' };

interface Kind {
  readonly title: string;
  readonly connector: string;
  readonly table: string;
  /** Rows in a second, to the published version. */
  readonly toReach: number;
  readonly isHere: boolean;
  start(): Promise<{ readonly port: number; run(statements: string): Promise<string>; end(): Promise<void> }>;
  fill(rows: number): string;
}

/** Six columns: case, activity, time, person, amount, note; eleven events a case. */
const KINDS: readonly Kind[] = [
  {
    ...{
      title: 'PostgreSQL',
      connector: 'postgresql',
      table: 'public.log',
      toReach: 150_000,
      isHere: POSTGRES !== null,
    },
    start: startPostgres,
    fill: (rows) => `create role reader login password '${ACCOUNT.password}'; create database sales; \\c sales
      create table log as select 'c' || i / 11 as case_id, 'step ' || i % 20 as activity,
        timestamptz '2024-01-01 00:00:00+00' + i * interval '7 seconds' as at, 'user ' || i % 50 as resource,
        (i % 1000) / 100.0 as amount, 'note ' || i % 777 as note from generate_series(1, ${rows}) i;
      analyze log; grant select on log to reader;`,
  },
  {
    ...{ title: 'MariaDB', connector: 'mysql', table: 'sales.log', toReach: 120_000, isHere: hasMariadb },
    start: startMariadb,
    fill: (rows) => `create database sales; use sales;
      create table log as select concat('c', seq div 11) as case_id, concat('step ', seq % 20) as activity,
        timestamp('2024-01-01 00:00:00') + interval seq * 7 second as at, concat('user ', seq % 50) as resource,
        (seq % 1000) / 100.0 as amount, concat('note ', seq % 777) as note from seq_1_to_${rows};
      create user reader@'%' identified by '${ACCOUNT.password}'; grant select on sales.* to reader@'%';`,
  },
];

/** A table of a real database on this machine, from the wish to the published version, by the real server. */
export async function measureConnections(bench: Bench): Promise<void> {
  const rows = Math.min(MOST_ROWS, Math.max(...bench.settings.importSizes));
  for (const kind of KINDS) {
    if (!kind.isHere) {
      bench.note(`${kind.title} is not installed: no load of it was measured.`);
      continue;
    }
    const database = await kind.start();
    try {
      await database.run(kind.fill(rows));
      await measureOne(bench, kind, { port: database.port, rows });
    } finally {
      await database.end();
    }
  }
}

async function measureOne(
  bench: Bench,
  { title, connector, table, toReach }: Kind,
  { port, rows }: { port: number; rows: number },
): Promise<void> {
  const { threads, binary, folder, runs } = bench.settings;
  await using server = await ServerChild.start({
    ...{ dataFolder: join(folder, `connections-${connector}`), threads, binary },
    env: { ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__EGRESS__ALLOW: JSON.stringify([`127.0.0.1:${port}`]) },
  });
  const client = await ApiClient.signIn(server);
  const made = async (path: string, body: object): Promise<{ id: string }> =>
    JSON.parse((await client.post(path, body)).text);
  const project = await made('/api/v1/projects', { name: title });
  const settings = { ...ACCOUNT, host: '127.0.0.1', port };
  const connection = await made(`${API}/connectors`, { name: title, connector, settings });
  const columns = [
    { column: 'case_id', role: 'case' },
    { column: 'activity', role: 'activity' },
    { column: 'at', role: 'timestamp' },
    { column: 'resource', role: 'resource' },
  ];
  const times: number[] = [];
  for (let run = 0; run < Math.min(runs, 3); run++) {
    const job = await made(`${API}/import-jobs`, {
      ...{ name: `run ${run}`, connectionId: connection.id, projectId: project.id, newDatasetName: `run ${run}` },
      ...{ source: { table }, follow: { by: 'everything' }, mode: 'replace', mapping: { columns }, timeZone: 'UTC' },
    });
    const begun = performance.now();
    await client.post(`${API}/import-jobs/${job.id}/run`, {});
    await done(client, job.id);
    times.push(performance.now() - begun);
  }
  const rate = Math.round(rows / (Math.min(...times) / 1000) / 1000);
  bench.add({
    ...{ group, work: `load of a table of ${title}`, events: rows, value: spreadOf(times) },
    ...(rows === MOST_ROWS ? { toReach: (rows / toReach) * 1000 } : {}),
    note: `up to ${rate},000 rows/s to the published version`,
  });
}

async function done(client: ApiClient, job: string): Promise<void> {
  for (;;) {
    const [run] = JSON.parse((await client.get(`${API}/import-jobs/${job}/runs`)).text).items;
    if (run?.state === 'done') return;
    if (run?.state === 'failed') throw new Error(`the load ended: ${JSON.stringify(run.error)}`);
    await Bun.sleep(LOOK_EVERY_MS);
  }
}
