import type { AggregationCursor, Document, Filter, FindCursor } from 'mongodb';
import {
  type Batch,
  Choice,
  type ConnectorRun,
  calledOff,
  defineTableConnector,
  notThere,
  type ReadRequest,
  Secret,
  type Static,
  type TableColumn,
  type TableSource,
  Type,
} from '#sdk';
import { FlatColumns, flatRow } from '../kit/flat-rows.ts';
import { type MongoSession, mongoFault, openMongo } from '../kit/mongo-client.ts';
import { behindPlace } from '../kit/mongo-order.ts';
import { queryIn } from '../kit/mongo-pipeline.ts';
import { MongoValues } from '../kit/mongo-values.ts';
import { AUTHORITY, serverList, TLS } from '../kit/server-settings.ts';

const Params = Type.Object({
  hosts: serverList('The server, or all members of a replica set, as mongo1.example:27017'),
  database: Type.String({
    minLength: 1,
    maxLength: 63,
    pattern: '^[^/\\\\. "$*<>:|?\\0]+$',
    description: 'Database that is read',
  }),
  user: Type.String({
    default: '',
    maxLength: 500,
    description: 'Account that is signed in with (SCRAM). It needs to read, nothing else',
  }),
  password: Secret('Password of the account', { optional: true }),
  authDatabase: Type.String({
    default: 'admin',
    minLength: 1,
    maxLength: 63,
    description: 'Database that knows the account',
  }),
  tls: TLS,
  authority: AUTHORITY,
  readFrom: Choice(['primary', 'any'], {
    default: 'primary',
    titles: { primary: 'The primary', any: 'The first that answers, a secondary too' },
    description: 'Which member of a replica set is read.',
  }),
});

const ROWS_A_BATCH = 2_000;
/** Documents that are looked at to tell the columns. */
const SAMPLE = 200;

export default defineTableConnector({
  ...{ id: 'mongodb', version: 1, title: 'MongoDB', category: 'databases', params: Params, examples: [] },
  summary: 'Reads collections and views of a MongoDB database, and aggregations that only read.',
  ...{ verifiedWith: null, queries: 'Aggregation (extended JSON)', follows: 'column' },
  open: async (params, run) => mongoSource(params, run),
});

async function mongoSource(params: Static<typeof Params>, run: ConnectorRun): Promise<TableSource> {
  const { BSON } = await import('mongodb');
  const reading: Reading = { session: await openMongo(run, params), values: new MongoValues(BSON), run };
  const { session } = reading;
  const inOurWords = async <T>(answer: Promise<T>): Promise<T> =>
    answer.catch((error) => {
      throw mongoFault(error, session.server, run.signal);
    });
  const asked = ({ table, query }: Pick<ReadRequest, 'table' | 'query'>): Asked => {
    if (query === undefined) return { collection: table!, pipeline: null };
    const parse = (text: string) => BSON.EJSON.parse(text, { relaxed: false });
    return queryIn(query, parse);
  };
  return {
    async check() {
      const { maxWireVersion, setName } = session.hello;
      const what = setName ? `replica set ${setName}` : 'no replica set';
      return { server: session.server, details: [`protocol ${maxWireVersion}, ${what}`] };
    },
    tables: () =>
      inOurWords(
        (async () => {
          const all = await session.database.listCollections({}, { nameOnly: false }).toArray();
          return all
            .filter(({ name }) => !name.startsWith('system.'))
            .map(({ name, type }) => ({ name, ...(type && type !== 'collection' ? { note: type } : {}) }))
            .toSorted((a, b) => (a.name < b.name ? -1 : 1));
        })(),
      ),
    async describe(what) {
      let columns: readonly TableColumn[] = [];
      const request = { ...what, cursor: null, limit: SAMPLE };
      for await (const batch of readDocuments(reading, asked(what), request)) columns = batch.columns;
      return { columns, key: columns.some(({ name }) => name === '_id') && what.query === undefined ? ['_id'] : [] };
    },
    read: (request) => readDocuments(reading, asked(request), request),
    [Symbol.asyncDispose]: () => inOurWords(Promise.resolve(session[Symbol.asyncDispose]())),
  };
}

interface Reading {
  readonly session: MongoSession;
  readonly values: MongoValues;
  readonly run: ConnectorRun;
}

