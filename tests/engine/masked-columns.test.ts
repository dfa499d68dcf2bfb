/** Columns that were loaded as masked: others learn that there is a value, and nothing else, by whatever way they ask. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AppError, Step } from '#sdk';
import { AnalystSql } from '../../src/engine/analyst-sql/analyst-sql.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { exportInChild } from '../../src/engine/export/export-child.ts';
import { buildVersion } from '../../src/engine/publish/build-version.ts';
import { enrichVersion } from '../../src/engine/publish/enrich.ts';
import { filteredCopy } from '../../src/engine/publish/filtered-copy.ts';
import { joinColumns } from '../../src/engine/publish/incoming.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import { openVersion } from '../../src/engine/segments/open-version.ts';
import { type Veil, veiled } from '../../src/engine/segments/veil.ts';
import { StagingBench } from '../staged-csv.ts';
import { temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

const MASKS: Veil = { hidden: [], masks: true };
const SEES: Veil = { hidden: [], masks: false };
/** What stands in masked columns, and nowhere else. */
const SECRETS = /Ann|Bob|Cleo|Diagnose|7411|7412|1951/;
const HEAD = 'case,activity,time,who,note,salary,born,patient,kind';
const ROWS = Array.from({ length: 40 }, (_, i) =>
  [
    ...[`o${i >> 1}`, i % 2 ? 'check' : 'register', `2024-01-${String((i % 28) + 1).padStart(2, '0')}T08:00:00Z`],
    ...[['Ann', 'Bob', ''][i % 3], `Diagnose ${i}`, 7411 + (i % 2), i % 4 ? '1951-03-04' : '', 'Cleo', 'plain'],
  ].join(','),
);
const masked = { class: 'sensitive', action: 'mask-on-view' } as const;
const COLUMNS = [
  { column: 'who', role: 'resource', privacy: masked },
  { column: 'note', type: 'text', privacy: masked },
  { column: 'salary', type: 'number', privacy: masked },
  { column: 'born', type: 'time', format: 'YYYY-MM-DD', zone: 'UTC', privacy: masked },
  { column: 'patient', level: 'case', privacy: masked },
];

const folder = temporaryFolder();
let bench: StagingBench;
let version: { folder: string; hash: string };
let engine: Engine;

