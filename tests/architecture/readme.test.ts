import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
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

test('links between our documents lead somewhere', () => {
  const documents = ['*.md', 'docs/**/*.md', 'src/**/*.md', 'sample/*.md'].flatMap((pattern) => [
    ...new Bun.Glob(pattern).scanSync({ cwd: root }),
  ]);
  expect(documents).toContain('README.md');
  const broken = documents.flatMap((document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1]!);
    return links
      .filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, document, '..', link)))
      .map((link) => `${document}: ${link}`);
  });
  expect(broken).toEqual([]);
});
