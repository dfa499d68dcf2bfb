import { readFileSync } from 'node:fs';
import type { LdapServer } from '../../../platform/config/index.ts';
import { Connection, type Door, type Target } from './connection.ts';
import { bindReason, CODE, misconfigured, needsTls, Refusal, refusedUs } from './faults.ts';
import type { Pace } from './pace.ts';
import { Session } from './session.ts';

/** Opens sessions of one directory at the replica that is named. Files are read anew, so that new passwords and certificates count. */
export class Sessions {
  readonly #server: LdapServer;
  readonly door: Door;

  constructor(server: LdapServer, door: Door) {
    this.#server = server;
    this.door = door;
  }

  /** Nobody has spoken yet. */
  async unbound(url: string, signal: AbortSignal, pace: Pace | null = null): Promise<Session> {
    const connection = await Connection.open(targetOf(this.#server, url, this.door), this.door, signal);
    return new Session(connection, this.#server.id, signal, pace);
  }

  /** True where there is somebody to search as: an account, a certificate, or a directory that lets everybody search. */
  get hasService(): boolean {
    const { bind_dn, cert_file, mode } = this.#server;
    return bind_dn !== '' || cert_file !== '' || mode === 'search';
  }

  /** Bound as the service account, by the client certificate, or as nobody where neither is configured. */
  async asService(url: string, signal: AbortSignal, pace: Pace | null = null): Promise<Session> {
    const { id, bind_dn, bind_password_file, cert_file } = this.#server;
    if (!this.hasService)
      throw misconfigured(
        `The directory "${id}" has no service account ("bind_dn"), so that nobody can be looked up in it.`,
      );
    const session = await this.unbound(url, signal, pace);
    try {
      if (bind_dn) await session.bind(bind_dn, textOf(this.#server, 'bind_password_file', bind_password_file));
      else if (cert_file) await session.bindByCertificate();
      return session;
    } catch (error) {
      session.connection.close();
      throw error instanceof Refusal ? serviceFault(id, error) : error;
    }
  }
}

function serviceFault(id: string, refusal: Refusal): Error {
  if (refusal.code === CODE.strongerAuthRequired || refusal.code === CODE.confidentialityRequired)
    return misconfigured(needsTls(id));
  return refusedUs(
    `The directory "${id}" does not let the service account in: ${bindReason(refusal)}. Check "bind_dn" and the file of "bind_password_file".`,
  );
}

export function targetOf(server: LdapServer, url: string, door: Door): Target {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const read = (key: 'ca_file' | 'cert_file' | 'key_file') => (server[key] ? textOf(server, key, server[key]) : null);
  const [ca, cert, key] = [read('ca_file'), read('cert_file'), read('key_file')];
  return {
    host,
    port: Number(port) || (protocol === 'ldaps:' ? 636 : 389),
    security: server.tls,
    tls: {
      serverName: server.server_name || host,
      minVersion: server.min_version,
      ca: ca === null ? door.ca() : [ca],
      client: cert !== null && key !== null ? { cert, key } : null,
    },
    connectTimeoutMs: server.connect_timeout_seconds * 1000,
    operationTimeoutMs: server.operation_timeout_seconds * 1000,
  };
}

/** One line end at the end is not part of it. */
function textOf({ id }: LdapServer, key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw misconfigured(
      `The file "${file}" ("${key}" of the directory "${id}") cannot be read (${(error as { code?: string }).code}).`,
    );
  }
}
