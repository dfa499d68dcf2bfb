/** The verbs that work on a data folder: the same whether a server holds it or not. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AditBench, documentOf, problemOf } from '../adit-bench.ts';
import { downAndUp } from './down-and-up.ts';

const TIMEOUT_MS = 60_000;
const bench = new AditBench();
const HEADER = 'case_id,activity,timestamp\n';
const APRIL = `${HEADER}1,order,2024-04-01T09:00Z\n1,pay,2024-04-02T09:00Z\n2,order,2024-04-03T09:00Z\n`;
// One row that April has, one more event of its case 2, and a new case.
const MAY = `${HEADER}2,order,2024-04-03T09:00Z\n2,pay,2024-05-01T09:00Z\n3,order,2024-05-02T09:00Z\n`;

beforeAll(() => {
  bench.file('april.csv', APRIL);
  bench.file('may.csv', MAY);
});
afterAll(() => bench[Symbol.asyncDispose]());

const run = (args: string[], env: Record<string, string> = {}) => bench.adit([...args, '--data', bench.data], env);

downAndUp(bench, (state) => {
  const dataset = `Orders ${state}`;
  const importing = (file: string, ...more: string[]) => run(['import', file, '--dataset', dataset, '--json', ...more]);
  test(
    'import, append, append again',
    async () => {
      const first = documentOf(await importing('april.csv'));
      expect(first).toMatchObject({
        file: 'april.csv',
        dataset: { name: dataset, status: 'ready', cases: 2, events: 3, version: 1 },
      });
      expect(first.report).toMatchObject({ read: 3, accepted: 3, inserted: 3, unchanged: 0, rejected: { count: 0 } });
      const second = documentOf(await importing('may.csv', '--append'));
      expect(second.dataset).toMatchObject({ id: first.dataset.id, cases: 3, events: 5, version: 2 });
      expect(second.report).toMatchObject({ inserted: 2, unchanged: 1 });
      const again = documentOf(await importing('may.csv', '--append'));
      expect(again.report).toEqual({ applied: true });
      expect(again.dataset).toEqual(second.dataset);
      const replaced = documentOf(await importing('april.csv'));
      expect(replaced.dataset).toMatchObject({ cases: 2, events: 3, version: 3 });
      expect(JSON.stringify([first, second, again, replaced])).not.toContain(bench.folder);
    },
    TIMEOUT_MS,
  );

  test(
    'list and verify',
    async () => {
      expect(documentOf(await run(['dataset', 'list', '--json']))).toContainEqual(
        expect.objectContaining({ name: dataset, status: 'ready', cases: 2, events: 3, version: 3 }),
      );
      const [verified] = documentOf(await run(['dataset', 'verify', dataset, '--json']));
      expect([verified.name, verified.damage]).toEqual([dataset, []]);
      expect(verified.files).toBeGreaterThan(5);
      const unknown = await run(['dataset', 'verify', 'Nothing', '--json']);
      expect([unknown.code, problemOf(unknown).code]).toEqual([1, 'dataset.unknown']);
    },
    TIMEOUT_MS,
  );

  test(
    'a file that is no log: 1, and one clear message',
    async () => {
      bench.file('report.csv', '%PDF-1.7\n…');
      const refused = await run(['import', 'report.csv', '--dataset', dataset]);
      expect([refused.code, refused.out]).toEqual([1, '']);
      expect(refused.err).toBe(
        'By its content this file is a PDF document. Accepted are: CSV or TSV text, JSON, NDJSON, XES (each also gzipped), Parquet, XLSX.\n',
      );
      const asDocument = await run(['import', 'report.csv', '--json']);
      expect(asDocument.err.trimEnd()).toBe(JSON.stringify(problemOf(asDocument)));
      expect(problemOf(asDocument).code).toBe('import.notAnEventLog');
      const list = documentOf(await run(['dataset', 'list', '--json']));
      expect(list).toContainEqual(expect.objectContaining({ name: dataset, status: 'ready', events: 3, version: 3 }));
      expect(list).toContainEqual(
        expect.objectContaining({ name: 'report', status: 'failed', events: 0, version: null }),
      );
    },
    TIMEOUT_MS,
  );

  test('--map that is no JSON is bad usage; a file that is not there is not', async () => {
    expect((await run(['import', 'april.csv', '--map', '{'])).code).toBe(2);
    const missing = await run(['import', 'none.csv']);
    expect([missing.code, missing.err]).toEqual([1, `There is no file ${bench.file('none.csv')}.\n`]);
  });
});

test(
  'a byte that changed in a column file is found and named',
  async () => {
    const [before] = documentOf(await run(['dataset', 'verify', 'Orders down', '--json']));
    const names = readdirSync(bench.data, { recursive: true, encoding: 'utf8' });
    const path = names.filter((f) => f.includes(`/${before.id}/`) && f.endsWith('/activity.col')).sort();
    for (const name of path) {
      const bytes = readFileSync(join(bench.data, name));
      bytes[0]! ^= 1;
      writeFileSync(join(bench.data, name), bytes);
    }
    const ran = await run(['dataset', 'verify', 'Orders down']);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/^Orders down: 1 of \d+ files are damaged\n {2}segments\/00000\/activity\.col: changed\n$/);
    const all = await run(['dataset', 'verify', '--json']);
    expect(all.code).toBe(1);
    const damaged = JSON.parse(all.out).filter((d: { damage: unknown[] }) => d.damage.length > 0);
    expect(damaged.map((d: { name: string }) => d.name)).toEqual(['Orders down']);
  },
  TIMEOUT_MS,
);

test('nothing was left among temporary files', () => expect(bench.leftovers()).toEqual([]));