interface Asked {
  readonly collection: string;
  /** Of a query; null: the collection itself. */
  readonly pipeline: readonly Document[] | null;
}

/** The fields by which it was ordered, and their values in the last document. */
interface Place {
  readonly after: readonly unknown[];
  readonly columns?: readonly string[] | undefined;
}

async function* readDocuments(reading: Reading, asked: Asked, request: ReadRequest): AsyncGenerator<Batch> {
  const { session, values, run } = reading;
  const { server } = session;
  const { since, limit, columns: chosen } = request;
  const columns = new FlatColumns(server, { chosen, fixed: (request.cursor as Place | null)?.columns });
  const order = [...(since ? [since.column] : []), ...(asked.pipeline || since?.column === '_id' ? [] : ['_id'])];
  // Documents of a query, and of a view that leaves it away, have no key: a reading of them that was broken off begins again.
  const goesOn = asked.pipeline === null;
  let cursor: FindCursor<Document> | AggregationCursor<Document> | null = null;
  try {
    await demandThere(reading, asked);
    cursor = cursorOf(reading, asked, { order, request, from: since ? await sinceFilter(reading, asked, since) : {} });
    session.cursors.add(cursor);
    let documents: Document[] = [];
    const batchOf = (): Batch => {
      const rows = documents.map((document) => flatRow(values.plain(document)));
      const batch = columns.batch(rows);
      const last = documents.at(-1)!;
      documents = [];
      const hasKey = goesOn && last._id !== undefined;
      const after = order.map((field) => values.kept(fieldOf(last, field)));
      return { ...batch, cursor: hasKey ? ({ after, columns: columns.kept } satisfies Place) : null };
    };
    let left = limit ?? Number.POSITIVE_INFINITY;
    for await (const document of cursor) {
      documents.push(document);
      if (documents.length >= ROWS_A_BATCH) yield batchOf();
      if (--left <= 0) break;
    }
    // A cursor that was closed under us looks like one that came to its end.
    if (run.signal.aborted) throw calledOff(server, run.signal);
    if (documents.length > 0) yield batchOf();
  } catch (error) {
    throw mongoFault(error, server, run.signal);
  } finally {
    if (cursor && session.cursors.delete(cursor)) await cursor.close().catch(() => {});
  }
}

interface Wanted {
  readonly order: readonly string[];
  readonly request: ReadRequest;
  readonly from: Filter<Document>;
}

function cursorOf({ session, values }: Reading, { collection, pipeline }: Asked, { order, request, from }: Wanted) {
  const { cursor, limit } = request;
  const after = (cursor as Place | null)?.after.map((value) => values.fromKept(value));
  const filter = { $and: [from, ...(after ? [behindPlace(order, after)] : [])] };
  const sort = Object.fromEntries(order.map((field) => [field, 1 as const]));
  const some = session.database.collection(collection);
  const batchSize = Math.min(ROWS_A_BATCH, limit ?? ROWS_A_BATCH);
  if (pipeline === null)
    return some.find(filter, { sort, batchSize, allowDiskUse: true, ...(limit === null ? {} : { limit }) });
  const stages = [
    ...pipeline,
    ...(order.length > 0 ? [{ $match: from }, { $sort: sort }] : []),
    ...(limit === null ? [] : [{ $limit: limit }]),
  ];
  return some.aggregate(stages, { batchSize, allowDiskUse: true });
}

/** From a value on, of the kind that the column has there; documents without a value in it are no part of that. */
async function sinceFilter(
  { session, values }: Reading,
  { collection, pipeline }: Asked,
  { column, value }: NonNullable<ReadRequest['since']>,
): Promise<Filter<Document>> {
  if (value === null) return {};
  const some = session.database.collection(collection);
  const has = { [column]: { $ne: null } };
  const samples = await some.aggregate([...(pipeline ?? []), { $match: has }, { $limit: 1 }]).toArray();
  return { [column]: { $gte: values.valueLike(value, samples[0] && fieldOf(samples[0], column)) } };
}

/** MongoDB takes any name, and gives nothing for one that is not there. */
async function demandThere({ session }: Reading, { collection }: Asked): Promise<void> {
  const found = await session.database.listCollections({ name: collection }, { nameOnly: true }).toArray();
  if (found.length === 0) throw notThere(session.server, `collection "${collection}"`);
}

const fieldOf = (document: Document, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Document | null | undefined)?.[name], document);
