/** Real servers through the child that connectors run in: what is read, and that what is called off ends at the server. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AppError } from '#sdk';
import { ConnectorHost, type ConnectorTarget } from '../../src/engine/connect/connector-host.ts';
import { NOTHING_READ } from '../../src/engine/connect/stage-table.ts';
import { until } from './connection-cases.ts';
import type { House, Peer } from './house.ts';
import { mysqlHouse } from './mysql.house.ts';
import { postgresHouse } from './postgresql.house.ts';
import { STANDARD_ROWS, STEPS } from './standard-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-sql-child-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([postgresHouse, mysqlHouse])('$connector.id', (house: House) => {
  const { connector, needs } = house;
  const end = needs === null ? '' : ` (needs ${needs})`;
  let peer: Peer;
  let host: ConnectorHost;
  let target: ConnectorTarget;
  if (needs === null)
    beforeAll(async () => {
      peer = await house.start();
      const allow = [`127.0.0.1:${peer.ports.plain}`];
      host = new ConnectorHost(
        () => ({
          access: { folders: [], programs: {}, egress: { settings: { allow, ca: [], publicUrl: '' }, ownPorts: [] } },
          limits: { answerMs: 20_000, batchMs: 20_000, maxCellBytes: 100_000, maxBatchBytes: 20_000_000 },
          ...{ pool: { perConnection: 4, inAll: 8 }, memoryBytes: 2 ** 30 },
        }),
        () => {},
      );
      const place = { host: '127.0.0.1', port: peer.ports.plain, tls: 'off', authority: '' } as const;
      target = {
        connector: {
          ...{ id: connector.id, sha256: null },
          path: resolve(import.meta.dir, `../../plugins/connectors/${connector.id}.ts`),
        },
        ...{ params: connector.params, key: 'one', cause: { purpose: 'connection of a test' } },
        settings: peer.settings({ ...place, secret: peer.secret }),
      };
    }, 120_000);
  if (needs === null) afterAll(() => peer?.end());

  test.skipIf(needs !== null)(`a preview and a whole table${end}`, async () => {
    const { rows } = await host.run(target, 'preview', { table: peer.tables.standard, rows: 3 });
    expect(rows.map((row) => row[1])).toEqual(STANDARD_ROWS.slice(0, 3).map(({ label }) => label));
    const path = join(folder, `${connector.id}.csv`);
    const request = { table: peer.tables.steps, since: { column: 'step', value: null }, limit: null };
    const asked = { path, request, cursor: null, from: NOTHING_READ, minFreeBytes: 0, syncBytes: 1e6, syncMs: 1e6 };
    const read = await host.run(target, 'extractTable', asked);
    // A number, so that an overlap can be taken off.
    expect([read.rows, read.last]).toEqual([STEPS, { bigint: String(STEPS) }]);
    expect(readFileSync(path, 'utf8').split('\n').length).toBe(STEPS + 2);
  });

  test.skipIf(needs !== null)(`a statement that nobody waits for any more ends at the server${end}`, async () => {
    const stop = new AbortController();
    const asked = { query: peer.queries!.slow!, rows: 1 };
    const failed = host.run(target, 'preview', asked, { signal: stop.signal }).catch((error: AppError) => error.fault);
    await until(async () => (await peer.busy!()) > 0);
    stop.abort();
    expect(await failed).toBe('cancelled');
    await until(async () => (await peer.busy!()) === 0);
  });
});
