import type { Cell, TableColumn } from '#sdk';
import { realAppliance } from './real-appliance.ts';
import { TrialSources } from './trial-sources.ts';

export const EXTRACTIONS = '/api/v1/data-designer/import-jobs';

export const COLUMNS: TableColumn[] = [
  { name: 'order_id', type: 'number' },
  { name: 'activity', type: 'text' },
  { name: 'changed_at', type: 'time' },
  { name: 'amount', type: 'number' },
];

/** Event `i`: a time of its own, six events a case. */
export const row = (i: number): Cell[] => [
  ...[BigInt(i % 40), `step ${i % 6}`, new Date(Date.UTC(2024, 0, 1) + i * 60_000).toISOString(), i / 2],
];
export const rowsFrom = (first: number, n: number): Cell[][] => Array.from({ length: n }, (_, i) => row(first + i));

const OVER = new Set(['done', 'failed', 'cancelled']);

/** An appliance that runs, over sources that stand in this process, and import jobs of them. */
export async function extractionHouse() {
  const sources = new TrialSources({ columns: COLUMNS, rows: rowsFrom(0, 20), batchRows: () => 7 });
  const house = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0' }, undefined, {
    extracting: { sources, wait: async () => {} },
  });
  sources.plant(house.appliance.db, house.appliance.tenancy.ensureHome());
  const ann = await house.signIn();
  const project: string = (await ann.get('/api/v1/projects')).json.items[0].id;
  let made = 0;
  const create = async (more: object = {}) => {
    const got = await ann.post(EXTRACTIONS, {
      ...{ name: `Job ${++made}`, connectionId: 'trial', projectId: project, newDatasetName: `Set ${made}` },
      ...{ source: { table: 'orders' }, follow: { by: 'column', column: 'changed_at', overlap: 0 }, mode: 'append' },
      mapping: { columns: [{ column: 'order_id', role: 'case' }] },
      ...more,
    });
    if (got.status !== 201) throw new Error(got.text);
    return got.json;
  };
  const runsOf = async (id: string) => (await ann.get(`${EXTRACTIONS}/${id}/runs`)).json.items;
  /** Runs it and waits for its end. */
  const run = async (id: string, sent: object = {}) => {
    const { job } = (await ann.post(`${EXTRACTIONS}/${id}/run`, sent)).json;
    for (;;) {
      const [last, ...more] = await runsOf(id);
      if (OVER.has(last.state) && [last, ...more].some((r) => r.id === job && OVER.has(r.state))) return last;
      await Bun.sleep(5);
    }
  };
  /** Waits for the end of what follows from a run, too. */
  const allOver = async (id: string) => {
    while ((await runsOf(id)).some(({ state }: { state: string }) => !OVER.has(state))) await Bun.sleep(5);
  };
  const versionOf = async ({ datasetId }: { datasetId: string }) =>
    (await ann.get(`/api/v1/projects/${project}/datasets/${datasetId}`)).json.version;
  const contentOf = async ({ datasetId }: { datasetId: string }): Promise<string[]> => {
    const { text } = await ann.get(`/api/v1/projects/${project}/datasets/${datasetId}/export?format=csv&gzip=false`);
    return text.trim().split('\n').slice(1).sort();
  };
  const end = () => house.end();
  return { sources, house, ann, project, create, run, runsOf, allOver, versionOf, contentOf, end };
}
