/** A source of files for tests of the host: those below a folder. It is not shipped. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { defineFileConnector, Type } from '#sdk';

export default defineFileConnector({
  ...{ id: 'trial-files', version: 1, title: 'Trial files', summary: 'Files for tests.', category: 'files' },
  ...{ examples: [], verifiedWith: 'a folder' },
  params: Type.Object({ folder: Type.String({ minLength: 1, description: 'The folder' }) }),
  async open({ folder }, run) {
    const root = await run.folder(folder);
    return {
      check: async () => ({ server: root, details: [] }),
      async *files() {
        for (const path of (await readdir(root)).sort()) {
          const { size, mtimeMs } = await stat(await run.folder(join(root, path)));
          yield [{ path, bytes: size, version: `${size} ${mtimeMs}`, modifiedMs: mtimeMs }];
        }
      },
      open: ({ path }, from) => readingFrom(join(root, path), from),
      async [Symbol.asyncDispose]() {},
    };
  },
});

async function* readingFrom(path: string, from: number): AsyncGenerator<Uint8Array> {
  for await (const piece of Bun.file(path).slice(from).stream()) yield piece;
}
