import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../generate/project.ts';
import { bindingFolder, nativeNames } from './native-plugin.ts';

test('the binding of this platform is installed, with both libraries', () => {
  const folder = bindingFolder(projectRoot, `linux-${process.arch}`);
  expect(nativeNames.filter((name) => !existsSync(join(folder, name)))).toEqual([]);
});

test('a platform whose binding is not installed is refused, with what to do', () => {
  expect(() => bindingFolder(projectRoot, 'linux-m68k')).toThrow('bun install --os linux --cpu m68k');
});
