/**
 * `bun run build [--target linux-x64|linux-arm64] [--outfile FILE] [--lib]`: writes dist/adit, one executable that needs
 * no Bun, Node or node_modules. `--lib` also writes lib/ beside it, for machines whose cache folder must not execute.
 */
import { cpSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sha256Of } from '../src/engine/duckdb/native.ts';
import { buildBinary } from './build/binary.ts';
import { bindingFolder, nativeNames } from './build/native-plugin.ts';

const root = resolve(import.meta.dir, '..');
const { values } = parseArgs({
  options: {
    target: { type: 'string', default: `linux-${process.arch}` },
    outfile: { type: 'string', default: join(root, 'dist/adit') },
    lib: { type: 'boolean', default: false },
  },
});
const outfile = resolve(values.outfile);
mkdirSync(dirname(outfile), { recursive: true });
const startedMs = performance.now();
await buildBinary({ root, platform: values.target, outfile });
if (values.lib)
  for (const name of nativeNames)
    cpSync(join(bindingFolder(root, values.target), name), join(dirname(outfile), 'lib', name));
const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
console.log(`${outfile}: ${(statSync(outfile).size / 1e6).toFixed(0)} MB in ${seconds} s, sha256 ${sha256Of(outfile)}`);
