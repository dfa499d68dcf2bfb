import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import csvFolder from '../../plugins/connectors/csv-folder.ts';
import { fileCases } from './file-cases.ts';
import { SourceHouse } from './source-house.ts';

fileCases({
  ...{ connector: csvFolder, peer: 'a folder of Linux', needs: null, many: 100_000 },
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
      putMany: (folder, count) => touchMany(at(folder), count),
      secret: null,
      end: () => house.end(),
    };
  },
});

function touchMany(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, i) => `${i}.csv\n`).join('');
  Bun.spawnSync(['xargs', 'touch'], { cwd: folder, stdin: Buffer.from(names) });
}
