import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package that ships inside the binary or a bundled plug-in. */
export interface ShippedPackage {
  name: string;
  version: string;
  /** SPDX expression; '' when the package names none. */
  licence: string;
  /** Text of its licence file; null when it carries none. */
  licenceText: string | null;
  dependsOn: string[];
}

interface Manifest {
  name: string;
  version: string;
  license?: string | { type?: string };
  /** As it was written before there were SPDX expressions. */
  licenses?: { type?: string }[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** What a package pulls in: its dependencies, and the peers it cannot do without. */
function needsOf(manifest: Manifest): { name: string; optional: boolean }[] {
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => !manifest.peerDependenciesMeta?.[name]?.optional,
  );
  return [
    ...Object.keys(manifest.dependencies ?? {}).map((name) => ({ name, optional: false })),
    ...Object.keys(manifest.optionalDependencies ?? {}).map((name) => ({ name, optional: true })),
    ...peers.map((name) => ({ name, optional: true })),
  ];
}

/** Node's own rule: the nearest node_modules above the package that asks. */
function findPackage(root: string, from: string, name: string): string | null {
  for (let folder = from; ; folder = join(folder, '..')) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (folder === root) return null;
  }
}

/** htmx calls 0BSD by its long name. */
const spdxOf = (licence: string): string => (licence === 'BSD-0-Clause' ? '0BSD' : licence);

function licenceText(folder: string): string | null {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file ? readFileSync(join(folder, file), 'utf8') : null;
}

/** Every package that the production dependencies of the project reach, by name; throws when one is not installed. */
export function shippedPackages(root: string): ShippedPackage[] {
  const found = new Map<string, ShippedPackage>();
  const visit = (folder: string): void => {
    const manifest = readManifest(folder);
    const needs = needsOf(manifest).map((need) => ({ ...need, folder: findPackage(root, folder, need.name) }));
    const missing = needs.find((need) => !need.folder && !need.optional);
    if (missing) throw new Error(`${manifest.name} needs ${missing.name}, which is not installed: run bun install.`);
    const installed = needs.flatMap((need) => (need.folder ? [need.folder] : []));
    if (folder !== root) {
      const key = `${manifest.name}@${manifest.version}`;
      if (found.has(key)) return;
      const { license = manifest.licenses?.[0] } = manifest;
      found.set(key, {
        name: manifest.name,
        version: manifest.version,
        licence: spdxOf((typeof license === 'string' ? license : license?.type) ?? ''),
        licenceText: licenceText(folder),
        dependsOn: installed.map((path) => readManifest(path)).map(({ name, version }) => `${name}@${version}`),
      });
    }
    installed.forEach(visit);
  };
  visit(root);
  return [...found.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

const permissive = new Set([
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
]);

/** Whether an SPDX expression leaves a permissive choice: `a OR b` one of them, `a AND b` both. */
export function isPermissive(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, ' ').trim();
  return plain
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((licence) => permissive.has(licence.trim())));
}
