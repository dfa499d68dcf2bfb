import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Value } from '#sdk';
import sqlServer from '../../plugins/connectors/sql-server.ts';
import { CERTIFIED } from '../example-authority.ts';
import { caseTable } from './case-table.ts';
import { until } from './connection-cases.ts';
import { PEER_NAME, RunHouse, type RunOptions } from './connector-run.ts';
import { SECRET } from './house.ts';
import { liveHouse } from './live.ts';
import { batchesOf, rowsOf } from './opened.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import { sqlServerDatabase, sqlServerHouse } from './sql-server.house.ts';
import { TdsStub } from './tds-stub/index.ts';

caseTable(liveHouse(sqlServer, sqlServerHouse) ?? sqlServerHouse);

describe('sql-server', () => {
  const runs = new RunHouse();
  let database: SimulatedDatabase;
  let stub: TdsStub;
  beforeAll(async () => {
    await runs.start();
    database = await sqlServerDatabase();
    stub = await TdsStub.start({ database, user: 'reader', secret: SECRET, certificate: CERTIFIED });
  });
  afterAll(async () => {
    runs.stop();
    await stub[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  const open = (settings: object, options: RunOptions = {}) => {
    const given = { host: PEER_NAME, port: stub.port, database: 'erp', user: 'reader', password: SECRET, ...settings };
    const whole = Value.Default(sqlServer.params, given) as Parameters<typeof sqlServer.open>[0];
    return sqlServer.open(whole, runs.run({ ports: [stub.port], ...options }));
  };

  test('values of every type, exact to their last digit', async () => {
    await database.run(`create table sales.types as select
      1::smallint as small, 0.1::double as approximate, 0.5::float as single, uuid '6f9619ff-8b86-d011-b42d-00c04fc964ff' as id,
      unhex('00FF10') as bytes, date '0001-01-01' as first_day, date '9999-12-31' as last_day, time '23:59:59.999999' as clock,
      cast('2024-02-29 12:00:00.1234567' as timestamp_ns) as exact_time, datetimeoffset('2024-02-29T12:00:00.1234567+05:30') as east,
      datetimeoffset('2024-02-29T12:00:00.0000001-09:30') as west, (-99999999999999999999999999999999999999)::decimal(38, 0) as digits,
      0.00000000000000000000000000000000000001::decimal(38, 38) as fraction, '' as nothing, repeat('ä', 100000) as large`);
    await using source = await open({});
    const [batch] = await batchesOf(source, { table: 'sales.types' });
    expect(Object.fromEntries(batch!.columns.map(({ name }, at) => [name, batch!.rows[0]![at]]))).toEqual({
      ...{ small: 1, approximate: 0.1, single: 0.5, id: '6F9619FF-8B86-D011-B42D-00C04FC964FF', bytes: '00ff10' },
      ...{ first_day: '0001-01-01', last_day: '9999-12-31', clock: '23:59:59.9999990' },
      ...{ exact_time: '2024-02-29T12:00:00.1234567' },
      ...{ east: '2024-02-29T12:00:00.1234567+05:30', west: '2024-02-29T12:00:00.0000001-09:30' },
      ...{ digits: `-${'9'.repeat(38)}`, fraction: `0.${'0'.repeat(37)}1`, nothing: '', large: 'ä'.repeat(100_000) },
    });
    expect(batch!.columns.filter(({ type }) => type === 'time').map(({ name }) => name)).toEqual([
      ...['first_day', 'last_day', 'exact_time', 'east', 'west'],
    ]);
    const later = { table: 'sales.types', since: { column: 'east', value: '2024-02-29T06:30:00.1234568+00:00' } };
    expect(rowsOf(await batchesOf(source, later))).toEqual([]);
    const same = { table: 'sales.types', since: { column: 'east', value: '2024-02-29T12:00:00.1234567+05:30' } };
    expect(rowsOf(await batchesOf(source, same)).length).toBe(1);
  });

  test('rows wait at the server while nobody asks for them, and an attention ends them', async () => {
    const stop = new AbortController();
    await using source = await open({}, { signal: stop.signal });
    const reading = source.read({ table: 'sales.adit_many', cursor: null, limit: null })[Symbol.asyncIterator]();
    const first = await reading.next();
    expect([first.value.rows.length, stub.seen.answering, stub.seen.attentions]).toEqual([100, 1, 0]);
    stop.abort();
    await until(() => stub.seen.answering === 0);
    expect(stub.seen.attentions).toBe(1);
    await until(() => stub.connections === 0);
  });

  test('a loop that is left sends an attention, and the connection is used on', async () => {
    const before = stub.seen.attentions;
    const signIns = stub.seen.signIns.length;
    await using source = await open({});
    for await (const { rows } of source.read({ table: 'sales.adit_many', cursor: null, limit: null })) {
      expect(rows.length).toBe(100);
      break;
    }
    expect([stub.seen.attentions, stub.seen.answering]).toEqual([before + 1, 0]);
    expect(rowsOf(await batchesOf(source, { table: 'sales.adit_many', limit: 3 })).length).toBe(3);
    expect(stub.seen.signIns.length).toBe(signIns + 1);
  });

  test('an account of a domain signs in by NTLM, and its secret is not sent', async () => {
    await using source = await open({ domain: 'CORP' });
    expect((await source.check()).server).toContain('SQL Server');
    expect(stub.seen.signIns.at(-1)).toMatchObject({ integrated: true, user: '', secret: '' });
    const wrong = open({ domain: 'CORP', password: 'another' });
    await expect(wrong).rejects.toMatchObject({ code: 'connector.signIn', message: expect.stringContaining('reader') });
    await expect(open({ domain: 'OTHER' })).rejects.toMatchObject({ code: 'connector.signIn' });
  });

  test('without a key, texts that are one to the server are no place to go on from', async () => {
    await database.run(
      `create table sales.names as select i, if(i % 2 = 0, 'MÜLLER', 'müller') as name from range(500) t(i)`,
    );
    await using source = await open({});
    const batches = await batchesOf(source, { table: 'sales.names', since: { column: 'name', value: null } });
    expect([rowsOf(batches).length, new Set(batches.map(({ cursor }) => cursor))]).toEqual([500, new Set([null])]);
  });

  test('TLS before everything else, a certificate by its own name, and the intent to read', async () => {
    await using strict = await open({ tls: 'strict' });
    expect((await strict.check()).details).toEqual(['signed in as reader, database erp']);
    expect(stub.seen.signIns.at(-1)).toMatchObject({ user: 'reader', database: 'erp', readOnly: true });
    await using named = await open({ host: '127.0.0.1', certificateName: PEER_NAME });
    expect((await named.check()).server).toContain('SQL Server');
    const unnamed = open({ host: '127.0.0.1' });
    await expect(unnamed).rejects.toMatchObject({ fault: 'unavailable', code: 'egress.tls' });
    const strictUnnamed = open({ host: '127.0.0.1', tls: 'strict' });
    await expect(strictUnnamed).rejects.toMatchObject({ fault: 'unavailable', code: 'egress.tls' });
  });
});
