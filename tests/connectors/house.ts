import type { Cell, ReadRequest, TableConnector } from '#sdk';
import type { StandardRow } from './standard-table.ts';

/** The cases of the table, by the names that a house gives when one does not apply. */
export const CASES = {
  'wrong-secret': 'a wrong secret is refused, and the server’s words are told',
  unreachable: 'a server that is not there',
  'not-listed': 'a target outside of the egress list is never connected to',
  'private-ca': 'TLS by a private authority, from the configuration and from the settings',
  'unknown-ca': 'TLS by an authority that nobody named is refused',
  'no-tls': 'a server without TLS is refused, and no secret was sent',
  tables: 'the tables and views that can be read are listed',
  'preview-limit': 'a preview has as many rows as it asked for',
  columns: 'chosen columns, in the order they were chosen',
  texts: 'hostile texts arrive as they are',
  nulls: 'nulls are nulls, and empty texts are texts',
  'big-numbers': 'numbers keep every digit: 64 bits, 38 digits',
  times: 'times keep their microseconds, moments their zone',
  booleans: 'yes and no',
  names: 'hostile names of tables and columns',
  cancel: 'cancelled midway: nothing runs at the server any more',
  'early-end': 'a loop that ends early leaves a source that can be read again',
  resume: 'from every cursor on, the rest is the same as in one reading',
  since: 'in the order of a column, from a value on, and resumed there',
  'since-ties': 'without a key, places are between the values of that column',
  garbage: 'a peer that sends garbage',
  drip: 'a peer that sends one byte a second is waited for only as long as somebody waits',
  closes: 'a peer that closes itself: a fault, then the rest from the last cursor',
  'read-only': 'what writes is refused, by us and by the server',
  queries: 'a query in the language of the source',
  'schema-change': 'a new column is read, one that is gone is a fault that names it',
} as const;
export type CaseName = keyof typeof CASES;

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly tls: 'required' | 'off';
  readonly secret: string;
  /** PEM; empty: the configuration's. */
  readonly authority: string;
}

export interface Queries {
  /** Gives `step` and `case_id` of the steps below 4. */
  readonly reads: string;
  /** Write, and are seen to by their text. */
  readonly writes: readonly string[];
  /** Write, or look where we may not, and only the server can see it. */
  readonly sneaks: readonly string[];
  /** Takes minutes at the server. */
  readonly slow?: string;
}

/** A secret that has what somebody may forget to quote. */
export const SECRET = 'Pä$$ "word" %41 \\';

/** The settings for the account `reader`, whose secret is a password. */
export const readerWith =
  (settings: Readonly<Record<string, unknown>>) =>
  ({ secret, ...place }: Place) => ({ ...settings, ...place, user: 'reader', password: secret });

/** A peer that runs. It holds what `standard-table.ts` says. */
export interface Peer {
  /** Where it speaks TLS by the certificate of the example authority, and where without: often the same. */
  readonly ports: { readonly tls: number; readonly plain: number };
  readonly secret: string;
  /** What must be opened to connectors. */
  readonly folders?: readonly string[];
  readonly programs?: Readonly<Record<string, string>>;
  /** The settings of the connector for this place. */
  settings(place: Place): Record<string, unknown>;
  /** Names of the tables, as the connector has them. */
  readonly tables: { readonly standard: string; readonly steps: string; readonly log?: string; readonly odd?: string };
  /** What gives the steps in the order of `day`, where the table of them cannot be asked for that. */
  readonly stepsByDay?: Pick<ReadRequest, 'query'>;
  /** Statements, cursors, streams that run for us at the server at this moment. */
  busy?(): Promise<number>;
  /** A port where it has no TLS while this runs. */
  withoutTls?(work: (port: number) => Promise<void>): Promise<void>;
  /** Gives `adit_steps` a column `note` with the text `new` in all rows, and takes `case_id` away. */
  change?(): Promise<void>;
  /** Queries: one that gives `step` and `case_id` of the steps below 4; some that write; some that do by the back door. */
  readonly queries?: Queries;
  end(): Promise<void>;
}

export interface House {
  // biome-ignore lint/suspicious/noExplicitAny: settings differ, and each house knows its own
  readonly connector: TableConnector<any>;
  /** As the manual names it: `PostgreSQL 15 of Debian`, `simulated by tests/…`. */
  readonly peer: string;
  /** The package whose absence skips all; null: it is here. */
  readonly needs: string | null;
  /** `more`: what is said to the server besides, in its own language. */
  start(more?: string): Promise<Peer>;
  /** Live servers, as `host:port`. */
  readonly reach?: readonly string[];
  /** What does not apply, and why: printed, and a part of docs/connectors.md. */
  readonly missing: Partial<Record<CaseName, string>>;
  /** Records name their values themselves: a column that none of them has is empty, and no fault. */
  readonly takesAnyColumn?: boolean;
  /** Where the connector names the columns of the tables in its own way, and gives others besides. */
  readonly columns?: { named(column: string): string; readonly besides: readonly string[] };
  /** What becomes of a value of the standard table, where the peer cannot hold it as it is. */
  holds?(column: keyof StandardRow, row: StandardRow): Cell;
}

/** How the connector names a column of the tables. */
export const columnOf = ({ columns }: House, name: string): string => columns?.named(name) ?? name;
