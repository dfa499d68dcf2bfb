import type { LookupFunction, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Pinned } from './connect.ts';
import type { Decision } from './decide.ts';
import type { FetchLimits } from './exchange.ts';
import type { TlsMaterial } from './trust.ts';

/** For whom a connection is opened; told with each one that is refused. */
export interface Cause {
  /** In words: `directory corp`, `webhook 42`. */
  readonly purpose: string;
  readonly tenant?: string | null;
  /** As the audit log names it: `user/<id>`. */
  readonly actor?: string;
}

/** A connection that was refused before anything was opened. */
export interface Denial extends Cause {
  /** What was asked for, as it was written. */
  readonly target: string;
  readonly code: string;
  readonly message: string;
  /** What its name stands for, where it was looked up. */
  readonly addresses: readonly string[];
}

export interface ConnectOptions {
  readonly signal?: AbortSignal | undefined;
  /** For looking up, connecting and the TLS handshake together. */
  readonly timeoutMs?: number;
}

export interface TlsConnectOptions extends ConnectOptions, TlsMaterial {
  /** The name that the certificate must carry, where it is not the host's. */
  readonly serverName?: string;
}

/**
 * The one door through which connections leave. Every call resolves the name anew, checks every address it has, and connects to
 * what was checked, so that a reconnect is checked again. Faults: `forbidden` for what is not allowed, `invalid` for what is no
 * target in its plain form, `unavailable`, `timeout` and `cancelled` for the network.
 */
export interface Egress {
  /** Where a driver may connect to: it connects to `address`, and keeps `host` for the name in the certificate. */
  check(host: string, port: number): Promise<Pinned>;
  /** A plain connection, for drivers that take an open socket. */
  connect(host: string, port: number, options?: ConnectOptions): Promise<Socket>;
  /** A TLS connection whose certificate was verified. */
  connectTls(host: string, port: number, options?: TlsConnectOptions): Promise<TLSSocket>;
  /** TLS over a plain connection of this door, for protocols that speak before it; verified in the same way. */
  secure(socket: Socket, host: string, options?: TlsConnectOptions): Promise<TLSSocket>;
  /** As the global `fetch`, without redirects, proxies and cookies; the answer is limited in time and size. */
  fetch(url: string | URL, init?: RequestInit, limits?: FetchLimits): Promise<Response>;
  /** For drivers that take the `lookup` of `node:net`. It is never asked about literal addresses: those need `check`. */
  lookup(port: number): LookupFunction;
  /** What would come of a connection to `HOST:PORT`. Nothing is opened, and a refusal is told to nobody else. */
  explain(target: string): Promise<Decision>;
  /** The authorities that are trusted, for drivers that do TLS themselves: PEM texts. */
  ca(): readonly string[];
  /** The same door, for a cause of its own. */
  as(cause: Cause): Egress;
}

/** The door as its owner has it. */
export interface EgressOwner extends Egress {
  /** Takes over a changed configuration; connections that are open stay. */
  configure(settings: EgressSettings): void;
  /** A port that the appliance listens on, once it is known. */
  addOwnPort(port: number): void;
  /** What a child process makes the same door from ({@link childDoor}). */
  forChild(): ChildEgress;
  /** Tells of a connection that such a door refused. */
  denied(denial: Denial): void;
}

/** The door's settings as plain data. */
export interface ChildEgress {
  readonly settings: EgressSettings;
  readonly ownPorts: readonly number[];
}

export interface EgressSettings {
  /** `egress.allow`, and the targets that other parts of the configuration name. */
  readonly allow: readonly string[];
  /** Private authorities: PEM texts. */
  readonly ca: readonly string[];
  /** `server.public_url`; empty: none. */
  readonly publicUrl: string;
}
