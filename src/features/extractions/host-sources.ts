import type { ConnectorHost, ConnectorTarget } from '../../engine/connect/connector-host.ts';
import type { FileNote, TableNote } from '../../engine/connect/works.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { SourceConnection, Sources } from './sources.ts';

/** Connections as they are kept, and as a child process opens them. */
export interface ConnectionDoor {
  get(actor: Actor, id: string): SourceConnection;
  targetOf(actor: Actor, id: string): ConnectorTarget;
}

/** Sources behind saved connections: each thing that is read runs in a child process of its own. */
export const hostSources = ({ get, targetOf }: ConnectionDoor, host: Pick<ConnectorHost, 'run'>): Sources => ({
  get,
  describe: (actor, id, what, options) => host.run(targetOf(actor, id), 'describe', withoutColumns(what), of(options)),
  async files(actor, id, options) {
    const { files } = await host.run(targetOf(actor, id), 'files', {}, of(options));
    return files;
  },
  readTable: (actor, id, asked, options, told = () => {}) =>
    host.run(targetOf(actor, id), 'extractTable', asked, {
      ...of(options),
      onNote: (note) => told((note as TableNote).table),
    }),
  readFiles: (actor, id, asked, options, told = () => {}) =>
    host.run(targetOf(actor, id), 'extractFiles', asked, {
      ...of(options),
      onNote: (note) => told((note as FileNote).copy),
    }),
});

const of = ({ signal, timeoutMs }: Parameters<Sources['files']>[2]) => ({
  ...(signal ? { signal } : {}),
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
});

const withoutColumns = ({ columns: _, ...what }: Parameters<Sources['describe']>[2]) => what;
