import { tmpdir } from 'node:os';
import type { ConnectorRun } from '#sdk';
import { connectorRun } from '../../src/engine/connect/connector-run.ts';
import type { Egress } from '../../src/platform/egress/index.ts';

interface Opened {
  readonly signal?: AbortSignal;
  /** Programs by name. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** What a connector gets from its host, with the door of a test. */
export const runFor = (
  door: Egress,
  { signal = new AbortController().signal, programs = {} }: Opened = {},
): ConnectorRun =>
  connectorRun({
    ...{ door, signal, connectMs: 10_000, scratch: tmpdir() },
    access: { egress: { settings: { allow: [], ca: [], publicUrl: '' } } as never, folders: [], programs },
  });
