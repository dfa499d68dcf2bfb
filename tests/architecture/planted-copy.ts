import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dir, '../..');
const copied = [
  '.dependency-cruiser.cjs',
  'biome.json',
  'knip.json',
  'package.json',
  'tsconfig.json',
  'scripts/rooms',
  'scripts/rooms.ts',
  'src/sdk',
];

/** A small, clean house in a temporary folder: the gates' settings and the contract; faults are planted into it. */
export interface PlantedCopy extends Disposable {
  /** Writes files; `null` removes one. */
  plant(files: Readonly<Record<string, string | null>>): void;
  /** Runs a program of the checkout in the copy. */
  run(...command: string[]): { code: number; output: string };
}

export function plantedCopy(more: readonly string[] = []): PlantedCopy {
  const folder = mkdtempSync(join(tmpdir(), 'adit-gates-'));
  for (const path of [...copied, ...more]) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    plant(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        if (text === null) rmSync(join(folder, path));
        else writeFileSync(join(folder, path), text);
      }
    },
    run(...command) {
      const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, ...command], { cwd: folder });
      return { code: exitCode, output: `${stdout}${stderr}` };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
