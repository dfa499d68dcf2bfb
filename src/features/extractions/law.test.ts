/**
 * The law of extractions: for random tables, random batches, and a connection that drops at random, what is published equals one
 * undisturbed reading; and nothing is doubled or lost when the next run overlaps it.
 *
 * `ADIT_TEST_DROPS=1000 bun test src/features/extractions/law.test.ts` drops so often; `ADIT_TEST_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Cell, TableColumn } from '#sdk';
import { seeded } from '../../../tests/faults/seeded.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { type RealAppliance, realAppliance } from '../../../tests/real-appliance.ts';
import { TrialSources } from '../../../tests/trial-sources.ts';

const DROPS = Number(process.env.ADIT_TEST_DROPS ?? 50);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
const API = '/api/v1/data-designer/import-jobs';
const COLUMNS: TableColumn[] = (['case', 'activity', 'time', 'note'] as const).map((name) => ({
  ...{ name, type: name === 'time' ? 'time' : 'text' },
}));
const sources = new TrialSources();
let house: RealAppliance;
let ann: HttpClient;
let project = '';
beforeAll(async () => {
  house = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0' }, undefined, {
    extracting: { sources, wait: async () => {} },
  });
  sources.plant(house.appliance.db, house.appliance.tenancy.ensureHome());
  ann = await house.signIn();
  project = (await ann.get('/api/v1/projects')).json.items[0].id;
});
afterAll(() => house.end());

const NOTES = ['', 'a, b', 'say "no"', 'two\nlines', 'Straße 5', '=1+1', 'NULL', "it's"];

/** Rows in the order of their times, some of them the same. */
function randomRows(random: () => number, from: number, n: number): Cell[][] {
  let second = from;
  return Array.from({ length: n }, () => {
    second += Math.floor(random() * 3);
    const time = new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();
    const pick = (n: number) => Math.floor(random() * n);
    return [`c${pick(9)}`, `step ${pick(3)}`, time, random() < 0.2 ? null : NOTES[pick(NOTES.length)]!];
  });
}

async function create(name: string): Promise<{ id: string; datasetId: string }> {
  const got = await ann.post(API, {
    ...{ name, connectionId: 'trial', projectId: project, newDatasetName: name, mode: 'append' },
    ...{ source: { table: 'orders' }, follow: { by: 'column', column: 'time', overlap: 20 } },
  });
  if (got.status !== 201) throw new Error(got.text);
  return got.json;
}

async function run(id: string): Promise<{ state: string; error: unknown }> {
  const { job } = (await ann.post(`${API}/${id}/run`, {})).json;
  for (;;) {
    const found = (await ann.get(`${API}/${id}/runs`)).json.items.find((one: { id: string }) => one.id === job);
    if (found && ['done', 'failed'].includes(found.state)) return found;
    await Bun.sleep(2);
  }
}

async function contentOf({ datasetId }: { datasetId: string }): Promise<string[]> {
  const at = `/api/v1/projects/${project}/datasets/${datasetId}/export?format=csv&gzip=false&guardFormulas=false`;
  return (await ann.get(at)).text.split('\n').sort();
}

test(
  `${DROPS} drops of a connection: what is published is what one reading gives`,
  async () => {
    const random = seeded(SEED);
    const batchRows = () => Math.ceil(random() * 12);
    let drops = 0;
    for (let round = 0; drops < DROPS; round++) {
      const first = randomRows(random, 0, 40 + Math.floor(random() * 80));
      const lastMs = Date.parse(first.at(-1)![2] as string);
      // Rows that came late, within the overlap, and new ones behind it.
      const late = randomRows(random, (lastMs - Date.UTC(2024, 0, 1)) / 1000 - 15, 6).map((row) => [
        ...row.slice(0, 3),
        'late',
      ]);
      const second = [...first, ...late, ...randomRows(random, (lastMs - Date.UTC(2024, 0, 1)) / 1000, 30)];
      const whole = await create(`Whole ${round}`);
      sources.table = { columns: COLUMNS, rows: second, batchRows: () => 1000 };
      sources.syncBytes = 1e6;
      expect(await run(whole.id)).toMatchObject({ state: 'done' });

      const job = await create(`Dropped ${round}`);
      sources.syncBytes = Math.ceil(random() * 500);
      const torn = (rows: Cell[][]) => {
        sources.table = {
          ...{ columns: COLUMNS, rows, batchRows },
          drops() {
            const drop = random() < 0.3;
            if (drop) drops++;
            return drop;
          },
        };
      };
      torn(first);
      const ended = await run(job.id);
      torn(second);
      const then = await run(job.id);
      const what = `seed ${SEED}, round ${round}`;
      expect([what, ended.error, then.error]).toEqual([what, null, null]);
      expect([what, await contentOf(job)]).toEqual([what, await contentOf(whole)]);
    }
    console.log(`${drops} drops`);
  },
  120_000 + DROPS * 1000,
);
