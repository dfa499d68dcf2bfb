import { AppError } from '#sdk';
import type { Tx } from '../db/index.ts';
import type { NewJob } from './job.ts';
import type { JobStore } from './store.ts';

/** A job among others, with the names of those that must be done before it. */
export interface GraphNode extends Omit<NewJob, 'dependsOn' | 'key'> {
  readonly after?: readonly string[];
}

/**
 * Adds jobs that depend on each other, all or none. A name that is not there, and jobs that would wait for each other in a circle, are
 * refused.
 * @returns the id of each job by its name
 */
export function enqueueGraph(
  store: Pick<JobStore, 'enqueue'>,
  tx: Tx,
  nodes: Readonly<Record<string, GraphNode>>,
): Record<string, string> {
  const ids: Record<string, string> = {};
  for (const name of inOrder(nodes)) {
    const { after = [], ...job } = nodes[name]!;
    ids[name] = store.enqueue(tx, { ...job, dependsOn: after.map((parent) => ids[parent]!) }).id;
  }
  return ids;
}

/** The names so that each stands behind all that it depends on; depth first, names of one level as they were given. */
function inOrder(nodes: Readonly<Record<string, GraphNode>>): string[] {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return;
    const circle = path.indexOf(name);
    if (circle >= 0) throw circular([...path.slice(circle), name]);
    if (!Object.hasOwn(nodes, name)) throw unknown(name, path.at(-1)!);
    for (const parent of nodes[name]!.after ?? []) visit(parent, [...path, name]);
    done.add(name);
  };
  for (const name of Object.keys(nodes)) visit(name, []);
  return [...done];
}

const circular = (names: readonly string[]): AppError =>
  new AppError('invalid', 'jobs.circular', `These jobs would wait for each other for ever: ${names.join(' ← ')}.`);

const unknown = (name: string, by: string): AppError =>
  new AppError('invalid', 'jobs.unknownParent', `The job "${by}" depends on "${name}", and there is no such job.`);
