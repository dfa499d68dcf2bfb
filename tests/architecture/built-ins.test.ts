import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { builtInsIndex } from '../../scripts/generate/built-ins.ts';
import { calculators, enrichments, filters, kernels } from '../../src/engine/generated/built-ins.ts';

const root = resolve(import.meta.dir, '../..');

/** Read here and not by the generator's own function: a fault there must not hide itself. */
const filesOf = (folder: string): string[] =>
  readdirSync(resolve(root, 'src/mining', folder))
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => name.replace('.ts', ''))
    .sort();

test('the generated index is fresh', () => {
  const { path, text } = builtInsIndex(root);
  expect(readFileSync(resolve(root, path), 'utf8')).toBe(text);
});

test.each([
  ['filters', filters],
  ['calculators', calculators],
  ['enrichments', enrichments],
] as const)('%s: index and folder agree, and id is the name of the file', (folder, list) => {
  expect(list.map(({ id }) => id)).toEqual(filesOf(folder));
});

test('every shared kernel is in the index, once', () => {
  const ids = kernels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const declared = filesOf('kernels').flatMap((file) => [
    ...readFileSync(resolve(root, 'src/mining/kernels', `${file}.ts`), 'utf8').matchAll(/defineKernel[<(]/g),
  ]);
  expect(ids.length).toBe(declared.length);
  expect(ids.length).toBeGreaterThan(0);
});
