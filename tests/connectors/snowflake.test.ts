import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { generateKeyPairSync } from 'node:crypto';
import { Value } from '#sdk';
import snowflake from '../../plugins/connectors/snowflake.ts';
import { cellReader } from '../../plugins/kit/snowflake-values.ts';
import { caseTable } from './case-table.ts';
import { until } from './connection-cases.ts';
import { PEER_NAME, RunHouse, type RunOptions } from './connector-run.ts';
import { liveHouse } from './live.ts';
import { batchesOf, rowsOf } from './opened.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import {
  ACCESS_TOKEN,
  ACCOUNT,
  PRIVATE_KEY,
  snowflakeDatabase,
  snowflakeHouse,
  snowflakeStub,
} from './snowflake.house.ts';
import type { SnowflakeStub } from './snowflake-stub.ts';

caseTable(liveHouse(snowflake, snowflakeHouse) ?? snowflakeHouse);

describe('snowflake', () => {
  const runs = new RunHouse();
  let database: SimulatedDatabase;
  let stub: SnowflakeStub;
  beforeAll(async () => {
    await runs.start();
    database = await snowflakeDatabase();
    stub = snowflakeStub(database);
  });
  afterAll(async () => {
    runs.stop();
    await stub.end();
    await database[Symbol.asyncDispose]();
  });

  const open = (settings: object, options: RunOptions = {}) => {
    const given = { ...ACCOUNT, host: PEER_NAME, port: stub.port, ...settings };
    const whole = Value.Default(snowflake.params, given) as Parameters<typeof snowflake.open>[0];
    return snowflake.open(whole, runs.run({ ports: [stub.port], ...options }));
  };

  test('signs in with a token of a program, or with a key that has a passphrase', async () => {
    await using byToken = await open({ token: ACCESS_TOKEN });
    expect((await byToken.check()).server).toBe('Snowflake a stub');
    await expect(open({ token: 'another' }).then((source) => source.check())).rejects.toMatchObject({
      code: 'connector.signIn',
    });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const sealed = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' } as const;
    const stranger = { privateKey: String(privateKey.export(sealed)), passphrase: 'open' };
    // The key is read, and the server does not know it; without its passphrase it is not even read.
    await expect(open(stranger).then((source) => source.check())).rejects.toMatchObject({
      message: expect.stringContaining('JWT'),
    });
    await expect(open({ ...stranger, passphrase: 'no' })).rejects.toMatchObject({
      message: expect.stringContaining('passphrase'),
    });
  });

  test('one statement alone, in the warehouse and the time that the settings say', async () => {
    await using source = await open({ privateKey: PRIVATE_KEY, role: 'READER', statementMinutes: 3 });
    await source.tables();
    expect(stub.seen.statements.at(-1)).toMatchObject({
      ...{ database: 'ERP', warehouse: 'READING', role: 'READER', timeout: 180 },
      parameters: { MULTI_STATEMENT_COUNT: '1', TIMEZONE: 'UTC' },
    });
  });

  test('waits where the server is busy, and calls off what it does not wait for', async () => {
    stub.seen.busyAnswers = 1;
    await using source = await open({ privateKey: PRIVATE_KEY });
    expect(rowsOf(await batchesOf(source, { table: 'sales.adit_many', limit: 6_000 })).length).toBe(6_000);
    const stop = new AbortController();
    await using slow = await open({ privateKey: PRIVATE_KEY }, { signal: stop.signal });
    const reading = batchesOf(slow, { query: 'select step from sales.adit_slow' });
    await until(() => stub.seen.running > 0);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ fault: 'cancelled' });
    await until(() => stub.seen.running === 0);
    expect(stub.seen.cancelled).toBe(1);
  });

  /** The examples of the interface's manual, and their neighbours before 1970. */
  test.each([
    ['date', '18262', '2020-01-01'],
    ['time', '82919.000000000', '23:01:59.000000000'],
    ['timestamp_ntz', '1611871901.123456789', '2021-01-28T22:11:41.123456789'],
    ['timestamp_ltz', '1611871901.000000000', '2021-01-28T22:11:41.000000000Z'],
    ['timestamp_tz', '1616173619.000000000 960', '2021-03-19T09:06:59.000000000-08:00'],
    ['timestamp_ntz', '-0.000000001', '1969-12-31T23:59:59.999999999'],
    ['timestamp_ntz', '-86400.500000000', '1969-12-30T23:59:59.500000000'],
    ['fixed', '12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ['boolean', 'true', true],
  ])('%s %s is %s', (type, text, cell) => {
    expect(cellReader({ name: 'x', type })(text)).toBe(cell);
  });
});
