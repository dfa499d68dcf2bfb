/** Pipelines in their child: rows of a file through steps, previews, counts, and what is taken up again after a failure. */
import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#sdk';
import { DEFAULT_LIMITS } from '../../src/engine/import/import-job.ts';
import { lookAtInputs, previewPipeline, runPipeline } from '../../src/engine/pipelines/run-pipeline.ts';
import { changesBetween } from '../../src/mining/pipelines/changes.ts';
import type { PipelineDocument, PipelineStep } from '../../src/mining/pipelines/document.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-pipelines-'));
afterAll(() => rmSync(folder, { recursive: true }));

const limits = { memoryBytes: 2e9, timeoutMs: 60_000 };
let files = 0;

function asked(text: string | Uint8Array, steps: readonly PipelineStep[], more: Partial<PipelineDocument> = {}) {
  const path = join(folder, `orders-${++files}.csv`);
  writeFileSync(path, text);
  const source = { kind: 'file', path, name: 'orders.csv', sheet: null, key: `file ${files}` } as const;
  return {
    document: { inputs: [{ name: 'orders', file: { upload: 'u' } }], steps, ...more },
    inputs: [{ name: 'orders', source }],
    ...{ limits: DEFAULT_LIMITS, threads: 2, memoryBytes: 3e8 },
  };
}

const step = (id: string, transform: string, params: Record<string, unknown>, more: Partial<PipelineStep> = {}) => ({
  ...{ id, transform, params },
  ...more,
});

const ORDERS = 'order,status,amount\n1,open,10\n2,paid,x\n3,paid,"1,5"\n4,open,\n';
const STEPS = [
  step('paid', 'filter-rows', { condition: "status = 'paid'" }),
  step('value', 'computed-field', { name: 'value', expression: "number(amount, ',')" }),
  step('end', 'select', { columns: ['order', 'value'] }),
];

async function faultOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('no fault');
}

test('rows go through all steps into one file, and every row is counted', async () => {
  const into = join(folder, 'out.csv');
  const report = await runPipeline({ ...asked(ORDERS, STEPS), folder: join(folder, 'work'), into }, { limits });
  expect(readFileSync(into, 'utf8')).toBe('"order","value"\n2,\n3,1.5\n'.replaceAll('"', ''));
  expect(report.inputs).toMatchObject([{ name: 'orders', rows: 4, refused: 0 }]);
  expect(report.steps).toMatchObject([
    { id: 'paid', rowsIn: 4, rowsOut: 2, filtered: 2, failed: 0, wasThere: false },
    { id: 'value', rowsIn: 2, rowsOut: 2, filtered: 0 },
    { id: 'end', rowsIn: 2, rowsOut: 2 },
  ]);
  expect(report.columns).toEqual([
    { name: 'order', type: 'text' },
    { name: 'value', type: 'number' },
  ]);
  expect(report.rows).toBe(2);
});

test('a preview shows what each step does to the first rows, and tells all problems at once', async () => {
  const job = { ...asked(ORDERS, STEPS), temp: folder, rows: 3 };
  const { inputs, steps, problems } = await previewPipeline(job, { limits });
  expect(problems).toEqual([]);
  expect(inputs[0]!.table.rows.map(({ cells }) => cells[0])).toEqual(['1', '2', '3']);
  const changes = changesBetween(inputs[0]!.table, steps[0]!.table!, steps[0]!.keepsRows);
  expect(changes).toMatchObject({ added: 0, removed: 1, changed: 0, gone: [0] });
  expect(changesBetween(steps[0]!.table!, steps[1]!.table!, true)).toMatchObject({ newColumns: ['value'], removed: 0 });

  const wrong = [
    step('paid', 'filter-rows', { condition: 'state = 1 and [amount] > 3' }),
    step('end', 'selekt', { columns: ['x'] }),
    step('more', 'select', { columns: ['order', 'valeu'], leaveOut: 'no' }, { from: 'orders' }),
  ];
  const found = await previewPipeline({ ...asked(ORDERS, wrong), temp: folder, rows: 3 }, { limits });
  expect(found.problems.map(({ pointer, message }) => `${pointer} ${message}`)).toEqual([
    '/steps/0/params/condition at character 1: there is no column "state". Did you mean [status]?',
    '/steps/0/params/condition at character 24: both sides of a comparison must be of one type; here are a text and a number; number(…) reads it',
    '/steps/1/transform there is no transform "selekt". Did you mean "select"?',
    '/steps/2/params/leaveOut Expected boolean',
  ]);
  expect(readdirSync(folder).filter((name) => name.startsWith('.tmp-'))).toEqual([]);
});

