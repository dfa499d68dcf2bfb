import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { plantedCopy } from './planted-copy.ts';

const root = resolve(import.meta.dir, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('"add a calculator in one file" works as it is printed', () => {
  const [, path] = /^`(src\/mining\/calculators\/[\w-]+\.ts)`:$/m.exec(readme)!;
  const [, source] = /```ts\n([\s\S]*?)```/.exec(readme)!;
  using copy = plantedCopy(['src/mining']);
  const script = `
    import { exampleLog } from './src/mining/log/example-log.ts';
    import { calculate } from './src/mining/views/inline.ts';
    import calculator from './${path}';
    console.log(JSON.stringify(await calculate(exampleLog(), calculator, {})));`;
  copy.plant({ [path!]: source!, 'script.ts': script });
  const { code, output } = copy.run('script.ts');
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  // Order 6: registered at 09:00, paid at 09:00 on the next day.
  expect(JSON.parse(output)).toEqual({ cases: 6, maxMs: 24 * 3_600_000 });
  expect(copy.run('node_modules/typescript/bin/tsc', '-p', '.').output).not.toContain(path!);
  expect(copy.run('node_modules/@biomejs/biome/bin/biome', 'check', path!)).toMatchObject({ code: 0 });
}, 60_000);
