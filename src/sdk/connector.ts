import type { Descriptor } from './descriptor.ts';
import { type Static, type TObject, Type } from './schema.ts';
import type { Sql } from './sql.ts';
import type { TableColumn } from './transform.ts';

/** An open connection, as drivers take it in the place of one of their own. */
export type Connection = NodeJS.ReadWriteStream & { destroy(error?: Error): unknown };

export interface TlsOptions {
  /** The name that the certificate must carry, where it is not the host's. */
  readonly serverName?: string;
  /** Authorities of this connection beside those of the system and of the configuration: PEM texts. */
  readonly ca?: readonly string[];
  /** A certificate of ours, and its key: PEM texts. */
  readonly client?: { readonly cert: string; readonly key: string };
}

/** What a connector may connect to. The host decides; a connector opens nothing by any other way. */
export interface ConnectorDoors {
  /** Aborted when nobody waits any more or it took too long: what runs at the server is called off there, too. */
  readonly signal: AbortSignal;
  /** A plain connection to an address that the egress list allows. */
  connect(host: string, port: number): Promise<Connection>;
  /** A TLS connection whose certificate was verified. */
  connectTls(host: string, port: number, options?: TlsOptions): Promise<Connection>;
  /** TLS over such a plain connection, for protocols that speak before it; verified in the same way. */
  secure(connection: Connection, host: string, options?: TlsOptions): Promise<Connection>;
  /**
   * As the global `fetch`, without redirects, proxies and cookies; the answer is limited in time and size. Its body comes as it is
   * read, and holds the sender up. `timeoutMs` is for all of it; with `stallMs` for its head, and the body may go on as long as
   * 64 KiB come within that time.
   */
  fetch(
    url: string | URL,
    init?: RequestInit,
    limits?: { timeoutMs?: number; stallMs?: number; maxBytes?: number; ca?: readonly string[] },
  ): Promise<Response>;
}

/** What a connector may reach. */
export interface ConnectorRun extends ConnectorDoors {
  /** The same doors once more, open for a moment after `signal`: to call off at the server what runs there. */
  readonly closing: ConnectorDoors;
  /** Where a driver that connects by itself may connect to: to `address`; `host` stays the name in the certificate. */
  pin(host: string, port: number): Promise<{ host: string; address: string; port: number }>;
  /** The authorities that are trusted, for drivers that do TLS themselves: PEM texts. */
  readonly ca: readonly string[];
  /** The real path of a file or folder below one that the administrator opened to connectors; any other is `forbidden`. */
  folder(path: string): Promise<string>;
  /** A database file of DuckDB below such a folder, opened by the host: its library cannot live in a plug-in. */
  duckdb(path: string): Promise<DuckDbFile>;
  /** A folder of this run alone, which is removed however the run ends. */
  readonly scratch: string;
  /** The path of a program that the administrator opened to connectors under this name. */
  program(name: string): string;
}

/** An open file of DuckDB: it is only read, and closed to every other file. */
export interface DuckDbFile extends AsyncDisposable {
  /** The rows of one statement, as they come; ending the loop ends it. What is no {@link Cell} comes as its text. */
  rows(statement: Sql): AsyncIterable<readonly (readonly Cell[])[]>;
}

/** Values as they came: text, number, bigint, boolean, null; times as ISO 8601 text with all their digits, and with an offset where they have one. */
export type Cell = string | number | bigint | boolean | null;

/** A table, view, topic, collection or sheet that can be read. */
export interface Table {
  /** By which it is read; unique in its source. */
  readonly name: string;
  /** What else there is to say: that it is a view, about how many rows it has. */
  readonly note?: string;
}

export interface TableShape {
  readonly columns: readonly TableColumn[];
  /** Columns whose values tell its rows apart; empty: none are known. */
  readonly key: readonly string[];
}

export interface ReadRequest {
  /** A table of {@link TableSource.tables}, or … */
  readonly table?: string;
  /** … a query in the source's own language, where {@link Connector.queries} names one. It reads only. */
  readonly query?: string;
  /** Only these columns, in this order; absent: all. */
  readonly columns?: readonly string[];
  /** In the order of this column; from a value on, where one is given, itself included. */
  readonly since?: { readonly column: string; readonly value: Cell };
  /** Goes on after the batch that had it; null: from the start. */
  readonly cursor: unknown;
  readonly limit: number | null;
}

/** `cursor`: what {@link ReadRequest.cursor} goes on from after this batch, JSON of at most 64 KiB; null: only from the start. */
export interface Batch {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly cursor: unknown;
}

