/** Real databases that quote values of rows in what they refuse: told whole to who sees all of it, and kept nowhere else. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sql, sql } from '#sdk';
import { argon2Passwords } from '../../src/features/sign-in/index.ts';
import { until } from '../adit-bench.ts';
import { hasMariadb, startMariadb } from '../connectors/real-mariadb.ts';
import { POSTGRES, startPostgres } from '../connectors/real-postgres.ts';
import { addUser, PASSWORD } from '../example-appliance.ts';
import { HttpClient, listening } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

const ROW = 'Jane Quotedvalue';
const STAFF = `create table staff (id int, name varchar(40), at timestamp);
  insert into staff values (1, '${ROW}', '2024-01-01 08:00:00');`;

const SERVERS = [
  {
    ...{ id: 'postgresql', needs: POSTGRES ? '' : ' (needs postgresql)', database: 'postgres' },
    start: startPostgres,
    prepare: `${STAFF} create role reader login password 'quiet bees'; grant select on staff to reader;`,
    query: 'select id, name::int as n, at from staff',
    told: 'invalid input syntax for type integer: "…"',
    more: { query: 'select id, nothing from staff', names: 'column "nothing" does not exist' },
  },
  {
    ...{ id: 'mysql', needs: hasMariadb ? '' : ' (needs mariadb-server)', database: 'hr' },
    start: startMariadb,
    prepare: `create database hr; use hr; ${STAFF} create function as_int(x varchar(40)) returns int deterministic return x;
      create user reader@'%' identified by 'quiet bees'; grant select, execute on hr.* to reader@'%';`,
    query: 'select id, as_int(name) as n, at from staff',
    told: "Incorrect integer value: '…' for column",
    more: { query: 'select id, nothing from staff', names: "Unknown column 'nothing'" },
  },
] as const;

/** Where the whole of a fault may be kept: in the parts that are told to who sees all. */
const MAY_HOLD = new Set(['jobs.errors', 'extraction_runs.error']);

