/**
 * kill -9 at random moments of loads from a connection, through a server and a source that are both real. What was asked for is done once
 * the next server has worked, whatever it was killed in: reading, loading, publishing. Each run overlaps the one before, and finds rows
 * that came late; nothing is doubled or lost.
 *
 * `ADIT_TEST_KILLS=200 bun test tests/faults/extractions.test.ts` kills 200 times; `ADIT_TEST_SEED` repeats a run.
 */
import { Database } from 'bun:sqlite';
import { afterAll, expect, test } from 'bun:test';
import { AditBench } from '../adit-bench.ts';
import { IMPORT_JOBS, killImportJob } from './killed-import-job.ts';

const KILLS = Number(process.env.ADIT_TEST_KILLS ?? 3);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
const ROWS = 60_000;
const LATE = 50;
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

/** Rows of one day, minute by minute, and some of the hour before that nobody had written yet. */
function addRows(file: string, round: number, random: () => number): void {
  const db = new Database(file);
  const insert = db.prepare('insert into steps (case_id, activity, at, note) values (?, ?, ?, ?)');
  const at = (second: number) => new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();
  db.transaction(() => {
    for (let i = 0; i < LATE && round > 0; i++)
      insert.run(`c${i}`, 'late', at(round * ROWS - 1 - Math.floor(random() * 3000)), `round ${round}`);
    for (let i = 0; i < ROWS; i++)
      insert.run(
        `c${Math.floor(random() * 5000)}`,
        `step ${i % 7}`,
        at(round * ROWS + i),
        random() < 0.1 ? 'a, "b"' : null,
      );
  })();
  db.close();
}

test(
  `loads from a connection through a server that is killed ${KILLS} times: every row is there, once`,
  async () => {
    const file = bench.file('erp.sqlite', '');
    new Database(file).run('create table steps (case_id text, activity text, at text, note text)');
    await killImportJob(bench, {
      ...{ kills: KILLS, seed: SEED },
      async make(root, projectId) {
        const connection = { name: 'ERP', connector: 'sqlite', settings: { file } };
        const connectionId = (await root.post('/api/v1/data-designer/connectors', connection)).json.id;
        const made = await root.post(IMPORT_JOBS, {
          ...{ name: 'Steps', connectionId, projectId, newDatasetName: 'Steps', mode: 'append' },
          ...{ source: { table: 'steps' }, follow: { by: 'column', column: 'at', overlap: 3600 } },
        });
        expect([made.status, made.text]).toEqual([201, expect.any(String)]);
        return made.json;
      },
      add: (round, random) => addRows(file, round, random),
      expected: (round) => ({ events: ROWS * (round + 1) + LATE * round }),
    });
  },
  120_000 + KILLS * 30_000,
);
