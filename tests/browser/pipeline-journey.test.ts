/** Pipelines as an analyst goes through them: a run that fails and goes on, expressions as they are written, a draft taken back. */
import { expect } from 'bun:test';
import type { Locator, Page } from 'playwright-core';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';
import { inspectAccess, inspectLayout } from './inspect.ts';

const bench = useBench();
const PATH = '/api/v1/data-designer/pipelines';

/** Behind the rows that a preview reads, one amount is no number. */
const ORDERS = [
  'order,step,at,amount,status',
  ...Array.from({ length: 150 }, (_, i) => `O${i},create,2026-05-01T08:00:00Z,${i === 140 ? 'free' : i},open`),
].join('\n');

async function made(name: string, document: (input: { upload: string; target: string }) => object): Promise<string> {
  const { admin } = bench();
  const project = (await admin.get('/api/v1/projects')).json.items[0].id;
  const sent = { method: 'POST', body: new TextEncoder().encode(ORDERS) };
  const upload = (await admin.send(`/api/v1/uploads/file?name=orders.csv&projectId=${project}`, sent)).json.id;
  const target = (await admin.post(`/api/v1/projects/${project}/datasets`, { name: `${name}, made` })).json.id;
  const got = await admin.post(PATH, { name, document: document({ upload, target }) });
  expect(got.status).toBe(201);
  return got.json.id;
}

const SIX = ({ upload, target }: { upload: string; target: string }) => ({
  inputs: [{ name: 'orders', file: { upload } }],
  steps: [
    { id: 'open-ones', transform: 'filter-rows', params: { condition: "status = 'open'" } },
    { id: 'cased', transform: 'rename', params: { names: [{ column: 'order', name: 'case' }] } },
    { id: 'sorted', transform: 'sort', params: { by: [{ column: 'case' }] } },
    { id: 'amounts', transform: 'convert-type', params: { columns: ['amount'], to: 'number', onFailure: 'stop' } },
    { id: 'large', transform: 'filter-rows', params: { condition: 'amount >= 100 or amount is missing' } },
    { id: 'taxed', transform: 'computed-field', params: { name: 'gross', expression: 'amount * 1.19' } },
  ],
  output: {
    ...{ dataset: target, mode: 'replace' },
    mapping: {
      columns: [
        { column: 'case', role: 'case' },
        { column: 'step', role: 'activity' },
        { column: 'at', role: 'timestamp' },
      ],
    },
  },
});

const press = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true }).click();