test('a step that is corrected goes on from the results that were kept', async () => {
  const [work, into] = [join(folder, 'again'), join(folder, 'again.csv')];
  const first = asked(ORDERS, [STEPS[0]!, step('value', 'select', { columns: ['amuont'] })]);
  const fault = await faultOf(runPipeline({ ...first, folder: work, into }, { limits }));
  expect([fault.fault, fault.code]).toEqual(['invalid', 'pipeline.wrong']);
  expect(fault.details).toEqual([
    { pointer: '/steps/1/params/columns/0', message: 'there is no column "amuont". Did you mean "amount"?' },
  ]);
  await runPipeline({ ...first, document: { ...first.document, steps: [STEPS[0]!] }, folder: work, into }, { limits });
  const report = await runPipeline(
    { ...first, document: { ...first.document, steps: STEPS }, folder: work, into },
    { limits },
  );
  expect(report.steps.map(({ wasThere }) => wasThere)).toEqual([true, false, false]);
});

test('a step that is off passes its table on; another table can be taken up again', async () => {
  const into = join(folder, 'off.csv');
  const steps = [
    step('paid', 'filter-rows', { condition: "status = 'paid'" }, { off: true }),
    step('open', 'filter-rows', { condition: "status = 'open'" }, { from: 'orders' }),
    step('end', 'select', { columns: ['order'] }, { from: 'paid' }),
  ];
  const job = asked(ORDERS, steps);
  await runPipeline({ ...job, folder: join(folder, 'off'), into }, { limits });
  expect(readFileSync(into, 'utf8')).toBe('order\n1\n2\n3\n4\n');
});

test('hostile names, texts and encodings pass as they are', async () => {
  const names = ['a"b', 'A"B', "'; drop table x; --", 'row', 'c0', 'problem', '[x]', 'é\u202e'];
  const cells = names.map((_, i) => `"=${i} ""q"" \n'; --"`);
  const text = `${names.map((n) => `"${n.replaceAll('"', '""')}"`).join(',')}\n${cells.join(',')}\n`;
  const job = asked(text, [step('all', 'computed-field', { name: 'c1', expression: '[a"b] & [[x]]]' })]);
  const look = await lookAtInputs({ ...job, temp: folder }, { limits });
  expect(look[0]!.columns.map(({ name }) => name)).toEqual(names);
  const { steps, problems } = await previewPipeline({ ...job, temp: folder, rows: 5 }, { limits });
  expect(problems).toEqual([]);
  expect(steps[0]!.table!.rows[0]!.cells).toEqual([
    ...names.map((_, i) => `=${i} "q" \n'; --`),
    `=0 "q" \n'; --=6 "q" \n'; --`,
  ]);
});

test('a run that is killed between steps goes on at the one where it stopped, and gives the same rows', async () => {
  const rows = Array.from({ length: 1_000 }, (_, i) => `${i},open,1\n`).join('');
  const match = [{ column: 'status', other: 'status' }];
  const steps = [
    step('some', 'filter-rows', { condition: "order != '7'" }),
    step('pairs', 'join', { table: 'orders', match, prefix: 'other ' }),
  ];
  const job = {
    ...asked(`order,status,amount\n${rows}`, steps),
    folder: join(folder, 'killed'),
    into: join(folder, 'k.csv'),
  };
  const stop = new AbortController();
  const killed = runPipeline(job, { limits, signal: stop.signal, onProgress: () => stop.abort() });
  expect((await faultOf(killed)).code).toBe('child.cancelled');
  const report = await runPipeline(job, { limits });
  expect(report.steps.map(({ id, wasThere, rowsOut }) => [id, wasThere, rowsOut])).toEqual([
    ['some', true, 999],
    ['pairs', false, 999_000],
  ]);
  const whole = await runPipeline({ ...job, folder: join(folder, 'whole'), into: join(folder, 'w.csv') }, { limits });
  expect(whole.rows).toBe(999_000);
  expect(Bun.hash(readFileSync(job.into))).toBe(Bun.hash(readFileSync(join(folder, 'w.csv'))));
}, 60_000);
