import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BunPlugin } from 'bun';
import { sha256Of } from '../../src/engine/duckdb/native.ts';

/** The libraries of DuckDB's binding, in the order they are extracted; the last is opened. */
export const nativeNames = ['libduckdb.so', 'duckdb.node'] as const;

/** Folder of the binding for a platform, such as `linux-x64`; throws when it is not installed. */
export function bindingFolder(root: string, platform: string): string {
  const folder = join(root, 'node_modules/@duckdb', `node-bindings-${platform}`);
  if (!existsSync(join(folder, 'duckdb.node')))
    throw new Error(
      `DuckDB's binding for ${platform} is not installed: bun install --os linux --cpu ${platform.split('-')[1]}`,
    );
  return folder;
}

/** Puts a module that carries both libraries, with their hashes, in the place of `@duckdb/node-bindings`. */
export function nativePlugin(root: string, platform: string): BunPlugin {
  const folder = bindingFolder(root, platform);
  const files = nativeNames.map((name, i) => ({ variable: `file${i}`, name, path: join(folder, name) }));
  const source = [
    ...files.map(({ variable, path }) => `import ${variable} from ${JSON.stringify(path)} with { type: 'file' };`),
    `import { loadNative } from ${JSON.stringify(join(root, 'src/engine/duckdb/native.ts'))};`,
    'module.exports = loadNative({ files: [',
    ...files.map(
      ({ variable, name, path }) =>
        `{ name: ${JSON.stringify(name)}, path: ${variable}, sha256: ${JSON.stringify(sha256Of(path))} },`,
    ),
    ']});',
  ].join('\n');
  return {
    name: 'duckdb-native',
    setup(build) {
      build.onResolve({ filter: /^@duckdb\/node-bindings$/ }, () => ({ path: 'duckdb', namespace: 'adit-native' }));
      build.onLoad({ filter: /.*/, namespace: 'adit-native' }, () => ({ contents: source, loader: 'ts' }));
    },
  };
}
