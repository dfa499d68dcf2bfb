/** Kafka against librdkafka's mock cluster, which speaks the protocol and holds what librdkafka's producer sends. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import kafka from '../../plugins/connectors/kafka.ts';
import { faultOf } from '../egress-house.ts';
import { RunHouse } from './connector-run.ts';
import { opened, rowsOf } from './http-house.ts';
import { type Codec, canRunKafka, MockCluster } from './kafka-mock-cluster.ts';
import { batchesOf } from './opened.ts';

const needs = canRunKafka ? '' : ' (needs python3-confluent-kafka)';
const house = canRunKafka ? new MockCluster() : null;
const runs = new RunHouse();
beforeAll(() => house?.start());
afterAll(() => house?.stop());

const portsOf = (brokers: readonly string[]) => brokers.map((broker) => Number(broker.split(':')[1]));
const runTo = (brokers: readonly string[], signal?: AbortSignal) =>
  runs.run({ ports: portsOf(brokers), ...(signal ? { signal } : {}) });
const open = (settings: object = {}, run = runTo(house!.brokers)) =>
  opened(kafka, { brokers: house!.brokers, tls: 'off', ...settings }, run);
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    ...{ partition: i % 4, key: `k${i}`, timestamp: 1_700_000_000_000 + i },
    value: JSON.stringify({ case: `c${i % 7}`, n: i, note: 'x'.repeat(i % 300) }),
  }));
const numbers = (rows: { 'value.n'?: unknown }[]) => rows.map((row) => Number(row['value.n'])).sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe.skipIf(!house)(`messages${needs}`, () => {
  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('packed by %s are read', async (codec: Codec) => {
    await house!.send(`packed-${codec}`, many(3_000), codec);
    const source = await open();
    const rows = await rowsOf(source, { table: `packed-${codec}` });
    expect(numbers(rows)).toEqual(upTo(3_000));
    expect(rows.find((row) => row.key === 'k299')).toEqual({
      ...{ partition: 3, offset: 74, timestamp: '2023-11-14T22:13:20.299Z', key: 'k299', headers: null },
      ...{ 'value.case': 'c5', 'value.n': 299, 'value.note': 'x'.repeat(299) },
    });
    await source[Symbol.asyncDispose]();
  });

  test('go on from every cursor; the next load has what is new', async () => {
    await house!.send('growing', many(6_000));
    const source = await open();
    const batches = await batchesOf(source, { table: 'growing' });
    expect(batches.length).toBeGreaterThan(3);
    let had = 0;
    for (const { rows, cursor } of batches) {
      had += rows.length;
      const rest = await rowsOf(source, { table: 'growing', cursor: JSON.parse(JSON.stringify(cursor)) });
      expect(rest).toHaveLength(6_000 - had);
    }
    await house!.send('growing', [{ partition: 2, value: '{"n":6000}' }]);
    expect(numbers(await rowsOf(source, { table: 'growing', cursor: batches.at(-1)!.cursor }))).toEqual([6_000]);
    expect(await rowsOf(source, { table: 'growing', limit: 7 })).toHaveLength(7);
    await source[Symbol.asyncDispose]();
  });

  test('of every content: what is no JSON stays text, bytes are base64, nothing is null', async () => {
    await house!.send('mixed', [
      {
        value: '{"id":9223372036854775807,"o":{"l":[1]}}',
        key: Buffer.from([0xff]),
        headers: [
          ['a', '1'],
          ['a', null],
        ],
      },
      { value: 'no {json', headers: [['b', 'x']] },
      { value: null, key: 'gone' },
      { value: Buffer.from([0xff, 0xfe]) },
      { value: '7' },
    ]);
    const source = await open();
    const rows = await rowsOf(source, {
      table: 'mixed',
      columns: ['key', 'headers', 'value', 'value.id', 'value.o.l'],
    });
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['/w==', '[["a","1"],["a",null]]', null, '9223372036854775807', '[1]'],
      [null, '{"b":"x"}', 'no {json', null, null],
      ['gone', null, null, null, null],
      [null, null, '//4=', null, null],
      [null, null, 7, null, null],
    ]);
    const [text] = await rowsOf(await open({ values: 'text' }), { table: 'mixed', columns: ['value'] });
    expect(text).toEqual({ value: '{"id":9223372036854775807,"o":{"l":[1]}}' });
    await source[Symbol.asyncDispose]();
  });

  test('topics and their columns are told; a topic that is not there is not made', async () => {
    await house!.send('told', many(8));
    const source = await open();
    expect(await source.tables()).toContainEqual({ name: 'told', note: '4 partitions' });
    const { columns, key } = await source.describe({ table: 'told' });
    expect(columns.map(({ name }) => name)).toEqual([
      ...['partition', 'offset', 'timestamp', 'key', 'headers', 'value.case', 'value.n', 'value.note', '_more'],
    ]);
    expect(key).toEqual(['partition', 'offset']);
    expect(await faultOf(rowsOf(source, { table: 'nothing' }))).toBe('invalid connector.notThere');
    expect((await source.tables()).map(({ name }) => name)).not.toContain('nothing');
    expect((await source.check()).details[0]).toStartWith('3 brokers');
    await source[Symbol.asyncDispose]();
  });

  test('that were deleted before they were loaded are told, or passed over', async () => {
    await house!.send('short', many(8));
    const cursor = { offsets: { 0: '999', 1: '0', 2: '0', 3: '0' } };
    expect(await faultOf(rowsOf(await open(), { table: 'short', cursor }))).toBe('conflict connector.gap');
    expect(await rowsOf(await open({ missed: 'skip' }), { table: 'short', cursor })).toHaveLength(8);
  });

  test('of a broker that the cluster names are asked only if the egress list has it', async () => {
    await house!.send('spread', many(100));
    const alone = runTo([house!.brokers[0]!]);
    const source = await open({ brokers: [house!.brokers[0]] }, alone);
    expect((await source.tables()).length).toBeGreaterThan(0);
    expect(await faultOf(rowsOf(source, { table: 'spread' }))).toStartWith('forbidden egress.');
    await source[Symbol.asyncDispose]();
  });

  test('a broker that is down is passed over where another is named', async () => {
    const down = '127.0.0.1:9';
    const by = runTo([down, ...house!.brokers]);
    const source = await open({ brokers: [down, ...house!.brokers] }, by);
    expect((await source.tables()).length).toBeGreaterThan(0);
    expect(await faultOf((await open({ brokers: [down] }, by)).check())).toBe('unavailable egress.cannotConnect');
    await source[Symbol.asyncDispose]();
  });

  test('a reading that is called off ends', async () => {
    await house!.send('long', many(20_000));
    const stop = new AbortController();
    const source = await open({}, runTo(house!.brokers, stop.signal));
    const reading = (async () => {
      for await (const batch of source.read({ table: 'long', cursor: null, limit: null })) if (batch) stop.abort();
    })();
    expect(await faultOf(reading)).toBe('cancelled connector.cancelled');
  });
});
