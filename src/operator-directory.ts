import type { Appliance } from './assemble.ts';
import type { Actor } from './platform/access/actor.ts';

/** What the operator may ask about directories, as plain data. */
export type DirectoryCommand =
  | { do: 'directory'; action: 'sync'; server: string | null; dryRun: boolean; force: boolean }
  | { do: 'directory'; action: 'explain'; login: string };

/** Carries out a command about directories; the operator sees every tenant. */
export function operateDirectory(
  { directory }: Appliance,
  actor: Actor,
  command: DirectoryCommand,
  signal: AbortSignal,
): Promise<unknown> {
  if (command.action === 'explain') return directory.explain(actor, command.login, signal);
  const { server, dryRun, force } = command;
  return directory.syncNow(actor, server, { dryRun, force }, signal);
}