describe.each(SERVERS.map((one) => [one.id + one.needs, one] as const))(
  '%s',
  (_, { id, needs, database, start, prepare, query, told, more }) => {
    if (needs !== '') {
      test.skip('is not installed', () => {});
      return;
    }
    let server: Awaited<ReturnType<typeof start>>;
    let real: RealAppliance;
    let root: HttpClient;
    let anna: HttpClient;
    let project: string;
    let connection: string;
    let dataset: string;

    beforeAll(async () => {
      server = await start();
      await server.run(prepare);
      real = await realAppliance({
        ...{ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__JOBS__MAX_ATTEMPTS: '1' },
        ADIT__EGRESS__ALLOW: JSON.stringify([`127.0.0.1:${server.port}`]),
      });
      root = await real.signIn();
      const home = real.appliance.tenancy.ensureHome();
      project = home.project.id;
      const passwords = argon2Passwords({ memoryKiB: 64, passes: 1 });
      await addUser({ ...real.appliance, passwords } as never, {
        login: 'anna',
        tenant: home.tenant.id,
        role: 'analyst',
      });
      anna = new HttpClient(listening(real.url));
      await anna.post('/api/v1/auth/login', { login: 'anna', password: PASSWORD });
      const settings = {
        host: '127.0.0.1',
        port: server.port,
        database,
        user: 'reader',
        password: 'quiet bees',
        tls: 'off',
      };
      const made = await root.post('/api/v1/data-designer/connectors', { name: 'HR', connector: id, settings });
      expect([made.status, made.json.detail]).toEqual([201, undefined]);
      connection = made.json.id;
      dataset = await staffDataset();
    }, 90_000);
    afterAll(async () => {
      await real?.end();
      await server?.end();
    }, 30_000);

    /** One that holds a column which analysts see as stars. */
    async function staffDataset(): Promise<string> {
      const text = 'id,n,at,who\n0,0,2023-01-01T00:00:00Z,Zoe\n';
      const at = `/api/v1/uploads/file?name=a.csv&projectId=${project}`;
      const upload = (await root.send(at, { method: 'POST', body: new TextEncoder().encode(text) })).json.id;
      const columns = [
        ...[
          { column: 'id', role: 'case' },
          { column: 'n', role: 'activity' },
        ],
        { column: 'who', privacy: { class: 'direct', action: 'mask-on-view' } },
      ];
      await root.post(`/api/v1/uploads/${upload}/load`, { newDatasetName: 'Staff', mapping: { columns } });
      return until(async () => {
        const { stage, datasetId } = (await root.get(`/api/v1/uploads/${upload}/status`)).json;
        return stage === 'done' ? datasetId : undefined;
      });
    }

    let jobs = 0;
    async function failedRun(asked: string): Promise<{ id: string; job: string }> {
      const { json } = await root.post('/api/v1/data-designer/import-jobs', {
        ...{ name: `Job ${++jobs}`, connectionId: connection, datasetId: dataset, mode: 'append' },
        ...{ source: { query: asked }, follow: { by: 'everything' } },
        mapping: {
          columns: [
            { column: 'id', role: 'case' },
            { column: 'n', role: 'activity' },
          ],
          timeZone: 'UTC',
        },
      });
      const { job } = (await root.post(`/api/v1/data-designer/import-jobs/${json.id}/run`, {})).json;
      await until(async () => {
        const [last] = (await root.get(`/api/v1/data-designer/import-jobs/${json.id}/runs`)).json.items;
        return last?.state === 'failed' ? last : undefined;
      });
      return { id: json.id, job };
    }

    test('a run that failed says why, and quotes rows to who sees all of them alone', async () => {
      const { id: made, job } = await failedRun(query);
      const runs = `/api/v1/data-designer/import-jobs/${made}/runs`;
      const errorFor = async (by: HttpClient) => (await by.get(runs)).json.items[0].error;
      expect((await errorFor(root)).message).toContain(ROW);
      expect((await errorFor(anna)).message).toContain(told);
      for (const by of [root, anna])
        for (const path of [`/api/v1/jobs/${job}`, `/jobs/${job}`, '/jobs', '/', '/inbox'])
          expect([path, (await by.get(path)).text.includes('Quotedvalue')]).toEqual([path, false]);
      expect((await root.get(`/api/v1/jobs/${job}`)).json.error.message).toContain(told);
      for (const path of [runs, `/api/v1/data-designer/import-jobs/${made}`, `/extractions/${made}`, '/extractions'])
        expect([path, (await anna.get(path)).text.includes('Quotedvalue')]).toEqual([path, false]);
    }, 60_000);

    test('nothing of it is in the log, in the audit, in what is told to others, or anywhere else in the database', async () => {
      const { db } = real.appliance;
      const tables = db.all<{ name: string }>(sql`select name from sqlite_schema where type = 'table'`);
      const holding = tables.flatMap(({ name }) => {
        const rows = db.all<Record<string, unknown>>({ text: `select * from "${name}"`, values: [] } as unknown as Sql);
        const cells = rows.flatMap((row) => Object.entries(row));
        return cells.flatMap(([column, cell]) => (String(cell).includes('Quotedvalue') ? [`${name}.${column}`] : []));
      });
      expect([...new Set(holding)].filter((place) => !MAY_HOLD.has(place))).toEqual([]);
      expect(holding).toContain('jobs.errors');
      expect(readFileSync(join(real.folder, 'adit.log'), 'utf8')).not.toContain('Quotedvalue');
    });

    test('who looks at the rows themselves is told whole; names of tables and columns are told to everybody', async () => {
      const preview = await anna.post(`/api/v1/data-designer/connectors/${connection}/preview`, { query, rows: 5 });
      expect(preview.json.detail).toContain(ROW);
      const sample = await anna.post('/api/v1/data-designer/import-jobs/preview', {
        ...{ connectionId: connection, source: { query } },
      });
      expect(sample.json.detail).toContain(ROW);
      const unknown = await anna.post(`/api/v1/data-designer/connectors/${connection}/preview`, {
        query: more.query,
        rows: 5,
      });
      expect(unknown.json.detail).toContain(more.names);
    }, 60_000);
  },
);
