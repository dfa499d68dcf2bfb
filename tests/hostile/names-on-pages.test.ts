/**
 * Two hundred hostile names in every field that names something, on every page of the table of routes, and in every query of a page. What
 * a browser would build of a page has no element, attribute or address that the same page with harmless names lacks, and the name
 * stands in it as it was given. `tests/browser/hostile-names.test.ts` has some of them run in a browser.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { cleanName, nameKey } from '../../src/platform/names.ts';
import { stockUp } from '../browser/stock.ts';
import { type Visit, visitsOf } from '../browser/visits.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { csvOf, type Named, nameThings, type Refusal } from './named-house.ts';
import { BY_ATTACK, HOSTILE_NAMES } from './names.ts';
import { type ParsedPage, parsePage } from './parsed-page.ts';

/** Each name is looked at on every page whose number it meets; `ADIT_TEST_NAME_PAGES=1`: on every page. */
const EVERY = Number(process.env.ADIT_TEST_NAME_PAGES ?? 24);
const HARMLESS = HOSTILE_NAMES.map((_, k) => `harmless-${k + 1}`);

let house: RealAppliance;
let root: HttpClient;
let base: Parameters<typeof nameThings>[1];
/** With what pages of the other log say: rows that were kept aside, and the better one of two figures. */
const vocabulary = new Set<string>(['strong', 'strong class', 'b title']);
const origins = new Set<string>();
const scripts = new Set<string>();
/** Pages that were fetched, and those of them that name something of the hostile one. */
const looked = { pages: 0, shown: 0, byPage: new Set<string>() };

/**
 * What a page does for somebody who is signed in, and for a dataset that has data; a load and a quality rule are of the harmless dataset,
 * hence not found in the hostile one.
 */
const LEAD_ELSEWHERE: ReadonlySet<string> = new Set([
  '/sign-in',
  '/datasets/:id/first-look',
  '/datasets/:id/history/:load',
  '/datasets/:id/history/:load/refused',
  '/datasets/:id/quality/rules/:qualityRule/edit',
]);

/** Pages that make a first proof or show a single-use link use something up; the documentation of the API names nobody. */
const visitsFor = (stock: typeof base): Visit[] =>
  visitsOf(house.appliance.routes, stock).visits.filter(({ name }) => name !== '/api/docs');

/** The query fields of a page that take any text. */
function textFieldsOf(name: string): string[] {
  const path = name.split(' ')[0]!;
  const route = house.appliance.routes.find((r) => r.kind === 'page' && r.method === 'GET' && r.path === path);
  const fields = Object.entries((route as { query?: { properties: object } })?.query?.properties ?? {});
  return fields.filter(([, schema]) => JSON.stringify(schema).includes('"string"')).map(([field]) => field);
}

const withField = (path: string, field: string, value: string): string => {
  const url = new URL(path, 'http://localhost');
  url.searchParams.set(field, value);
  return url.pathname + url.search;
};

const originOf = (address: string): string => {
  const url = URL.parse(address, 'http://localhost/a/page');
  return url ? `${url.protocol}//${url.host}` : `no address: ${address}`;
};

/** What is in a page that no page with harmless names has. */
function foreignIn(page: ParsedPage): string[] {
  const words = [...page.vocabulary].filter((word) => !vocabulary.has(word));
  const leads = page.leads.map(originOf).filter((origin) => !origins.has(origin));
  const strange = (texts: readonly string[]) => texts.filter((text) => /pwn|red;|display:none/.test(text));
  return [...words, ...leads, ...strange(page.styles), ...page.scripts.filter((text) => !isData(text))];
}

/** Scripts of pages stand in files; what stands in the page is data. */
const isData = (text: string): boolean => {
  try {
    return text.trim() === '' || JSON.parse(text) !== undefined;
  } catch {
    return scripts.has(text);
  }
};

/** Fetches pages with a name in each field; gives what was wrong. */
async function lookAround(named: Named, name: string, number: number, step: number): Promise<string[]> {
  const wrong: string[] = [];
  const visits = visitsFor(named.stock);
  for (const [place, visit] of visits.entries()) {
    if ((place + number) % step !== 0) continue;
    const fields = textFieldsOf(visit.name);
    const field = fields[Math.floor(number / step) % Math.max(fields.length, 1)];
    const own = await fetchPage(visit.path);
    wrong.push(...own.faults.map((fault) => `${visit.name}: ${fault}`));
    if (own.status !== visit.status && !LEAD_ELSEWHERE.has(visit.name))
      wrong.push(`${visit.name}: status ${own.status}`);
    for (const shown of namesOn(visit.name, named)) {
      looked.shown++;
      if (!own.page.has(shown)) wrong.push(`${visit.name} does not show ${JSON.stringify(shown)}`);
    }
    looked.byPage.add(visit.name);
    if (!field) continue;
    const asked = await fetchPage(withField(visit.path, field, name));
    wrong.push(...asked.faults.map((fault) => `${visit.name} with ${field}: ${fault}`));
  }
  return wrong;
}

