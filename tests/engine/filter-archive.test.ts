import { afterAll, beforeAll, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '#sdk';
import type { Engine } from '../../src/engine/engine.ts';
import { type BuiltLog, build, manyOrders, temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

// Conditions that only SQL over the archive answers, through the whole engine: beside other steps, inside groups, and
// after event steps, whose kept events alone they may see.
const folder = temporaryFolder();
let log: BuiltLog;
let engine: Engine;

beforeAll(async () => {
  log = await build(manyOrders(8), join(folder, 'log'), 40);
  engine = testEngine(folder, { selectionBytes: 100e6, now: () => Date.UTC(2024, 0, 31) });
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function kept(...steps: Step[]) {
  const version = { folder: log.folder, hash: log.manifest.hash };
  return (await engine.count({ version, policy: [], steps, k: 0, deadlineMs: 20_000 })).kept;
}
const where = (params: object): Step => ({ id: 'event-attribute', params });
const trim: Step = { id: 'between-activities', params: { part: 'after', activity: 'check', inclusive: false } };
const web: Step = { id: 'case-attribute', params: { attribute: 'case:channel', value: 'web' } };

for (const mode of ['any', 'all', 'none']) {
  const byPattern = where({ attribute: 'org:resource', operator: 'regex', value: '^(Bob|Ann)$', mode });
  const byCodes = where({ attribute: 'org:resource', operator: 'one-of', values: ['Ann', 'Bob'], mode });
  test(`a regular expression = the values it matches (${mode})`, async () => {
    for (const around of [
      (step: Step) => [step],
      (step: Step) => [trim, step],
      (step: Step) => [trim, web, { not: step }],
      (step: Step) => [{ or: [web, step] }],
    ]) {
      expect(await kept(...around(byPattern))).toEqual(await kept(...around(byCodes)));
    }
  });
}

test('a text column', async () => {
  // "o5-3 register": every order of the fourth copy and nothing else; and the events that say what they are.
  expect((await kept(where({ attribute: 'note', operator: 'contains', value: '-3 ' }))).cases).toBe(6);
  const checked = { id: 'has-activity', params: { activities: ['check'] } };
  expect(await kept(where({ attribute: 'note', operator: 'matches', value: '* check' }))).toEqual(await kept(checked));
  expect(await kept(trim, where({ attribute: 'note', operator: 'ends', value: ' check' }))).toEqual(
    await kept(trim, checked),
  );
  expect((await kept(where({ attribute: 'note', operator: 'missing' }))).cases).toBe(0);
});

test('a pattern that is none is the fault of who wrote it', async () => {
  await expect(kept(where({ attribute: 'note', operator: 'regex', value: '(a' }))).rejects.toMatchObject({
    fault: 'invalid',
    message: 'The regular expression is not right: missing ): (a',
  });
});
