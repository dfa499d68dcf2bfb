import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BunPlugin } from 'bun';
import { sourcesIn } from '../generate/project.ts';
import type { ShippedPackage } from './packages.ts';
import type { TarEntry } from './tar.ts';

/** Files under a folder of the project, as entries of the archive under the same path; none when it is missing. */
export function folderEntries(root: string, folder: string): TarEntry[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((path) => statSync(join(root, path)).isFile())
    .map((path) => fileEntry(root, path));
}

export const fileEntry = (root: string, path: string, as = path, executable = false): TarEntry => ({
  path: as,
  content: readFileSync(join(root, path)),
  executable,
});

export const textEntry = (path: string, text: string): TarEntry => ({
  path,
  content: new TextEncoder().encode(text),
  executable: false,
});

/** The contract comes from the program at run time, under the name that customers' plug-ins know it by. */
const contractOfTheHost: BunPlugin = {
  name: 'contract',
  setup(build) {
    build.onResolve({ filter: /^#sdk$/ }, () => ({ path: '@adit/sdk', external: true }));
  },
};

/** Our own plug-ins, each bundled into one file that needs no node_modules. */
export async function pluginEntries(root: string): Promise<TarEntry[]> {
  const sources = ['connectors', 'explainability', 'models'].flatMap((group) =>
    sourcesIn(root, `plugins/${group}`).map((name) => `plugins/${group}/${name}`),
  );
  const entries: TarEntry[] = [];
  for (const source of sources) {
    const bundle = await Bun.build({
      entrypoints: [join(root, `${source}.ts`)],
      target: 'bun',
      format: 'esm',
      minify: true,
      plugins: [contractOfTheHost],
    });
    if (!bundle.success) throw new Error(bundle.logs.join('\n'));
    // Packages that ask where they lie get the folder of the build; the same source gives the same bytes wherever it is built.
    const text = (await bundle.outputs[0]!.text()).replaceAll(join(root, 'node_modules'), '/node_modules');
    entries.push(textEntry(`${source}.js`, text));
  }
  return entries;
}

/** One document with the licence of every package that ships. */
export function thirdPartyNotice(packages: readonly ShippedPackage[]): string {
  const chapters = packages.map(({ name, version, licence, licenceText }) =>
    [
      '='.repeat(100),
      `${name} ${version}: ${licence}`,
      '',
      licenceText?.trim() ?? `The package carries no licence file; it declares ${licence}.`,
      '',
    ].join('\n'),
  );
  return `Packages inside Adit, with their licences. The runtime: bun.md.\n\n${chapters.join('\n')}`;
}

/** As `sha256sum` writes and checks it. */
export const sumsOf = (entries: readonly TarEntry[]): string =>
  [...entries]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, content }) => `${new Bun.CryptoHasher('sha256').update(content).digest('hex')}  ${path}\n`)
    .join('');