async function fetchPage(path: string) {
  const got = await root.get(path);
  looked.pages++;
  const page = parsePage(got.text);
  const faults =
    got.text.startsWith('<') || got.status === 303 ? foreignIn(page) : [`no page: ${got.text.slice(0, 80)}`];
  if (got.status >= 500) faults.push(`status ${got.status}`);
  if (!got.headers.get('content-security-policy')?.includes("default-src 'none'")) faults.push('no policy');
  if (got.headers.getSetCookie().some((cookie) => cookie.includes('pwn'))) faults.push('a cookie of theirs');
  if (originOf(got.headers.get('location') ?? '/') !== 'http://localhost')
    faults.push(`leads to ${got.headers.get('location')}`);
  return { page, status: got.status, faults };
}

/** Things that the path of a page names, by what stands before the parameter. */
const SHOWN: readonly [RegExp, keyof Named['names']][] = [
  [/^\/datasets\/:id\/policies\/:policy/, 'policy'],
  [/^\/datasets\/:id\/cases\/:caseId/, 'caseId'],
  [/^\/datasets\/:id\/conformance\/rules\/:rule/, 'rule'],
  [/^\/projects\/:id\/models\/:model/, 'model'],
  [/^\/admin\/groups\/:id/, 'group'],
  [/^\/admin\/roles\/:id/, 'role'],
  [/^\/admin\/tenants\/:id/, 'tenant'],
  [/^\/admin\/users\/:id/, 'user'],
  [/^\/admin\/service-accounts\/:id/, 'serviceAccount'],
  [/^\/admin\/workspaces\/:id/, 'workspace'],
  [/^\/calendars\/:id/, 'calendar'],
  [/^\/uploads\/:id/, 'upload'],
  [/^\/bin\/:id/, 'deleted'],
  [/filtered$|with an activity$/, 'activity'],
  [/ without data$/, 'empty'],
];
const namesOn = (visit: string, { names }: Named): string[] =>
  SHOWN.filter(([where]) => where.test(visit)).flatMap(([, kind]) => names[kind] ?? []);

beforeAll(async () => {
  house = await realAppliance();
  root = await house.signIn();
  const dataset = await house.load('Harmless', csvOf(HARMLESS));
  base = await stockUp({ admin: root }, dataset);
  await learn();
  base = { ...base, dataset: await house.load('Hostile', csvOf(HOSTILE_NAMES)) };
  base = { ...base, caseId: HOSTILE_NAMES[0]!, activity: HOSTILE_NAMES[0]! };
  const everybody = { datasetId: base.dataset, name: 'Everybody', holderKind: 'everyone' };
  await root.post('/api/v1/admin/row-policies', everybody);
}, 180_000);
afterAll(() => house?.end());

/** Learns from pages with harmless names what pages are made of. */
async function learn(): Promise<void> {
  const named = await nameThings(root, base, HARMLESS[1]!, 0);
  for (const visit of visitsFor(named.stock)) {
    const asked = textFieldsOf(visit.name).flatMap((field) =>
      HARMLESS.slice(1, 3).map((name) => withField(visit.path, field, name)),
    );
    const paths = [visit.path, ...asked];
    for (const path of paths) {
      const page = parsePage((await root.get(path)).text);
      for (const word of page.vocabulary) vocabulary.add(word);
      for (const address of page.leads) origins.add(originOf(address));
      for (const text of page.scripts) scripts.add(text);
    }
  }
  await named.clear();
}

describe.each(Object.entries(BY_ATTACK))('%s', (_attack, names) => {
  test('stand on pages as they are, or are refused with words', async () => {
    const wrong: unknown[] = [];
    const refused: Refusal[] = [];
    for (const name of names) {
      const number = HOSTILE_NAMES.indexOf(name) + 1;
      const named = await nameThings(root, base, name, number);
      refused.push(...named.refusals);
      wrong.push(...(await lookAround(named, name, number, EVERY)).map((what) => [name, what]));
      await named.clear();
    }
    wrong.push(
      ...refused.filter(({ status, detail }) => ![400, 409].includes(status) || !/^[A-Z].{10,}\.$/.test(detail)),
    );
    expect(wrong).toEqual([]);
  }, 600_000);
});

test('two hundred names in each field, and every page looked at', () => {
  console.log(
    `${HOSTILE_NAMES.length} hostile names in every field; ${looked.pages} pages built (${looked.byPage.size} kinds), ${looked.shown} times a name read as given`,
  );
  expect(HOSTILE_NAMES.length).toBeGreaterThanOrEqual(200);
  expect(new Set(HOSTILE_NAMES).size).toBe(HOSTILE_NAMES.length);
  expect(looked.byPage.size).toBe(visitsFor(base).length);
  expect(looked.shown).toBeGreaterThan(HOSTILE_NAMES.length);
});

test.each(['groups', 'workspaces', 'tenants', 'users', 'service-accounts'])(
  'every name that was taken stands in the list of %s',
  async (list) => {
    const parts: ParsedPage[] = [];
    for (let path: string | null = `/admin/${list}`; path; path = parts.at(-1)!.next)
      parts.push(parsePage((await root.get(path)).text));
    expect(takenNames().filter((name) => !parts.some((part) => part.has(name)))).toEqual([]);
  },
);

/** As they are kept; of those that look alike, the first. */
function takenNames(): string[] {
  const byKey = new Map<string, string>();
  for (const name of HOSTILE_NAMES) {
    try {
      const kept = cleanName(name);
      if (!byKey.has(nameKey(kept))) byKey.set(nameKey(kept), kept);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return [...byKey.values()];
}
