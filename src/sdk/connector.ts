import type { Descriptor } from './descriptor.ts';
import type { Static, TObject } from './schema.ts';
import type { TableColumn } from './transform.ts';

export interface ConnectorRun {
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** Opens a connection to an address the egress list allows; the resolved address is pinned. */
  connect(host: string, port: number): Promise<{ host: string; address: string; port: number }>;
  /** Private CA certificates in PEM, in addition to the system's. */
  readonly ca: readonly string[];
}

export interface Table {
  name: string;
  columns: readonly TableColumn[];
}

/** Values as they came: text, number, bigint, boolean, null; times as ISO 8601 text with all their digits. */
export type Cell = string | number | bigint | boolean | null;

/** `cursor` resumes after this batch; opaque to the host, JSON, at most 64 KiB. */
export interface Batch {
  columns: readonly TableColumn[];
  rows: readonly (readonly Cell[])[];
  cursor: unknown;
}

/** An open source. Reads, never writes; the host stages, types, deduplicates and commits. */
export interface Source extends AsyncDisposable {
  /** Proves that the settings work; faults say what to change. */
  check(): Promise<{ server: string; details: readonly string[] }>;
  tables(): Promise<readonly Table[]>;
  /** Back-pressure by iteration: the next batch is fetched when it is asked for. */
  read(request: { table?: string; query?: string; cursor: unknown; limit: number | null }): AsyncIterable<Batch>;
}

export interface Connector<P extends TObject = TObject> extends Descriptor<P> {
  readonly kind: 'connector';
  open(params: Static<P>, run: ConnectorRun): Promise<Source>;
}

export const defineConnector = <P extends TObject>(connector: Omit<Connector<P>, 'kind'>): Connector<P> => ({
  kind: 'connector',
  ...connector,
});
