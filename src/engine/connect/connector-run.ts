import { realpath } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { isAbsolute, resolve, sep } from 'node:path';
import { AppError, type Connection, type ConnectorDoors, type ConnectorRun, invalid, type TlsOptions } from '#sdk';
import type { Egress } from '../../platform/egress/index.ts';
import { CLOSE_MS, type ConnectorAccess } from './connector-job.ts';

interface RunParts {
  readonly door: Egress;
  readonly access: ConnectorAccess;
  readonly signal: AbortSignal;
  readonly connectMs: number;
  /** Private to this run. */
  readonly scratch: string;
}

/** A part of what the child may use: what reads a file also holds its rows. */
const DUCKDB = { threads: 2, memoryBytes: 256e6 } as const;

/** What a connector is let do: connections through the door, files below opened folders, programs by their name. */
export function connectorRun({ door, access, signal, connectMs, scratch }: RunParts): ConnectorRun {
  // The door puts what it is given in the place of the configured ones; a connector adds to them.
  const withOwn = (ca: readonly string[] | undefined) => (ca ? { ca: [...access.egress.settings.ca, ...ca] } : {});
  const doors = (until: AbortSignal): ConnectorDoors => {
    const limits = { signal: until, timeoutMs: connectMs };
    const tls = ({ ca, ...options }: TlsOptions) => ({ ...options, ...withOwn(ca), ...limits });
    return {
      signal: until,
      connect: (host, port) => door.connect(host, port, limits),
      connectTls: (host, port, options = {}) => door.connectTls(host, port, tls(options)),
      secure: (connection: Connection, host, options = {}) => door.secure(connection as Socket, host, tls(options)),
      fetch: (url, init = {}, asked = {}) => {
        const either = init.signal ? AbortSignal.any([until, init.signal]) : until;
        return door.fetch(url, { ...init, signal: either }, asked);
      },
    };
  };
  return {
    ...doors(signal),
    get closing() {
      return doors(AbortSignal.timeout(CLOSE_MS));
    },
    async pin(host, port) {
      const { host: name, address, port: checked } = await door.check(host, port);
      return { host: name, address, port: checked };
    },
    ca: door.ca(),
    folder: (path) => openedPath(path, access.folders),
    async duckdb(path) {
      const file = await openedPath(path, access.folders);
      // The library is large: only who reads such a file loads it.
      const { openDatabaseFile } = await import('../duckdb/database-file.ts');
      return openDatabaseFile(file, { ...DUCKDB, tempFolder: scratch }, signal);
    },
    scratch,
    program: (name) => programOf(name, access.programs),
  };
}

async function openedPath(path: string, folders: readonly string[]): Promise<string> {
  if (!isAbsolute(path) || path.includes('\0'))
    invalid('connector.badPath', `${JSON.stringify(path.slice(0, 200))} is no full path, as /srv/exports.`);
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)));
  const isBelow = (at: string, root: string | null) =>
    root !== null && (at === root || at.startsWith(root.endsWith(sep) ? root : root + sep));
  const real = await realpath(path).catch(() => null);
  if (real !== null && roots.some((root) => isBelow(real, root))) return real;
  // What lies elsewhere is not told apart from what does not exist.
  const lexical = resolve(path);
  if (real === null && [...folders, ...roots].some((root) => isBelow(lexical, root)))
    invalid('connector.noPath', `There is no file or folder "${path}" on this server, or it cannot be read.`);
  throw new AppError(
    'forbidden',
    'connector.closedPath',
    `"${path}" does not lie in a folder that connections may read. The administrator can add its folder to "connectors.folders" in the configuration.`,
  );
}

function programOf(name: string, programs: ConnectorAccess['programs']): string {
  const path = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (path !== undefined) return path;
  throw new AppError(
    'forbidden',
    'connector.noProgram',
    `The program "${name}" is not open to connections. The administrator can name it under [connectors.programs] in the configuration.`,
  );
}
