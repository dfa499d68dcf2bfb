import { sql } from '#sdk';
import type { Db, Reader } from '../db/index.ts';
import type { Level } from '../log/index.ts';

/** One line that a job left while it ran. */
export interface JobLine {
  readonly atMs: number;
  readonly attempt: number;
  readonly level: Level;
  /** `room.whatHappened`. */
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface LineRow {
  at: number;
  attempt: number;
  level: Level;
  event: string;
  fields: string;
}

/** Of each job so many lines are kept. */
const MAX_LINES = 500;

/** Adds lines in one transaction. Those of a job that was deleted meanwhile are gone with it. */
export function addJobLines(db: Db, id: string, lines: readonly JobLine[]): void {
  db.transaction((tx) => {
    if (!tx.get(sql`select 1 from jobs where id = ${id}`)) return;
    const last = tx.get<{ seq: number }>(
      sql`select coalesce(max(seq), 0) as seq from job_lines where job_id = ${id}`,
    )!.seq;
    for (const [i, { atMs, attempt, level, event, fields }] of lines.entries())
      tx.run(sql`insert into job_lines (job_id, seq, at, attempt, level, event, fields)
        values (${id}, ${last + 1 + i}, ${atMs}, ${attempt}, ${level}, ${event}, ${JSON.stringify(fields)})`);
    tx.run(sql`delete from job_lines where job_id = ${id} and seq <= ${last + lines.length - MAX_LINES}`);
  });
}

export const jobLines = (db: Reader, id: string): JobLine[] =>
  db
    .all<LineRow>(sql`select at, attempt, level, event, fields from job_lines where job_id = ${id} order by seq`)
    .map(({ at, fields, ...row }) => ({ ...row, atMs: at, fields: JSON.parse(fields) }));
