/** Every transform of the catalogue by clicks: added, left empty, filled in as its example says, and seen to do what the reference shows. */
import { expect } from 'bun:test';
import type { Page } from 'playwright-core';
import { COLUMN, type ExampleCell, type Transform, type TransformExample, type TSchema } from '#sdk';
import { transforms } from '../../src/engine/generated/built-ins.ts';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const bench = useBench();

/** What a form says of what it lacks. */
const LACKING = ['this is needed', 'at least one is needed', 'name columns or figures; else no column is left'];
/** Does what it is for without a word. */
const NEEDS_NOTHING = 'deduplicate';

/** A value as the preview writes it. */
function shown(cell: ExampleCell): string {
  if (cell === null) return '–';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return typeof cell === 'number' ? cell.toLocaleString('en') : cell.replace(/\.000Z$/, 'Z');
}

const quoted = (cell: ExampleCell): string => (cell === null ? '' : `"${String(cell).replaceAll('"', '""')}"`);
/** A line without a sign would be no row. */
const csv = (rows: TransformExample['input']): string =>
  rows.map((row) => row.map(quoted).join(',') || '""').join('\n');

/** Files that wait; a person may have twenty of them. */
const waiting: string[] = [];

async function upload(name: string, rows: TransformExample['input']): Promise<string> {
  const { admin } = bench();
  const project = (await admin.get('/api/v1/projects')).json.items[0].id;
  const sent = { method: 'POST', body: new TextEncoder().encode(`${csv(rows)}\n`) };
  const { id } = (await admin.send(`/api/v1/uploads/file?name=${name}.csv&projectId=${project}`, sent)).json;
  waiting.push(id);
  return id;
}

/** A pipeline up to the step: the example's tables, with the types that they have. */
async function before({ id, examples: [example] }: Transform): Promise<string> {
  const { input, types = {}, other } = example!.expect;
  const steps = Object.entries(types).flatMap(([column, to], i) =>
    to === 'text'
      ? []
      : [{ id: `typed-${i}`, transform: 'convert-type', params: { columns: [column], to, zone: 'UTC' } }],
  );
  const inputs = [{ name: 'rows', file: { upload: await upload(id, input) } }];
  const { table } = example!.params as { table?: string };
  if (other && table) inputs.push({ name: table, file: { upload: await upload(`${id}-other`, other.rows) } });
  const got = await bench().admin.post('/api/v1/data-designer/pipelines', { name: id, document: { inputs, steps } });
  if (got.status !== 201) throw new Error(got.text);
  return got.json.id;
}

const isPicked = (schema: TSchema): boolean => schema.type === 'array' && COLUMN in schema.items;

/** Fills one field in, as a person would. */
async function fill(page: Page, name: string, schema: TSchema, value: unknown): Promise<void> {
  const field = page.locator(`.step-form [name="${name}"]`);
  if (isPicked(schema))
    for (const one of value as string[]) await page.locator(`.step-form [name="${name}"][value="${one}"]`).check();
  else if (schema.type === 'array' && schema.items.type === 'object') {
    const rows = (value as Record<string, string>[]).entries();
    const there = page.locator('.field-rows', {
      has: page.locator(`[name="${name}.${Object.keys(schema.items.properties)[0]}"]`),
    });
    while ((await there.locator('.field-row').count()) < (value as unknown[]).length)
      await there.getByRole('button', { name: 'Another row' }).click();
    for (const [i, row] of rows)
      for (const [key, cell] of Object.entries(row)) await put(page, `${name}.${key}`, i, cell);
  } else if (schema.type === 'array') await field.fill((value as string[]).join('\n'));
  else if (schema.type === 'boolean') await field.setChecked(value === true);
  else await put(page, name, 0, value);
}

async function put(page: Page, name: string, place: number, value: unknown): Promise<void> {
  const field = page.locator(`.step-form [name="${name}"]`).nth(place);
  const isSelect = (await field.and(page.locator('select')).count()) > 0;
  if (!isSelect) return field.fill(String(value));
  const leaves = (await field.getAttribute('data-submit-on-change')) !== null;
  await Promise.all([leaves ? page.waitForEvent('load') : null, field.selectOption(String(value))]);
}

/** Each press is a page of its own; that its frame has gone somewhere says less, as what scripts fetch may be told as such. */
async function press(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name, exact: true }).click()]);
}

for (const transform of transforms as readonly Transform[])
  browserTest(`${transform.title}: ${transform.examples[0]!.title}`, async () => {
    const { params, expect: example } = transform.examples[0]!;
    const id = await before(transform);
    const ann = await bench().arrive();
    const { page, troubles } = await ann.open(`/pipelines/${id}`);
    const catalogue = page.locator('details', { has: page.locator('.catalogue') });
    if ((await catalogue.getAttribute('open')) === null) await catalogue.locator('summary').click();
    await press(page, transform.title);
    expect(await page.locator('.step-form .field-error').count()).toBe(0);
    await press(page, 'Apply');
    const errors = await page.locator('.step-form .field-error').allTextContents();
    expect(errors.filter((error) => !LACKING.includes(error))).toEqual([]);
    expect(errors.length > 0).toBe(transform.id !== NEEDS_NOTHING);
    const { properties } = transform.params;
    const given = Object.entries(params as Record<string, unknown>);
    for (const [name, value] of given) await fill(page, name, properties[name]!, value);
    await press(page, 'Apply');
    expect(await page.locator('.step-form .field-error').allTextContents()).toEqual([]);
    const after = page.getByRole('group', { name: 'After this step' });
    const heads = await after.locator('thead .column-name').allTextContents();
    const lines = await after.locator('tbody tr').all();
    const rows = await Promise.all(lines.map((line) => line.locator('td').allTextContents()));
    expect([heads, ...rows]).toEqual(example.output.map((row) => row.map(shown)));
    expect(troubles).toEqual([]);
    await ann.leave();
    for (const file of waiting.splice(0)) await bench().admin.delete(`/api/v1/uploads/${file}`);
  });
