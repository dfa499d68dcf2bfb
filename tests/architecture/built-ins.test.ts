import { expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AppError } from '#sdk';
import { builtInsIndex } from '../../scripts/generate/built-ins.ts';
import { calculators, enrichments, filters, kernels } from '../../src/engine/generated/built-ins.ts';
import { ALGORITHM_NAMES, discovererOf } from '../../src/features/analyses/algorithms.ts';
import { checkParams } from '../../src/mining/views/check-params.ts';

const root = resolve(import.meta.dir, '../..');

/** Read here and not by the generator's own function: a fault there must not hide itself. */
const filesOf = (folder: string): string[] =>
  readdirSync(resolve(root, 'src/mining', folder))
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => name.replace('.ts', ''))
    .sort();

test('every generated file is fresh: index, configuration example, reference', () => {
  const { exitCode, stdout } = Bun.spawnSync([process.execPath, 'scripts/generate.ts', '--check'], { cwd: root });
  expect({ exitCode, stale: stdout.toString() }).toEqual({ exitCode: 0, stale: '' });
});

test('a plug-in file without a default export is refused, with its name', () => {
  const copy = mkdtempSync(join(tmpdir(), 'adit-built-ins-'));
  try {
    mkdirSync(join(copy, 'src/mining/filters'), { recursive: true });
    writeFileSync(join(copy, 'src/mining/filters/shared.ts'), 'export const x = 1;\n');
    expect(() => builtInsIndex(copy)).toThrow('src/mining/filters/shared.ts has no default export');
    writeFileSync(join(copy, 'src/mining/filters/shared.ts'), 'export default 1;\n');
    expect(builtInsIndex(copy).text).toContain("import filterShared from '../../mining/filters/shared.ts';");
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test.each([
  ['filters', filters],
  ['calculators', calculators],
  ['enrichments', enrichments],
] as const)('%s: index and folder agree, and id is the name of the file', (folder, list) => {
  expect(list.map(({ id }) => id)).toEqual(filesOf(folder));
});

test('every exported kernel is in the index, once', async () => {
  const ids = kernels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const modules = await Promise.all(filesOf('kernels').map((file) => import(`../../src/mining/kernels/${file}.ts`)));
  const exported = modules.flatMap((module) => Object.values<unknown>(module)).filter(isKernel);
  expect(new Set(kernels)).toEqual(new Set(exported));
  expect(ids.length).toBeGreaterThan(0);
});

const isKernel = (value: unknown): value is (typeof kernels)[number] =>
  typeof value === 'object' && value !== null && 'id' in value && 'partial' in value && 'merge' in value;

test('the general options of discovery/process mean parameters that the calculators have', () => {
  const asked = (algorithm: string, options: object) => {
    try {
      return discovererOf(calculators, algorithm, { ...options });
    } catch (error) {
      return (error as AppError).code;
    }
  };
  const there = ALGORITHM_NAMES.filter((name) => asked(name, {}) !== 'discovery.notAvailable');
  expect(there).toEqual(expect.arrayContaining(['dfg', 'inductive', 'declare']));
  for (const name of there)
    for (const options of [{}, { filterThreshold: 0.25 }, { maxDepth: 3 }]) {
      const found = asked(name, options);
      if (typeof found === 'string') expect([name, found]).toEqual([name, 'discovery.noSuchOption']);
      else expect(() => checkParams(found.calculator.params, found.params)).not.toThrow();
    }
});
