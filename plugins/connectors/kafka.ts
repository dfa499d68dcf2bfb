import { isUtf8 } from 'node:buffer';
import {
  AppError,
  type Batch,
  Choice,
  type ConnectorRun,
  defineTableConnector,
  invalid,
  notThere,
  queryRefused,
  type ReadRequest,
  Secret,
  type Static,
  type TableColumn,
  type TableSource,
  Type,
} from '#sdk';
import { type Json, parseExactly } from '../kit/exact-json.ts';
import { FlatColumns, type FlatRow, type FlatValue, flatRow } from '../kit/flat-rows.ts';
import { type Gap, KafkaCluster } from '../kit/kafka-cluster.ts';
import type { KafkaRecord } from '../kit/kafka-records.ts';
import type { Topic } from '../kit/kafka-requests.ts';
import { AUTHORITY, READS_ONLY, serverList, TLS } from '../kit/server-settings.ts';

const Params = Type.Object({
  brokers: serverList(
    'Brokers that are asked first, as kafka1.example:9092. Those that the cluster names must be reachable, too.',
  ),
  tls: TLS,
  authority: AUTHORITY,
  signIn: Choice(['none', 'plain', 'scram-sha-256', 'scram-sha-512'], {
    default: 'none',
    titles: { none: 'Without', plain: 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' },
    description: 'How the cluster knows who asks (SASL).',
  }),
  user: Type.String({
    default: '',
    maxLength: 500,
    description: READS_ONLY,
  }),
  password: Secret('Password of the account', { optional: true }),
  values: Choice(['json', 'text'], {
    default: 'json',
    titles: { json: 'JSON, its parts as columns', text: 'Text' },
    description: 'What the messages hold. What is no JSON stays text.',
  }),
  missed: Choice(['stop', 'skip'], {
    default: 'stop',
    titles: { stop: 'Stop and say so', skip: 'Go on with what is there' },
    description: 'What to do where the cluster deleted messages before they were loaded.',
  }),
});
type Params = Static<typeof Params>;

const ROWS_A_BATCH = 5_000;
/** Messages that are looked at to tell the columns. */
const SAMPLE = 200;
const FIXED: readonly TableColumn[] = [
  ...[{ name: 'partition', type: 'number' } as const, { name: 'offset', type: 'number' } as const],
  ...[{ name: 'timestamp', type: 'time' } as const, { name: 'key', type: 'text' } as const],
  { name: 'headers', type: 'text' },
];

export default defineTableConnector({
  ...{ id: 'kafka', version: 1, title: 'Apache Kafka', category: 'streams', params: Params, examples: [] },
  summary:
    'Reads the messages of topics, from where the last load ended to where the topic ends. It leaves no trace in the cluster.',
  ...{ verifiedWith: null, queries: null, follows: 'cursor' },
  open: async (params, run) => kafkaSource(params, run),
});

function kafkaSource(params: Params, run: ConnectorRun): TableSource {
  const cluster = new KafkaCluster(run, params.brokers, params);
  const topicOf = async (name: string | undefined): Promise<Topic> => {
    const topic = (await cluster.topics()).find((one) => one.name === name);
    if (!topic) throw notThere(cluster.server, `topic "${name}"`);
    if (topic.error !== 0) throw queryRefused(cluster.server, `error ${topic.error} for the topic "${name}"`);
    return topic;
  };
  const read = async function* (request: ReadRequest): AsyncGenerator<Batch> {
    if (request.since)
      invalid('connector.noSince', 'Topics are read from where the last load ended, not by a column.', [
        { pointer: '/since', message: 'leave it out' },
      ]);
    yield* readTopic(cluster, await topicOf(request.table), request, params);
  };
  return {
    async check() {
      const topics = await cluster.topics();
      return { server: cluster.server, details: [`${cluster.size} brokers, ${topics.length} topics`] };
    },
    tables: async () =>
      (await cluster.topics())
        .filter(({ isInternal }) => !isInternal)
        .map(({ name, partitions }) => ({ name, note: `${partitions.length} partitions` }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    async describe({ table }) {
      let columns: readonly TableColumn[] = FIXED;
      for await (const batch of read({ table: table!, cursor: null, limit: SAMPLE })) columns = batch.columns;
      return { columns, key: ['partition', 'offset'] };
    },
    read,
    async [Symbol.asyncDispose]() {
      cluster.close();
    },
  };
}

interface KafkaCursor {
  /** The next one of each partition, as text: they have 64 bits. */
  readonly offsets: Readonly<Record<string, string>>;
  readonly columns?: readonly string[] | undefined;
}

async function* readTopic(
  cluster: KafkaCluster,
  topic: Topic,
  { cursor, limit, columns: chosen }: ReadRequest,
  { values, missed }: Params,
): AsyncGenerator<Batch> {
  const { offsets: from = {}, columns: fixed } = (cursor ?? {}) as Partial<KafkaCursor>;
  const next = new Map(Object.entries(from).map(([id, offset]) => [Number(id), BigInt(offset)]));
  const columns = new FlatColumns(cluster.server, { chosen, known: FIXED, fixed });
  let left = limit ?? Number.POSITIVE_INFINITY;
  const batchOf = (rows: readonly FlatRow[]): Batch => {
    const batch = columns.batch(rows);
    const offsets = Object.fromEntries([...next].map(([id, offset]) => [id, String(offset)]));
    return { ...batch, cursor: { offsets, columns: columns.kept } satisfies KafkaCursor };
  };
  const { pieces } = await cluster.read(topic, next, (gap) => {
    if (missed === 'stop') throw gapFault(cluster.server, topic.name, gap);
  });
  for await (const { partition, records, after } of pieces) {
    for (let at = 0; at < records.length && left > 0; at += ROWS_A_BATCH) {
      const some = records.slice(at, at + Math.min(ROWS_A_BATCH, left));
      left -= some.length;
      next.set(partition, some.at(-1)!.offset + 1n);
      yield batchOf(some.map((record) => rowOf(record, partition, values, cluster.server)));
    }
    if (left <= 0) return;
    next.set(partition, after);
  }
}

function rowOf(
  { offset, atMs, key, value, headers }: KafkaRecord,
  partition: number,
  values: Params['values'],
  server: string,
): FlatRow {
  const row = new Map<string, FlatValue>([
    ['partition', partition],
    ['offset', offset <= Number.MAX_SAFE_INTEGER ? Number(offset) : offset],
    ['timestamp', atMs === null ? null : new Date(atMs).toISOString()],
    ['key', textOf(key)],
    ['headers', headersOf(headers)],
  ]);
  const text = textOf(value);
  const content = text === null || values === 'text' ? text : (jsonIn(text, server) ?? text);
  for (const [name, cell] of flatRow({ value: content })) row.set(name, cell);
  return row;
}

/** As an object; as pairs where a name comes twice. */
function headersOf(headers: KafkaRecord['headers']): string | null {
  const pairs = headers.map(([name, content]) => [name, textOf(content)] as const);
  const byName = Object.fromEntries(pairs);
  const isWhole = Object.keys(byName).length === pairs.length;
  return pairs.length > 0 ? JSON.stringify(isWhole ? byName : pairs) : null;
}

/** Bytes that are no UTF-8 as base64: nothing of them is lost. */
const textOf = (bytes: Buffer | null): string | null => bytes?.toString(isUtf8(bytes) ? 'utf8' : 'base64') ?? null;

function jsonIn(text: string, server: string): Json | undefined {
  try {
    return parseExactly(text, server);
  } catch {
    return undefined;
  }
}

function gapFault(server: string, topic: string, { partition, wanted, first, end }: Gap): AppError {
  return new AppError(
    'conflict',
    'connector.gap',
    `${server} has no message ${wanted} in partition ${partition} of "${topic}" any more, only ${first} to ${end}. What was deleted before it was loaded is lost: load everything anew, or set "missed" to "skip".`,
  );
}
