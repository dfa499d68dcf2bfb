import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildId } from './build-id.ts';
import { nativePlugin } from './native-plugin.ts';

export interface BinaryOptions {
  root: string;
  /** `linux-x64` or `linux-arm64`. */
  platform: string;
  outfile: string;
}

/** Workers are entry points of their own; `[name].[ext]` puts them where `new URL('./worker.ts', import.meta.url)` looks. */
const entrypoints = [
  'src/main.ts',
  'src/engine/pool/worker.ts',
  'src/features/map/layout-worker.ts',
  'src/features/models/reading-worker.ts',
  'src/features/people/network-worker.ts',
  'src/platform/charts/chart-worker.ts',
  'src/features/audit/audit-worker.ts',
];

/** Builds the single executable; throws with the bundler's own messages. */
export async function buildBinary({ root, platform, outfile }: BinaryOptions): Promise<void> {
  const result = await Bun.build({
    entrypoints: entrypoints.map((path) => join(root, path)),
    target: 'bun',
    format: 'esm',
    naming: '[name].[ext]',
    minify: true,
    bytecode: true,
    sourcemap: 'linked',
    define: { ADIT_BUILD: JSON.stringify(buildId(root, platform)) },
    plugins: [nativePlugin(root, platform)],
    compile: {
      target: `bun-${platform}` as Bun.Build.CompileTarget,
      outfile,
      // A program that reads .env or bunfig.toml from the folder it is started in runs whatever lies there.
      autoloadDotenv: false,
      autoloadBunfig: false,
      // Customers' plug-ins find their own node_modules only with this.
      autoloadPackageJson: true,
    },
  });
  if (!result.success) throw new Error(result.logs.join('\n'));
  // The maps lie inside the binary too; these copies would only be stale files beside it.
  for (const { kind, path } of result.outputs)
    if (kind === 'sourcemap') rmSync(join(dirname(outfile), path.split('/').at(-1)!), { force: true });
}
