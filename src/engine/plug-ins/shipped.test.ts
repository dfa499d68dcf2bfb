import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadShipped } from './shipped.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adit-shipped-'));
  mkdirSync(join(folder, 'connectors'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const CONNECTOR = (id: string) => `
  import { defineTableConnector, Type } from '@adit/sdk';
  export default defineTableConnector({
    id: '${id}', version: 1, title: 'Nothing', summary: 'Reads nothing.', category: 'files', params: Type.Object({}), examples: [],
    verifiedWith: null, queries: null, follows: null,
    open: async () => { throw new Error('not opened here'); },
  });`;

test('one file or one folder each, with the contract of this program', async () => {
  writeFileSync(join(folder, 'connectors', 'nothing.ts'), CONNECTOR('nothing'));
  mkdirSync(join(folder, 'connectors', 'more'));
  writeFileSync(join(folder, 'connectors', 'more', 'index.ts'), CONNECTOR('more'));
  writeFileSync(join(folder, 'connectors', 'nothing.test.ts'), 'throw new Error("a test is no plug-in")');
  const { connectors, explainers, modelProviders } = await loadShipped(folder);
  expect([...connectors.keys()]).toEqual(['more', 'nothing']);
  expect(connectors.get('nothing')!.kind).toBe('connector');
  expect([explainers.size, modelProviders.size]).toEqual([0, 0]);
});

test.each([
  ['it does not parse', 'export default {', 'broken'],
  ['it throws', 'throw new Error("no luck")', 'no luck'],
  ['it is of another kind', 'export default { kind: "filter", id: "broken" }', 'its default export is no connector'],
  ['it has another id', CONNECTOR('other'), 'its id is "other", its name "broken"'],
])('one that cannot load stops the start: %s', async (_why, text, message) => {
  writeFileSync(join(folder, 'connectors', 'broken.ts'), text);
  expect(loadShipped(folder)).rejects.toThrow(message);
});

test('a release without plug-ins is whole', async () => {
  expect((await loadShipped(join(folder, 'nowhere'))).connectors.size).toBe(0);
});
