import { expect, test } from 'bun:test';
import { type PlantedCopy, plantedCopy } from './planted-copy.ts';

const minuteMs = 60_000;

const biome = 'node_modules/@biomejs/biome/bin/biome';
const types = (copy: PlantedCopy) => copy.run('node_modules/typescript/bin/tsc', '-p', '.');
const lint = (copy: PlantedCopy) => copy.run(biome, 'check', '--error-on-warnings', '.');
const rooms = (copy: PlantedCopy) => copy.run('scripts/rooms.ts');
const dead = (copy: PlantedCopy) => copy.run('node_modules/knip/bin/knip.js', '--include', 'files,exports,types');

/** Green before the fault, red with it, and the fault named. */
function seenToFail(
  gate: (copy: PlantedCopy) => { code: number; output: string },
  files: Record<string, string>,
  names: string[],
): void {
  using copy = plantedCopy();
  copy.plant({ 'src/main.ts': "import { AppError } from '#sdk';\n\nconsole.log(AppError.name);\n" });
  expect(gate(copy)).toMatchObject({ code: 0 });
  copy.plant(files);
  const { code, output } = gate(copy);
  expect(code).not.toBe(0);
  for (const name of names) expect(output).toContain(name);
}

test(
  'types',
  () =>
    seenToFail(types, { 'src/platform/fault.ts': "export const count: number = 'one';\n" }, [
      'src/platform/fault.ts',
      'TS2322',
    ]),
  minuteMs,
);

test('lint', () =>
  seenToFail(lint, { 'src/platform/fault.ts': 'export const same = (a: number) => a == 1;\n' }, ['noDoubleEquals']));

test('format', () =>
  seenToFail(lint, { 'src/platform/fault.ts': 'export  const spaced = 1\n' }, ['src/platform/fault.ts', 'format']));

test('300 lines a file, tests included', () => {
  const long = Array.from({ length: 301 }, (_, i) => `export const line${i} = ${i};\n`).join('');
  seenToFail(lint, { 'src/platform/long.ts': long }, ['noExcessiveLinesPerFile']);
  seenToFail(lint, { 'src/platform/long.test.ts': long }, ['noExcessiveLinesPerFile']);
});

test('50 lines a function', () => {
  const body = Array.from({ length: 51 }, (_, i) => `  console.log(${i});\n`).join('');
  seenToFail(lint, { 'src/platform/long.ts': `export function long(): void {\n${body}}\n` }, [
    'noExcessiveLinesPerFunction',
  ]);
});

test('dead code: a file nobody imports, an export nobody uses', () =>
  seenToFail(
    dead,
    {
      'src/platform/unused.ts': 'export const nobody = 1;\n',
      'src/platform/half-used.ts': 'export const used = 1;\nexport const unusedExport = 2;\n',
      'src/main.ts': "import { used } from './platform/half-used.ts';\n\nconsole.log(used);\n",
    },
    ['src/platform/unused.ts', 'unusedExport'],
  ));

