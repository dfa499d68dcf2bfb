import { lookup } from 'node:dns/promises';
import { tmpdir } from 'node:os';

import type { ConnectorRun } from '#sdk';
import { connectorRun } from '../../src/engine/connect/connector-run.ts';
import { type Denial, egressDoor } from '../../src/platform/egress/index.ts';
import { EXAMPLE_AUTHORITY } from '../example-authority.ts';
import { NameServer } from '../name-server.ts';

/** The name that the peers have: the example authority certified it. */
export const PEER_NAME = 'erp.corp.example';

export interface RunOptions {
  /** Ports that the egress list lets through. */
  readonly ports?: readonly number[];
  readonly ca?: readonly string[];
  readonly signal?: AbortSignal;
  /** What is opened to connectors. */
  readonly folders?: readonly string[];
  readonly programs?: Readonly<Record<string, string>>;
  readonly scratch?: string;
}

/** What a connector may reach in a test: the real door, with a name server of ours. */
export class RunHouse {
  readonly names = new NameServer();
  readonly denials: Denial[] = [];
  readonly #reach: readonly string[];

  /** `reach`: live servers that may be connected to besides, as the egress list has them. */
  constructor(reach: readonly string[] = []) {
    this.#reach = reach;
  }

  async start(): Promise<void> {
    await this.names.start();
    this.names.answer(PEER_NAME, ['127.0.0.1']);
  }

  stop(): void {
    this.names.stop();
  }

  run(options: RunOptions): ConnectorRun {
    const { ports = [], ca = [EXAMPLE_AUTHORITY], folders = [], programs = {} } = options;
    const { signal = new AbortController().signal, scratch = tmpdir() } = options;
    const allow = [...this.#reach, ...ports.flatMap((port) => [`${PEER_NAME}:${port}`, `127.0.0.1:${port}`])];
    const settings = { allow, ca: [...ca], publicUrl: '' };
    const door = egressDoor({
      settings,
      denied: (denial) => void this.denials.push(denial),
      resolve: (host) =>
        this.#reach.some((each) => each.startsWith(`${host}:`)) ? found(host) : this.names.resolve(host),
    });
    const access = { egress: { settings, ownPorts: [] }, folders, programs };
    return connectorRun({ door, access, signal, connectMs: 10_000, scratch });
  }
}

const found = async (host: string) => (await lookup(host, { all: true })).map(({ address }) => address);
