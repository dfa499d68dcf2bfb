import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const runner = resolve(import.meta.dir, 'run-tests.ts');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adit-runner-'));
  const head = "import { expect, test } from 'bun:test';\n";
  const plant = (name: string, text: string) => writeFileSync(join(folder, `${name}.test.ts`), head + text);
  plant('green', "test('a < b & \"c\"', () => {});\ntest('two', () => {});\n");
  plant('red', "test('goes wrong', () => expect(1).toBe(2));\n");
  plant('skips', "test.skip('one (needs debootstrap)', () => {});\ntest.skip('two (needs debootstrap)', () => {});\n");
  plant('silent', "test.skip('says nothing', () => {});\n");
  plant('broken', "import './nowhere.ts';\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

function runTests(files: string[], CI = '') {
  const summary = join(folder, 'summary.json');
  const { exitCode, stdout } = Bun.spawnSync([process.execPath, runner, ...files.map((name) => `./${name}.test.ts`)], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', CI, TEST_SUMMARY_FILE: summary },
    stderr: 'ignore',
  });
  return { code: exitCode, lines: stdout.toString().trim().split('\n') };
}

test('counts what passed and failed, and names the failed', () => {
  expect(runTests(['green'])).toEqual({ code: 0, lines: expect.arrayContaining(['2 passed, 0 failed']) });
  const { code, lines } = runTests(['green', 'red']);
  expect(code).toBe(1);
  expect(lines.at(-1)).toBe('2 passed, 1 failed');
  expect(lines).toContain('failed: red.test.ts: goes wrong');
});

test('a skip says what it needs and is green; with CI=true it is red', () => {
  const { code, lines } = runTests(['green', 'skips']);
  expect(code).toBe(0);
  expect(lines).toContain('skipped: 2 need debootstrap');
  expect(lines.at(-1)).toBe('2 passed, 0 failed');
  expect(runTests(['green', 'skips'], 'true').code).toBe(1);
  expect(runTests(['green'], 'true').code).toBe(0);
});

test('a skip without a reason is told as such', () => {
  expect(runTests(['green', 'silent']).lines.join('\n')).toContain('skipped: 1 need a reason');
});

test('a file that cannot be loaded is a failure, and no test at all is not green', () => {
  const { code, lines } = runTests(['green', 'broken']);
  expect(code).toBe(1);
  expect(lines.at(-1)).toMatch(/^2 passed, [1-9]\d* failed$/);
  expect(runTests(['nothing']).code).toBe(1);
});
