import { AppError } from '#sdk';
import type { Appliance } from './assemble.ts';
import type { Connection } from './features/connections/index.ts';
import type { Actor } from './platform/access/actor.ts';

/** What the operator may ask of saved connections, as plain data. */
export type ConnectorCommand =
  | { do: 'connector'; action: 'list' }
  | { do: 'connector'; action: 'test'; connection: string }
  | ({ do: 'connector'; action: 'preview'; connection: string } & PreviewAsked);

export interface PreviewAsked {
  readonly table?: string;
  readonly query?: string;
  readonly file?: string;
  readonly rows: number;
}

/** One saved connection, as a list shows it. */
export interface ShownConnection {
  readonly id: string;
  readonly name: string;
  readonly connector: string;
  /** How the last test went; null: it was never tested with these settings. */
  readonly passed: boolean | null;
  readonly testedAt: string | null;
  readonly words: string | null;
}

export async function operateConnectors(
  { connections }: Appliance,
  actor: Actor,
  command: ConnectorCommand,
  signal: AbortSignal,
): Promise<unknown> {
  const all = connections.list(actor);
  if (command.action === 'list') return all.map(shown);
  const { id } = chosen(all, command.connection);
  if (command.action === 'test') return connections.test(actor, id, signal);
  const { table, query, file, rows } = command;
  const what = {
    ...(table !== undefined && { table }),
    ...(query !== undefined && { query }),
    ...(file !== undefined && { file }),
  };
  return connections.preview(actor, id, { ...what, rows }, signal);
}

const shown = ({ id, name, connector, lastTest }: Connection): ShownConnection => ({
  ...{ id, name, connector, passed: lastTest?.passed ?? null, words: lastTest?.words ?? null },
  testedAt: lastTest ? new Date(lastTest.atMs).toISOString() : null,
});

/** By id or by name; where several workspaces have one of this name, its id must be said. */
function chosen(all: readonly Connection[], said: string): Connection {
  const found = all.filter(({ id, name }) => id === said || name.toLowerCase() === said.toLowerCase());
  if (found.length === 1) return found[0]!;
  throw new AppError(
    'not_found',
    'connection.notFound',
    found.length === 0
      ? `There is no connection "${said}". "adit connector list" shows those that are there.`
      : `Several connections are called "${said}". Say the id of one; "adit connector list" shows them.`,
  );
}
