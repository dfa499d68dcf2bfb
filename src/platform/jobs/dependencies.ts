import { AppError, sql } from '#sdk';
import type { Reader, Tx } from '../db/index.ts';
import type { Job, JobState } from './job.ts';
import type { JobName } from './store.ts';

/**
 * Makes a job wait for others of its tenant. They exist before it does, so that no circle can come about.
 * @returns how many of them are not done yet
 */
export function dependOn(tx: Tx, id: string, tenant: string | null, parents: readonly string[]): number {
  for (const parent of new Set(parents)) {
    const found = tx.get<{ state: JobState }>(
      sql`select state from jobs where id = ${parent} and tenant_id is ${tenant}`,
    );
    if (!found) throw new AppError('invalid', 'jobs.unknownParent', `There is no job ${parent} to wait for.`);
    if (ENDED_BADLY.has(found.state)) throw parentEnded({ id: parent, state: found.state });
    tx.run(sql`insert into job_dependencies (job_id, parent_id) values (${id}, ${parent})`);
  }
  return openParents(tx, { id, tenant }).length;
}

const ENDED_BADLY: ReadonlySet<JobState> = new Set(['cancelled', 'dead', 'quarantined']);

/** The jobs that this one still waits for. */
const openParents = (db: Reader, job: OfTenant): JobName[] =>
  relativesOf(db, job).parents.filter(({ state }) => state !== 'done');

/** How many jobs one that runs once more has to wait for; a fault where one of them ended without success. */
export function waitsAgainFor(db: Reader, job: OfTenant): number {
  const parents = openParents(db, job);
  const ended = parents.find(({ state }) => ENDED_BADLY.has(state));
  if (ended) throw parentEnded(ended);
  return parents.length;
}

type OfTenant = Pick<Job, 'id' | 'tenant'>;

/** The jobs that this one depends on, and those that depend on it. */
export function relativesOf(db: Reader, { id, tenant }: OfTenant): { parents: JobName[]; children: JobName[] } {
  const pairs = sql`job_dependencies d join jobs p on p.id = d.parent_id
    join jobs c on c.id = d.job_id and c.tenant_id is p.tenant_id and p.tenant_id is ${tenant}`;
  return {
    parents: db.all(sql`select p.id, p.kind, p.state from ${pairs} where d.job_id = ${id} order by p.id`),
    children: db.all(sql`select c.id, c.kind, c.state from ${pairs} where d.parent_id = ${id} order by c.id`),
  };
}

const parentEnded = ({ id, state }: Pick<JobName, 'id' | 'state'>): AppError =>
  new AppError(
    'conflict',
    'jobs.parentNotDone',
    `It depends on the job ${id}, which ended as ${state}. Run that one again first.`,
  );