beforeAll(async () => {
  bench = new StagingBench();
  const staged = await bench.stage([HEAD, ...ROWS].join('\n'), { columns: COLUMNS as never });
  const into = join(folder, 'log');
  const { hash } = await buildVersion(staged.staged, await bench.archiving(staged), into, { segmentEvents: 15 });
  version = { folder: into, hash };
  engine = testEngine(folder, { threads: 2, resultBytes: 1e6 });
});
afterAll(async () => {
  await engine.stop();
  await bench[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const NAMES = ['who', 'note', 'salary', 'born', 'case:patient'];
const calculate = async (id: string, params: object, veil: Veil, steps: Step[] = []) => {
  const { text } = await engine.calculate({
    version,
    policy: [],
    veil,
    steps,
    calculator: { id, params },
    k: 0,
    deadlineMs: 20_000,
  });
  return text!;
};

describe('calculators', () => {
  test('tell nothing of masked values, whatever they are asked for', async () => {
    const asked: [string, object][] = [
      ['data-information', {}],
      ['case-table', { columns: ['case:patient'] }],
      ['case-detail', { caseId: 'o1' }],
      ['data-quality', {}],
      ...NAMES.map((column): [string, object] => ['column-values', { column }]),
      ['breakdown', { rows: { column: 'case:patient' }, measure: 'cases' }],
    ];
    for (const [id, params] of asked) {
      expect(await calculate(id, params, MASKS), id).not.toMatch(SECRETS);
      if (id !== 'data-quality')
        expect(await calculate(id, params, SEES), id).not.toBe(await calculate(id, params, MASKS));
    }
    expect(await calculate('data-information', {}, SEES)).toMatch(/Ann[\s\S]*Cleo/);
  });

  test('see that there is a value: missing stays missing, and all values are one', async () => {
    const values = async (column: string) => JSON.parse(await calculate('column-values', { column }, MASKS)).values;
    expect(await values('case:patient')).toEqual([{ value: '***', cases: 20 }]);
    // Of two events of a case, i % 3 = 2 lacks the name: never both.
    expect(await values('who')).toEqual([{ value: '***', cases: 20 }]);
    const { columns } = JSON.parse(await calculate('data-information', {}, MASKS));
    const missing = Object.fromEntries(columns.map((c: { name: string; missing: number }) => [c.name, c.missing]));
    expect([missing.who, missing.born, missing.salary]).toEqual([13, 10, 0]);
  });

  test('know nobody by a masked resource', async () => {
    const fault = await calculate('resource-workload', {}, MASKS).catch((error: AppError) => error);
    expect(String(typeof fault === 'string' ? fault : fault.message)).not.toMatch(SECRETS);
  });
});

describe('filters', () => {
  const kept = async (step: Step, veil: Veil) =>
    engine.count({ version, policy: [], veil, steps: [step], k: 0, deadlineMs: 20_000 }).then(
      ({ kept: { events } }) => events,
      (error: AppError) => error.code,
    );
  const of = (attribute: string, more: object): Step => ({ id: 'event-attribute', params: { attribute, ...more } });

  test('find no masked value: a guess is answered as one that is not there', async () => {
    const right = await kept(of('who', { value: 'Ann' }), SEES);
    expect(right).toBeNumber();
    expect(await kept(of('who', { value: 'Ann' }), MASKS)).toBe(await kept(of('who', { value: 'Nobody' }), MASKS));
    expect(await kept(of('salary', { operator: '>', value: 7411 }), SEES)).toBeNumber();
    expect(await kept(of('salary', { operator: '>', value: 7411 }), MASKS)).not.toBe(
      await kept(of('salary', { operator: '>', value: 7411 }), SEES),
    );
  });

  test('on texts of the archive find what is shown of them', async () => {
    const contains = (value: string) => of('note', { operator: 'contains', value });
    expect(await kept(contains('Diagnose 7'), SEES)).toBeGreaterThan(0);
    expect(await kept(contains('Diagnose 7'), MASKS)).toBe(0);
    expect(await kept(contains('***'), MASKS)).toBe(40);
  });
});

test('statements of analysts see stars, the same ones in both tables', async () => {
  let runs = 0;
  const analyst = new AnalystSql({
    ...{ engine, caches: { usual: join(folder, 'cache'), regions: [] }, newId: () => `run-${++runs}` },
    ...{ memoryBytes: 200e6, timeLimitMs: 30_000 },
  });
  const rows = async (statement: string, veil: Veil) =>
    (await analyst.run({ version, policy: [], veil, steps: [], statement }, new AbortController().signal)).rows;
  expect(JSON.stringify(await rows('select * from events', MASKS))).not.toMatch(SECRETS);
  expect(JSON.stringify(await rows('select * from cases', MASKS))).not.toMatch(SECRETS);
  expect(JSON.stringify(await rows('select * from events', SEES))).toMatch(SECRETS);
  const counts = 'select count(note), count(distinct note), count(resource) from events';
  expect((await rows(counts, MASKS))[0]).toEqual([40, 1, 27]);
  expect((await rows(counts, SEES))[0]).toEqual([40, 40, 27]);
});

test.each(['csv', 'xes'] as const)('exports (%s) hold stars', async (format) => {
  const written = async (veil: Veil) => {
    const parts: Uint8Array[] = [];
    const job = {
      ...{ version: version.folder, selection: null, format, gzip: false, name: null, veil, ofAllCases: true },
      ...{ lifecycleEvents: false, guardFormulas: false, memoryBytes: 200e6, tempFolder: join(folder, 'export') },
    };
    await exportInChild(
      job,
      async (bytes) => void parts.push(bytes.slice()),
      () => {},
    );
    return Buffer.concat(parts).toString();
  };
  const hidden = await written(MASKS);
  expect(hidden).not.toMatch(SECRETS);
  expect(hidden.split('***').length - 1).toBe(format === 'csv' ? 27 + 40 + 40 + 30 + 40 : 27 + 40 + 40 + 30 + 20);
  expect(await written(SEES)).toMatch(SECRETS);
});

test('a copy for a plug-in in a child holds no masked value in any file', async () => {
  const copy = join(folder, 'copy');
  filteredCopy(veiled(openVersion(version.folder), MASKS), { cases: null, events: null }, copy);
  const files = readdirSync(copy, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  const bytes = Buffer.concat(files.map((f) => readFileSync(join(f.parentPath, f.name))));
  expect(bytes.toString('latin1')).not.toMatch(/Ann|Bob|Cleo|Diagnose/);
  const salaries = Buffer.from(new Float64Array([7411]).buffer);
  expect(bytes.includes(salaries)).toBe(false);
  const opened = openVersion(copy);
  const patient = opened.manifest.columns.find((c) => c.name === 'case:patient')!;
  expect(opened.dictionary(patient.id)).toEqual(['', '***']);
});

test('a later load that says nothing of a mask does not take it away; one that masks, masks what was there', () => {
  const base = openVersion(version.folder);
  const note = { id: 'c_001', name: 'note', level: 'event', class: 'text' } as const;
  const kind = { id: 'c_002', name: 'kind', level: 'event', class: 'category', masked: true } as const;
  const { columns } = joinColumns(base, [note, kind]);
  const marks = columns.filter(({ masked }) => masked).map(({ name }) => name);
  expect(marks.sort()).toEqual(['born', 'case:patient', 'kind', 'note', 'salary', 'who']);
});

test('what an enrichment makes of a masked column is masked', async () => {
  const registry = createRegistry();
  const into = join(folder, 'enriched');
  mkdirSync(into);
  const of = openVersion(version.folder);
  // Of the activities, which are not masked, and of what is.
  const plain = await enrichVersion(of, { enrichment: 'start-activity', params: {} }, registry, into);
  expect(plain.columns.at(-1)).not.toHaveProperty('masked');
  const spied = {
    ...registry,
    enrichments: new Map([
      ['start-activity', { ...registry.enrichments.get('start-activity')!, inputs: () => ['resource'] }],
    ]),
  } as typeof registry;
  const second = join(folder, 'enriched-2');
  mkdirSync(second);
  expect(
    (await enrichVersion(of, { enrichment: 'start-activity', params: {} }, spied, second)).columns.at(-1),
  ).toMatchObject({ masked: true });
});
