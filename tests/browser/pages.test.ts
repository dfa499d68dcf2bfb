import { describe, expect, test } from 'bun:test';
import { resolve } from 'node:path';
import { exampleAppliance } from '../example-appliance.ts';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';
import { inspectAccess, inspectFrame, inspectLayout, WIDTHS } from './inspect.ts';
import { type Stock, stockUp } from './stock.ts';
import { settled, show, type Trouble, type Visitor } from './visitor.ts';
import { type Visit, visitsOf } from './visits.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
/** Stands for ids until the house is stocked; the declared paths are the same. */
const NAMES_ONLY: Stock = {
  ...{ project: 'x', dataset: 'x', caseId: 'x', empty: 'x', deleted: 'x', user: 'x', calendar: 'x', upload: 'x' },
  ...{
    welcome: 'x',
    mapping: 'x',
    pipeline: 'p',
    activity: 'x',
    rule: 'x',
    model: 'x',
    auditRow: 'x',
    policy: 'x',
    load: 'x',
    serviceAccount: 'x',
    webhook: 'x',
    connection: 'x',
    closed: 'x',
    extraction: 'x',
    pushConnection: 'x',
    pushExtraction: 'x',
    draft: 'x',
  },
  ...{
    group: 'x',
    role: 'x',
    qualityRule: 'x',
    tenant: 'x',
    workspace: 'x',
    activityColumn: 'x',
    job: 'x',
    houseJob: 'x',
    schedule: 'x',
  },
};
const { routes } = await exampleAppliance();
const { visits, unknown } = visitsOf(routes, NAMES_ONLY);

let stock: Stock;
const people: Partial<Record<'ann' | 'stranger' | 'plain' | 'plainStranger', Visitor>> = {};
const bench = useBench(async (b) => {
  stock = await stockUp(b, await b.load(SAMPLE, 'Receipt'));
  people.ann = await b.arrive();
  people.stranger = await b.arrive({ cookies: new Map() });
  people.plain = await b.arrive({ javascript: false });
  people.plainStranger = await b.arrive({ javascript: false, cookies: new Map() });
});

test('tests/browser/visits.ts knows what the parameters of every page name', () => {
  expect(unknown).toEqual([]);
});

/** The visit with the ids of this house. */
const visitOf = (name: string): Visit =>
  visitsOf(bench().house.appliance.routes, stock).visits.find((visit) => visit.name === name)!;

describe.each(visits.map(({ name, again }) => [name, again] as const))('%s', (name, again) => {
  browserTest('stands at every width, in light and dark, for everybody', async () => {
    const visit = visitOf(name);
    const open = await (visit.signedIn ? people.ann! : people.stranger!).open(visit.path, {}, visit.status);
    const { page, troubles } = open;
    const found: Trouble[] = open.status === visit.status ? [] : [`status ${open.status}`];
    found.push(...(await inspectFrame(page)));
    for (const width of WIDTHS) found.push(...(await inspectLayout(page, width)));
    found.push(...troubles);
    found.push(...(await inspectAccess(page)).map((what) => `360 px: ${what}`));
    await show(page, { width: 1440, dark: true });
    await settled(page);
    const depth = visit.again ? 'colours' : 'all';
    found.push(...(await inspectAccess(page, depth)).map((what) => `1440 px, dark: ${what}`));
    await page.close();
    expect(found).toEqual([]);
  });

  if (again && !/map|docs/.test(name)) return;
  browserTest('says the same without JavaScript, and its forms can be sent', async () => {
    const visit = visitOf(name);
    const { page, status } = await (visit.signedIn ? people.plain! : people.plainStranger!).open(visit.path);
    expect(status).toBe(visit.status);
    expect(await inspectFrame(page)).toEqual([]);
    expect((await page.textContent('main'))?.trim().length).toBeGreaterThan(20);
    expect(await page.evaluate<string[]>(FORMS_WITHOUT_BUTTON)).toEqual([]);
    await page.close();
  });
});

/** A form of one line of text is sent by Enter; the page of components shows parts of forms, which lead nowhere. */
const FORMS_WITHOUT_BUTTON = `[...document.querySelectorAll('main form:not([action="/design"])')]
  .map((form) => ({ form, fields: [...form.elements].filter((e) => e.checkVisibility() && e.type !== 'hidden') }))
  .filter(({ fields }) => fields.length > 0 && !fields.some((e) => e.type === 'submit'))
  .filter(({ fields }) => fields.length > 1 || !['text', 'search'].includes(fields[0].type))
  .map(({ form }) => form.outerHTML.slice(0, 200))`;
