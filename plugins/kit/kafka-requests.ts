import { type KafkaReader, KafkaWriter } from './kafka-bytes.ts';
import { type Fetched, readBatches } from './kafka-records.ts';

/** One kind of query: its number and version in the protocol, what is asked and what is answered. */
export interface Exchange<T> {
  readonly api: number;
  readonly version: number;
  readonly body: Buffer;
  answer(reader: KafkaReader): T;
}

/** Only committed records, and only up to where transactions are decided. */
const READ_COMMITTED = 1;
const NOBODY = -1;

export interface Broker {
  readonly host: string;
  readonly port: number;
}

export interface Topic {
  readonly name: string;
  readonly error: number;
  readonly isInternal: boolean;
  readonly partitions: readonly { readonly id: number; readonly leader: number; readonly error: number }[];
}

/** All topics: a topic that is asked for by name would be made if it is not there. */
export const askCluster = (): Exchange<{ brokers: ReadonlyMap<number, Broker>; topics: readonly Topic[] }> => ({
  ...{ api: 3, version: 2, body: new KafkaWriter().int32(-1).done() },
  answer(r) {
    const brokers = r.list(() => {
      const [id, host, port] = [r.int32(), r.text(), r.int32()];
      r.nullableText();
      return [id, { host, port }] as const;
    });
    r.nullableText();
    r.int32();
    const topics = r.list(() => ({
      ...{ error: r.int16(), name: r.text(), isInternal: r.int8() !== 0 },
      partitions: r.list(() => {
        const partition = { error: r.int16(), id: r.int32(), leader: r.int32() };
        r.list(r.int32);
        r.list(r.int32);
        return partition;
      }),
    }));
    return { brokers: new Map(brokers), topics };
  },
});

export interface PartitionOffset {
  readonly partition: number;
  readonly error: number;
  readonly offset: bigint;
}

/** Where the partitions of a topic begin, or where they end now. */
export const askOffsets = (
  topic: string,
  partitions: readonly number[],
  which: 'first' | 'end',
): Exchange<readonly PartitionOffset[]> => {
  const body = new KafkaWriter().int32(NOBODY).int8(READ_COMMITTED);
  body.list([topic], (name) =>
    body.text(name).list(partitions, (id) => body.int32(id).int64(which === 'first' ? -2n : -1n)),
  );
  return {
    ...{ api: 2, version: 2, body: body.done() },
    answer(r) {
      r.int32();
      return r
        .list(() => {
          r.text();
          return r.list(() => {
            const [partition, error] = [r.int32(), r.int16()];
            r.int64();
            return { partition, error, offset: r.int64() };
          });
        })
        .flat();
    },
  };
};

/** Bytes of one answer, and of one partition in it; a larger batch of records comes nevertheless. */
const [ANSWER_BYTES, PARTITION_BYTES] = [8 * 1_048_576, 1_048_576];
const WAIT_MS = 500;

export interface FetchedPartition extends Fetched {
  readonly partition: number;
  readonly error: number;
}

/** Records of partitions, each from an offset on. Version 10, since Kafka 2.1, may bring zstd; version 4 is of Kafka 0.11. */
export const askRecords = (
  topic: string,
  from: ReadonlyMap<number, bigint>,
  version: 4 | 10,
): Exchange<readonly FetchedPartition[]> => {
  const isNew = version === 10;
  const body = new KafkaWriter().int32(NOBODY).int32(WAIT_MS).int32(1).int32(ANSWER_BYTES).int8(READ_COMMITTED);
  if (isNew) body.int32(0).int32(-1);
  body.list([topic], (name) =>
    body.text(name).list([...from], ([id, offset]) => {
      body.int32(id);
      if (isNew) body.int32(-1);
      body.int64(offset);
      if (isNew) body.int64(-1n);
      body.int32(PARTITION_BYTES);
    }),
  );
  if (isNew) body.int32(0);
  return {
    ...{ api: 1, version, body: body.done() },
    answer(r) {
      r.int32();
      const whole = isNew ? r.int16() : 0;
      if (isNew) r.int32();
      const parts = r.list(() => {
        r.text();
        return r.list(() => {
          const [partition, error] = [r.int32(), r.int16()];
          r.int64();
          r.int64();
          if (isNew) r.int64();
          const aborted = r.list(() => ({ producer: r.int64(), firstOffset: r.int64() }));
          const bytes = r.block();
          return { partition, error: whole || error, ...readBatches(bytes, from.get(partition) ?? 0n, aborted) };
        });
      });
      return parts.flat();
    },
  };
};

/** The highest version of every query that the broker knows, by its number. */
export const askVersions = (): Exchange<ReadonlyMap<number, number>> => ({
  ...{ api: 18, version: 0, body: Buffer.alloc(0) },
  answer(r) {
    r.int16();
    return new Map(
      r.list(() => {
        const api = r.int16();
        r.int16();
        return [api, r.int16()] as const;
      }),
    );
  },
});

export const askMechanism = (name: string): Exchange<{ error: number; known: readonly string[] }> => ({
  ...{ api: 17, version: 1, body: new KafkaWriter().text(name).done() },
  answer: (r) => ({ error: r.int16(), known: r.list(() => r.text()) }),
});

export const askSignIn = (message: string): Exchange<{ error: number; said: string; message: string }> => ({
  ...{ api: 36, version: 0, body: new KafkaWriter().block(Buffer.from(message, 'utf8')).done() },
  answer: (r) => ({ error: r.int16(), said: r.text(), message: r.block().toString('utf8') }),
});

/** A request as it goes over the wire: its length, its head, its body. */
export function framed({ api, version, body }: Exchange<unknown>, correlation: number, client: string): Buffer {
  const head = new KafkaWriter().int16(api).int16(version).int32(correlation).text(client).raw(body).done();
  return new KafkaWriter().block(head).done();
}