browserTest('a run that fails at step 4 of 6 leads to the step, and goes on there once it is corrected', async () => {
  const id = await made('Failing', SIX);
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(`/pipelines/${id}`);
  await press(page, 'Publish and run');
  const runs = page.locator('#last-runs');
  // The page follows the run by itself.
  await runs.getByText('1 row of the step "amounts" cannot be computed').waitFor({ timeout: 60_000 });
  expect(await runs.textContent()).toContain('Row 142: column "amount": "free" is not a number');
  expect(await runs.textContent()).toContain('3 steps before it are done and kept');
  await runs.getByRole('link', { name: 'Step 4: Convert types' }).click();
  await page.getByRole('heading', { name: 'Convert types' }).waitFor();
  await page.getByLabel('On failure').selectOption('empty');
  await press(page, 'Apply');
  await page.getByText('draft with changes').waitFor();
  await press(runs, 'Go on from this step');
  await runs.locator('li').first().getByText('done', { exact: true }).waitFor({ timeout: 60_000 });
  const record = runs.locator('table').first();
  const lines = await record.locator('tbody tr').allInnerTexts();
  const [orders, ...steps] = lines.map((line) => line.split(/\s*\t\s*/).map((cell) => cell.trim()));
  expect(orders!.slice(0, 3)).toEqual(['orders', '–', '150']);
  expect(steps.map((cells) => [cells[0], cells.at(-1) === 'not run again'])).toEqual([
    ...[
      ['open-ones', true],
      ['cased', true],
      ['sorted', true],
    ],
    ...[
      ['amounts', false],
      ['large', false],
      ['taxed', false],
    ],
  ] as never);
  // 49 orders from 100 on, and the one whose amount is missing now.
  expect(steps.map((cells) => cells[2])).toEqual(['150', '150', '150', '150', '50', '50']);
  expect(steps[3]![5]).toBe('1');
  await runs.getByRole('link', { name: 'Load', exact: true }).first().click();
  await page.getByRole('main').getByText('50').first().waitFor();
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('an expression is completed, checked and computed as it is written', async () => {
  const id = await made('Written', (input) => ({ ...SIX(input), steps: SIX(input).steps.slice(0, 1) }));
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(`/pipelines/${id}?step=open-ones`);
  const field = page.getByRole('textbox', { name: 'Condition' });
  const check = page.locator('#check-condition');
  await field.fill('');
  await field.pressSequentially('beg');
  const offer = page.getByRole('listbox', { name: 'Condition' });
  expect(await offer.getByRole('option').allInnerTexts()).toEqual(['begins begins(text, search)']);
  await field.press('Tab');
  expect(await field.inputValue()).toBe('begins()');
  await field.pressSequentially('or');
  await field.press('ArrowDown');
  await field.press('ArrowUp');
  await field.press('Enter');
  expect(await field.inputValue()).toBe('begins(order)');
  await field.pressSequentially(", 'O14'");
  // Values of the first rows, without a click.
  await check.locator('thead .column-name', { hasText: 'order' }).waitFor();
  expect(await check.locator('thead .column-name').allInnerTexts()).toEqual(['order', 'Result']);
  expect(await check.locator('tbody tr').first().textContent()).toMatch(/O0\s*no/);
  expect(await check.textContent()).toContain('It gives: Yes or no.');
  // A mistake stands at its place, and leads there.
  await field.fill("status = 'open' and amuont > 5");
  await check.getByText('there is no column "amuont". Did you mean [amount]?').waitFor();
  expect(await check.locator('mark').textContent()).toBe('amuont');
  await check.locator('[data-caret]').click();
  expect(await page.evaluate<number>("document.getElementById('step-condition').selectionStart")).toBe(20);
  await field.fill('amount');
  await check.getByText('a condition is expected, yes or no; this is a text').waitFor();
  // From the list, at the caret.
  await field.fill('');
  await page.getByText('Columns and functions').click();
  await page.getByRole('searchbox', { name: 'Narrow the list' }).fill('blank');
  await page.getByRole('button', { name: 'blank(value)' }).click();
  await page.getByRole('searchbox', { name: 'Narrow the list' }).fill('');
  await page.getByRole('button', { name: 'status', exact: true }).click();
  expect(await field.inputValue()).toBe('blank(status)');
  await field.press('Escape');
  await check.getByText('It gives: Yes or no.').waitFor();
  for (const width of [1440, 360]) expect(await inspectLayout(page, width)).toEqual([]);
  expect(await inspectAccess(page)).toEqual([]);
  await press(page, 'Apply');
  await page.getByText('100 rows go').waitFor();
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('steps are duplicated, moved, taken back and done again, by the keyboard and without scripts', async () => {
  for (const javascript of [true, false]) {
    const id = await made(`Moved ${javascript}`, SIX);
    const ann = await bench().arrive({ javascript });
    const { page, troubles } = await ann.open(`/pipelines/${id}?step=cased`);
    const names = async () =>
      (await bench().admin.get(`${PATH}/${id}`)).json.document.steps.map((s: { id: string }) => s.id);
    const all = await names();
    const by = async (name: string) => {
      await page.getByRole('button', { name, exact: true }).focus();
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    };
    expect(await page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true);
    await by('Duplicate');
    expect(await names()).toEqual([all[0], 'cased', 'cased-2', ...all.slice(2)]);
    await by('Up');
    await by('Undo');
    await by('Undo');
    expect(await names()).toEqual(all);
    await by('Redo');
    expect(await names()).toEqual([all[0], 'cased', 'cased-2', ...all.slice(2)]);
    // What was typed is kept by every button of the form.
    await page.goto(`${bench().base}/pipelines/${id}?step=taxed`);
    await page.getByLabel('Name', { exact: true }).first().fill('with tax');
    await by('Up');
    const { document } = (await bench().admin.get(`${PATH}/${id}`)).json;
    expect(document.steps.at(-2)).toMatchObject({ id: 'taxed', params: { name: 'with tax' } });
    expect(await page.getByRole('button', { name: 'Redo' }).isDisabled()).toBe(true);
    expect(troubles).toEqual([]);
    await ann.leave();
  }
});

/** Names that stick out, break lines, run from right to left, or look like something else. */
const NAMES = [
  ...['case', '<img src=x onerror=alert(1)>', 'it\'s [odd] "quoted"', '注文番号の説明', 'تاريخ الطلب', 'наименование'],
  ...['a'.repeat(120), `${'x'.repeat(40)} ${'y'.repeat(60)}`, '💡 idea', 'in', '={1+1}', 'ก'.repeat(50)],
  ...Array.from({ length: 48 }, (_, i) => `column ${i} of a rather long export`),
];

browserTest('sixty columns of any names, and fifteen steps', async () => {
  const { admin, base } = bench();
  const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  const rows = Array.from({ length: 3 }, (_, r) =>
    quoted(NAMES.map((_name, c) => `${r} ${'long value '.repeat(c % 9)}`)),
  );
  const project = (await admin.get('/api/v1/projects')).json.items[0].id;
  const sent = { method: 'POST', body: new TextEncoder().encode(`${[quoted(NAMES), ...rows].join('\n')}\n`) };
  const upload = (await admin.send(`/api/v1/uploads/file?name=wide.csv&projectId=${project}`, sent)).json.id;
  const last = NAMES.at(-1)!;
  const steps = [
    { id: 'masked', transform: 'mask', params: { columns: [last] } },
    {
      id: 'odd',
      transform: 'filter-rows',
      params: { condition: `[it's [odd]] "quoted"] != [in] or [تاريخ الطلب] = ''` },
    },
    ...Array.from({ length: 13 }, (_, i) => ({
      ...{ id: `long-${i}`, transform: 'computed-field' },
      params: { name: `${'ü'.repeat(60)} ${i}`, expression: 'length([={1+1}])' },
    })),
  ];
  const document = { inputs: [{ name: 'wide', file: { upload } }], steps };
  const { id } = (await admin.post(PATH, { name: 'Wide', document })).json;
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(`/pipelines/${id}`);
  for (const step of ['masked', 'odd', 'long-12']) {
    await page.goto(`${base}/pipelines/${id}?step=${step}`);
    for (const width of [1440, 360]) expect(await inspectLayout(page, width, width === 360)).toEqual([]);
    expect(await inspectAccess(page)).toEqual([]);
  }
  // What the step changes comes first, however wide the table is.
  await page.goto(`${base}/pipelines/${id}?step=masked`);
  const heads = page.getByRole('group', { name: 'After this step' }).locator('thead .column-name');
  expect((await heads.allTextContents()).slice(0, 2)).toEqual([last, 'case']);
  // A name in the list is put into an expression as it must be written there.
  await page.goto(`${base}/pipelines/${id}?step=odd`);
  const field = page.getByRole('textbox', { name: 'Condition' });
  await field.fill('');
  await page.getByText('Columns and functions').click();
  await page.getByRole('button', { name: '[it\'s [odd]] "quoted"]' }).click();
  expect(await field.inputValue()).toBe('[it\'s [odd]] "quoted"]');
  expect(troubles).toEqual([]);
  await ann.leave();
});
