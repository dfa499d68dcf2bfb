import { isIP } from 'node:net';
import type { Db, Document, MongoClientOptions } from 'mongodb';
import {
  AppError,
  type ConnectorRun,
  calledOff,
  connectionLost,
  notUnderstood,
  queryRefused,
  signInRefused,
} from '#sdk';
import { knock } from './mongo-knock.ts';
import { hostAndPort, trusting } from './server-settings.ts';

export interface MongoAccess {
  readonly hosts: readonly string[];
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly authDatabase: string;
  readonly tls: 'required' | 'off';
  readonly authority: string;
  readonly readFrom: 'primary' | 'any';
}

export interface MongoSession extends AsyncDisposable {
  readonly server: string;
  readonly database: Db;
  readonly hello: Document;
  /** What is closed at the server before the connection is, should nobody wait any more. */
  readonly cursors: Set<{ close(): Promise<void> }>;
}

const PATIENCE_MS = 10_000;

/**
 * Connects to the first of the named servers that may be read from, and to no other: where it leads to is the business of the egress
 * list, so members that a replica set names itself are not followed.
 */
export async function openMongo(run: ConnectorRun, access: MongoAccess): Promise<MongoSession> {
  let last: unknown;
  for (const named of access.hosts)
    try {
      const session = await openOne(run, access, named);
      if (access.readFrom === 'any' || maySayPrimary(session.hello)) return session;
      await session[Symbol.asyncDispose]();
      last = new AppError(
        'unavailable',
        'connector.notPrimary',
        `${session.server} is not the primary of its replica set. Name all members, or read from any.`,
      );
    } catch (error) {
      if (!(error instanceof AppError) || error.fault !== 'unavailable') throw error;
      last = error;
    }
  throw last;
}

/** A server of its own, the primary, or a router of shards. */
const maySayPrimary = (hello: Document): boolean => hello.isWritablePrimary === true || hello.ismaster === true;

async function openOne(run: ConnectorRun, access: MongoAccess, named: string): Promise<MongoSession> {
  const { MongoClient } = await import('mongodb');
  const { host, port } = hostAndPort(named);
  const server = `MongoDB at ${named}`;
  await knock(run, { ...{ host, port, server }, tls: access.tls, authority: access.authority });
  const pinned = await run.pin(host, port);
  const address = isIP(pinned.address) === 6 ? `[${pinned.address}]` : pinned.address;
  const client = new MongoClient(`mongodb://${address}:${pinned.port}/`, optionsOf(run, access, pinned.host));
  const cursors: MongoSession['cursors'] = new Set();
  const close = async () => {
    // Who closes a cursor takes it: closed twice at once, it would not be closed at the server.
    const open = [...cursors];
    cursors.clear();
    await Promise.allSettled(open.map((cursor) => cursor.close()));
    await client.close(true);
  };
  const { promise: ended, reject } = Promise.withResolvers<never>();
  run.signal.addEventListener(
    'abort',
    () => {
      reject(calledOff(server, run.signal));
      close().catch(() => {});
    },
    { once: true },
  );
  ended.catch(() => {});
  try {
    await Promise.race([client.connect(), ended]);
    const database = client.db(access.database);
    const hello = await Promise.race([database.command({ hello: 1 }), ended]);
    return { server, database, hello, cursors, [Symbol.asyncDispose]: () => client.close(true) };
  } catch (error) {
    client.close(true).catch(() => {});
    throw mongoFault(error, server, run.signal);
  }
}

function optionsOf(run: ConnectorRun, access: MongoAccess, host: string): MongoClientOptions {
  const { user: username, password, authDatabase, tls, readFrom } = access;
  return {
    ...{
      directConnection: true,
      appName: 'adit',
      maxPoolSize: 2,
      minPoolSize: 0,
      retryWrites: false,
      monitorCommands: false,
    },
    ...{ connectTimeoutMS: PATIENCE_MS, serverSelectionTimeoutMS: PATIENCE_MS, heartbeatFrequencyMS: 60_000 },
    ...{ serverMonitoringMode: 'poll', readPreference: readFrom === 'primary' ? 'primary' : 'primaryPreferred' },
    // Numbers stay what they are: 64 bits and decimals keep their digits.
    ...{ promoteValues: false, promoteBuffers: false, bsonRegExp: true },
    ...(username === '' ? {} : { auth: { username, password }, authSource: authDatabase }),
    ...(tls === 'off' ? {} : tlsOf(run, access, host)),
  };
}

/** The certificate is that of the name, whatever address it was looked up to. */
const tlsOf = (run: ConnectorRun, access: MongoAccess, host: string): MongoClientOptions => ({
  tls: true,
  ca: [...run.ca, ...(trusting(access).ca ?? [])],
  ...(isIP(host) ? {} : { servername: host }),
});

/** What the driver throws, in our words. */
export function mongoFault(error: unknown, server: string, signal: AbortSignal): unknown {
  if (signal.aborted) return calledOff(server, signal);
  if (error instanceof AppError) return error;
  const {
    name = '',
    message = '',
    code,
    cause,
  } = error as { name?: string; message?: string; code?: unknown; cause?: Error };
  const said = message.slice(0, 300);
  if (code === 18 || /Authentication failed|auth failed/i.test(message)) return signInRefused(server, said);
  if (/certificate|self.signed|CERT_|UNABLE_TO|ALTNAME/i.test(`${message} ${cause?.message ?? ''}`))
    return new AppError('unavailable', 'connector.tls', `There is no trusted TLS connection to ${server}: ${said}.`);
  if (name === 'MongoServerError') return queryRefused(server, said);
  if (/BSON|Parse|OpCode|message length|Unexpected/i.test(`${name} ${message}`)) return notUnderstood(server, said);
  if (name.startsWith('Mongo')) return connectionLost(server, said);
  return error;
}
