import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileHouse } from './file-cases.ts';
import { SourceHouse } from './source-house.ts';

/** A folder of this machine, for the cases of a connector that reads files of this ending there. */
export const folderHouse = (connector: FileHouse['connector'], ending: string, many: number): FileHouse => ({
  ...{ connector, ending, peer: 'a folder of Linux', needs: null, many },
  async start() {
    const house = new SourceHouse();
    const at = (path: string) => join(house.folder, path);
    return {
      settings: (folder) => ({ folder: at(folder), quietSeconds: 0 }),
      run: { folders: [house.folder] },
      put(path, content) {
        mkdirSync(dirname(at(path)), { recursive: true });
        writeFileSync(at(path), content);
      },
      remove: (path) => rmSync(at(path)),
      putMany: (folder, count) => touchMany(at(folder), ending, count),
      secret: null,
      end: () => house.end(),
    };
  },
});

function touchMany(folder: string, ending: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, i) => `${i}.${ending}\n`).join('');
  Bun.spawnSync(['xargs', 'touch'], { cwd: folder, stdin: Buffer.from(names) });
}