/** An open source. It reads, never writes; the host stages, types, deduplicates and commits. */
export interface Source extends AsyncDisposable {
  /** Proves that the settings work; faults say what to change. */
  check(): Promise<{ server: string; details: readonly string[] }>;
}

export interface TableSource extends Source {
  tables(): Promise<readonly Table[]>;
  describe(what: Pick<ReadRequest, 'table' | 'query'>): Promise<TableShape>;
  /** Back-pressure by iteration: the next batch is fetched when it is asked for; ending the loop closes what is open at the server. */
  read(request: ReadRequest): AsyncIterable<Batch>;
}

export interface SourceFile {
  /** Below the source's root, with slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Another one as soon as its content may be another. */
  readonly version: string;
  readonly modifiedMs: number | null;
}

/** A source whose files are read as uploads are. */
export interface FileSource extends Source {
  /** What can be read, in pieces, in the order of the paths. */
  files(): AsyncIterable<readonly SourceFile[]>;
  /** The content from a byte on. Faults: {@link fileChanged} once its version is another, {@link notThere} once it is gone. */
  open(file: SourceFile, from: number): AsyncIterable<Uint8Array>;
}

interface ConnectorSays<P extends TObject> extends Descriptor<P> {
  readonly kind: 'connector';
  /** The server that the case table was run against, as `PostgreSQL 15`; null: pages say that no live one was seen. */
  readonly verifiedWith: string | null;
}

export interface TableConnector<P extends TObject = TObject> extends ConnectorSays<P> {
  readonly delivers: 'tables';
  /** The language of queries, as people call it: `SQL`; null: tables only. */
  readonly queries: string | null;
  /** How the next load finds what is new: by a column that grows, or by the last cursor of the load before; null: it reads everything. */
  readonly follows: 'column' | 'cursor' | null;
  open(params: Static<P>, run: ConnectorRun): Promise<TableSource>;
}

export interface FileConnector<P extends TObject = TObject> extends ConnectorSays<P> {
  readonly delivers: 'files';
  open(params: Static<P>, run: ConnectorRun): Promise<FileSource>;
}

/** A message as it came to the address of a connection. */
export interface PushedMessage {
  /** Null: it has no such header. */
  header(name: string): string | null;
  readonly body: Uint8Array;
}

/** A row of a push: values by the names of its columns. What JSON numbers cannot hold is text. */
export type PushedValues = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Others send: nothing is opened. These functions are pure, and run in the server itself; so only the release brings such
 * connectors, and what they take is small enough to be read in less than 20 ms.
 */
export interface PushConnector<P extends TObject = TObject> extends ConnectorSays<P> {
  readonly delivers: 'pushes';
  readonly maxBytes: number;
  /** Whether it comes from who knows the secret: the id under which a repetition is the same message; null: it does not. Never throws. */
  verify(params: Static<P>, message: PushedMessage, nowMs: number): { readonly id: string } | null;
  /** How a first message is sent to the address, as commands of a shell, the secret in its variable SECRET. Secrets are not among `params`. */
  example(params: Static<P>, address: string): string;
  /** The rows of a message that was verified. What cannot be read is `invalid`. */
  rowsOf(params: Static<P>, message: PushedMessage): readonly PushedValues[];
}

/** One that is opened, to be read. */
export type ReadConnector<P extends TObject = TObject> = TableConnector<P> | FileConnector<P>;
export type Connector<P extends TObject = TObject> = ReadConnector<P> | PushConnector<P>;

export const defineTableConnector = <P extends TObject>(
  connector: Omit<TableConnector<P>, 'kind' | 'delivers'>,
): TableConnector<P> => ({ kind: 'connector', delivers: 'tables', ...connector });

export const defineFileConnector = <P extends TObject>(
  connector: Omit<FileConnector<P>, 'kind' | 'delivers'>,
): FileConnector<P> => ({ kind: 'connector', delivers: 'files', ...connector });

export const definePushConnector = <P extends TObject>(
  connector: Omit<PushConnector<P>, 'kind' | 'delivers'>,
): PushConnector<P> => ({ kind: 'connector', delivers: 'pushes', ...connector });

/** Marks a setting that is kept sealed and never shown again. */
export const SECRET = 'x-secret';
/** `lines`: it has several, as a private key in PEM does. */
export const Secret = (description: string, { lines = false, optional = false } = {}) =>
  Type.String({
    ...(optional ? { default: '' } : { minLength: 1 }),
    maxLength: 65_536,
    description,
    [SECRET]: lines ? 'lines' : 'line',
  });

/** Marks a setting that decides nothing about where a secret goes: the secrets are kept when it is changed. */
export const KEEPS_SECRETS = 'x-keeps-secrets';
