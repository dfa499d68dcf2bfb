/**
 * kill -9 at random moments of loads of workbooks from a folder, through a server and a connector that are both real. Whatever it was
 * killed in, copying, reading, publishing: once the next server has worked, each file is there once, those of one run as one load.
 *
 * `ADIT_TEST_KILLS=100 bun test tests/faults/file-loads.test.ts` kills 100 times; `ADIT_TEST_SEED` repeats a run.
 */
import { afterAll, test } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AditBench } from '../adit-bench.ts';
import { plantConnection } from '../connection-house.ts';
import { workbookOf } from '../zipped.ts';
import { IMPORT_JOBS, killImportJob } from './killed-import-job.ts';

const KILLS = Number(process.env.ADIT_TEST_KILLS ?? 2);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
/** Of each round. */
const FILES = 12;
const ROWS = 400;
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

function addFiles(folder: string, round: number): void {
  for (let file = 0; file < FILES; file++) {
    const first = (round * FILES + file) * ROWS;
    const rows = Array.from({ length: ROWS }, (_, i) => {
      const at = new Date(Date.UTC(2024, 0, 1) + (first + i) * 60_000).toISOString();
      return [`c${i % 50}`, `step ${i % 7}`, at];
    });
    const name = `${String(round).padStart(4, '0')}-${String(file).padStart(2, '0')}.xlsx`;
    writeFileSync(join(folder, name), workbookOf([['case', 'activity', 'time'], ...rows]));
  }
}

test(
  `loads of workbooks through a server that is killed ${KILLS} times: every file is there, once, and those of a run are one load`,
  async () => {
    const folder = join(bench.folder, 'exports');
    mkdirSync(folder);
    await killImportJob(bench, {
      ...{ kills: KILLS, seed: SEED },
      async make(root, projectId) {
        const connectionId = await plantConnection(root, { name: 'Exports', connector: 'excel-folder', folder });
        const made = await root.post(IMPORT_JOBS, {
          ...{ name: 'Workbooks', connectionId, projectId, newDatasetName: 'Workbooks', mode: 'append' },
          ...{ source: { files: '*.xlsx' }, follow: { by: 'files' } },
        });
        return made.json;
      },
      add: (round) => addFiles(folder, round),
      expected: (round) => ({ events: FILES * ROWS * (round + 1), number: round + 1 }),
    });
  },
  120_000 + KILLS * 30_000,
);
