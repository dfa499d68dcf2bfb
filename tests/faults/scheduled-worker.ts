/**
 * Works in a database until it is killed: a schedule of every second, and one of a workspace that lies in the database, add jobs, each of
 * which leaves one row as it ends. Its clock runs fast, so that many times fall into the life of one process; it begins some seconds after
 * the last time that was decided, which are caught up.
 */
import { sql } from '#sdk';
import { openDb } from '../../src/platform/db/index.ts';
import { jobRunner, jobStore } from '../../src/platform/jobs/index.ts';
import { createLog, streamSink } from '../../src/platform/log/index.ts';
import { scheduler } from '../../src/platform/schedules/index.ts';

/** At each look so much time has passed, however busy the machine is: never more than can be caught up. */
const STEP_MS = 100;
const DOWN_MS = 10_000;
const db = openDb(process.argv[2]!);
const { at } = db.get<{ at: number }>(sql`select min(noted_at) as at from
  (select noted_at from schedules union all select noted_at from workspace_schedules)`)!;
let nowMs = at + DOWN_MS;
const clock = { now: () => nowMs };
const log = createLog({ sink: streamSink(() => {}), clock });
const jobs = jobStore({ db, clock, bootId: crypto.randomUUID() });
const runner = jobRunner({
  ...{ store: jobs, log, clock, concurrency: 3, pollMs: 20 },
  kinds: [
    {
      kind: 'count',
      async handler({ job, finish }) {
        await Bun.sleep(Math.random() * 10);
        finish((tx) => tx.run(sql`insert into done (job) values (${job.id})`));
      },
    },
  ],
});
const schedules = scheduler({
  ...{ db, jobs, clock, log },
  definitions: [
    {
      ...{ id: 'count', title: 'Count', job: { kind: 'count', payload: {}, maxAttempts: 100 } },
      ...{ cron: '* * * * * *', zone: 'UTC', overlap: 'parallel', catchUp: 'all' },
    },
  ],
});
runner.start();
process.stdout.write('works\n');
setInterval(() => {
  nowMs += STEP_MS;
  schedules.look();
}, 2);
