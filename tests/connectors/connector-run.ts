import type { Socket } from 'node:net';
import { AppError, type ConnectorRun } from '#sdk';
import { type Denial, egressDoor, upgrade } from '../../src/platform/egress/index.ts';
import { EXAMPLE_AUTHORITY } from '../example-authority.ts';
import { NameServer } from '../name-server.ts';

/** The name that the peers have: the example authority certified it. */
export const PEER_NAME = 'erp.corp.example';

export interface RunOptions {
  /** Ports that the egress list lets through. */
  readonly ports?: readonly number[];
  readonly ca?: readonly string[];
  readonly signal?: AbortSignal;
  readonly folder?: ConnectorRun['folder'];
  readonly program?: ConnectorRun['program'];
}

/** What a connector may reach in a test: the real door, with a name server of ours. */
export class RunHouse {
  readonly names = new NameServer();
  readonly denials: Denial[] = [];

  async start(): Promise<void> {
    await this.names.start();
    this.names.answer(PEER_NAME, ['127.0.0.1']);
  }

  stop(): void {
    this.names.stop();
  }

  run({ ports = [], ca = [EXAMPLE_AUTHORITY], signal, folder, program }: RunOptions): ConnectorRun {
    const allow = ports.flatMap((port) => [`${PEER_NAME}:${port}`, `127.0.0.1:${port}`]);
    const egress = egressDoor({
      settings: { allow, ca, publicUrl: '' },
      denied: (denial) => void this.denials.push(denial),
      resolve: this.names.resolve,
    });
    const nothing = (): never => {
      throw new Error('nothing is opened to connectors here');
    };
    return {
      signal: signal ?? new AbortController().signal,
      pin: async (host, port) => egress.check(host, port),
      connect: (host, port) => egress.connect(host, port),
      connectTls: (host, port, options = {}) => egress.connectTls(host, port, options),
      secure: (connection, host, options = {}) => {
        const { serverName = host, ca: more = [], client = null } = options;
        const tls = { serverName, ca: [...egress.ca(), ...more], client, minVersion: 'TLSv1.2' } as const;
        return upgrade(connection as Socket, tls, AbortSignal.timeout(10_000)).catch((error: Error) => {
          throw new AppError('unavailable', 'egress.tls', `There is no trusted TLS connection (${error.message}).`);
        });
      },
      fetch: (url, init, limits) => egress.fetch(url, init, limits),
      ca: egress.ca(),
      folder: folder ?? (async () => nothing()),
      program: program ?? nothing,
    };
  }
}