/** Arrow → the file that runs against it and what it imports. */
const faults: [rule: string, file: string, source: string][] = [
  [
    '1-sdk-imports-typebox-only',
    'src/sdk/fault.ts',
    "import { readFileSync } from 'node:fs';\nexport const f = readFileSync;\n",
  ],
  ['1-sdk-imports-typebox-only', 'src/sdk/package.ts', "import { Eta } from 'eta';\nexport const f = Eta;\n"],
  [
    '2-mining-imports-mining-and-sdk',
    'src/mining/files.ts',
    "import { readFileSync } from 'node:fs';\nexport const f = readFileSync;\n",
  ],
  [
    '2-mining-imports-mining-and-sdk',
    'src/mining/typed.ts',
    "import type { E } from '../engine/e.ts';\nexport type F = E;\n",
  ],
  [
    '3-plugins-import-sdk-and-packages',
    'plugins/connectors/fault.ts',
    "import { E } from '../../src/engine/e.ts';\nexport const f = E;\n",
  ],
  [
    '4-engine-never-imports-features',
    'src/engine/fault.ts',
    "import type { M } from '../features/orders/index.ts';\nexport type F = M;\n",
  ],
  [
    '5-platform-imports-sdk-only',
    'src/platform/fault.ts',
    "import { E } from '../engine/e.ts';\nexport const f = E;\n",
  ],
  [
    '6-use-cases-know-no-http-templates-or-sql-driver',
    'src/features/orders/use-cases.ts',
    "import { Elysia } from 'elysia';\nexport const f = Elysia;\n",
  ],
  [
    '6-use-cases-know-no-http-templates-or-sql-driver',
    'src/features/bills/use-cases.ts',
    "import { Database } from 'bun:sqlite';\nexport const f = Database;\n",
  ],
  [
    '6-use-cases-know-no-http-templates-or-sql-driver',
    'src/features/bags/use-cases.ts',
    "import { Eta } from 'eta';\nexport const f = Eta;\n",
  ],
  [
    '7-api-and-pages-reach-storage-by-use-cases',
    'src/features/orders/api.ts',
    "import { store } from './store.ts';\nexport const f = store;\n",
  ],
  [
    '7-api-and-pages-reach-storage-by-use-cases',
    'src/features/orders/pages.ts',
    "import { Database } from 'bun:sqlite';\nexport const f = Database;\n",
  ],
  [
    '8-features-meet-at-index',
    'src/features/bills/model.ts',
    "import { store } from '../orders/store.ts';\nexport const f = store;\n",
  ],
  [
    '5-platform-imports-sdk-only',
    'src/platform/inside-using.ts',
    "export async function f() {\n  await using x = (await import('../engine/e.ts')).E as never;\n  return x;\n}\n",
  ],
  ['9-no-circles', 'src/platform/a.ts', "import type { B } from './b.ts';\nexport type A = B[];\n"],
  [
    'towards-the-middle',
    'src/features/orders/jobs.ts',
    "import { main } from '../../main.ts';\nexport const f = main;\n",
  ],
];

const innocent: Record<string, string> = {
  'src/main.ts': 'export const main = 1;\n',
  'src/engine/e.ts': "import { Value } from '#sdk';\nexport const E = Value;\nexport type E = string;\n",
  'src/features/orders/index.ts': 'export type M = string;\n',
  'src/features/orders/store.ts': 'export const store = 1;\n',
  'src/features/bills/jobs.ts': "import type { M } from '../orders/index.ts';\nexport type F = M;\n",
  'src/platform/b.ts': 'export type B = string;\n',
  'src/platform/using.ts':
    'export function f(): void {\n  using x = { [Symbol.dispose]() {} };\n  console.log(x);\n}\n',
};

test('rooms: each arrow is seen to fail on a fault of its own, type-only imports included', () => {
  using copy = plantedCopy();
  copy.plant(innocent);
  expect(rooms(copy)).toMatchObject({ code: 0 });
  copy.plant(Object.fromEntries(faults.map(([, file, source]) => [file, source])));
  copy.plant({ 'src/platform/b.ts': "import type { A } from './a.ts';\nexport type B = A | string;\n" });
  const { code, output } = rooms(copy);
  expect(code).toBe(1);
  const seen = output.split('\n').filter((line) => line.includes(' → '));
  for (const [rule, file] of faults)
    expect(seen.filter((line) => line.startsWith(`${rule}: ${file} → `))).toHaveLength(1);
  expect(seen).toHaveLength(faults.length);
});

test('rooms: no module seen is red, not green', () => {
  using copy = plantedCopy();
  copy.plant({ '.dependency-cruiser.cjs': "module.exports = { options: { includeOnly: '^nothing' } };\n" });
  const { code, output } = rooms(copy);
  expect(code).toBe(1);
  expect(output).toContain('No module was seen');
});
