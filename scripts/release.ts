/**
 * `bun run release [--target linux-x64] [--outdir dist]`: writes adit-<version>-<target>.tar.gz, everything that a
 * machine without network needs: program, plug-ins, sample log, documents, licences, bill of materials, sums, installer.
 * The same source gives the same bytes; SOURCE_DATE_EPOCH, else the time of the last commit, is the time of every file.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '#version' with { type: 'json' };
import { buildBinary } from './build/binary.ts';
import { lockHash, RECORD_FILE, readRecord } from './release/advisories.ts';
import { fileEntry, folderEntries, pluginEntries, sumsOf, textEntry, thirdPartyNotice } from './release/content.ts';
import { shippedPackages } from './release/packages.ts';
import { sbomOf } from './release/sbom.ts';
import { tarOf } from './release/tar.ts';

const root = resolve(import.meta.dir, '..');
const { values } = parseArgs({
  options: {
    target: { type: 'string', default: `linux-${process.arch}` },
    outdir: { type: 'string', default: join(root, 'dist') },
  },
});
const outdir = resolve(values.outdir);
mkdirSync(outdir, { recursive: true });

const binary = join(outdir, 'adit');
await buildBinary({ root, platform: values.target, outfile: binary });

const { lock, lookedUp: advisoriesLookedUp, advisories } = readRecord(readFileSync(join(root, RECORD_FILE), 'utf8'));
if (lock !== lockHash(root)) throw new Error(`${RECORD_FILE} is about another lock file. Run: bun run advisories`);
if (!advisoriesLookedUp)
  console.warn('Advisories about the packages were not looked up. Where they can be: bun run advisories');
for (const { name, severity, title } of advisories) console.warn(`${severity}: ${name}: ${title}`);

const packages = shippedPackages(root);
const { name, version, license } = manifest;
const entries = [
  fileEntry(outdir, 'adit', 'adit', true),
  fileEntry(root, 'install.sh', 'install.sh', true),
  fileEntry(root, 'packaging/adit.service', 'adit.service'),
  fileEntry(root, 'config.example.toml'),
  fileEntry(root, 'README.md'),
  fileEntry(root, 'CHANGELOG.md'),
  fileEntry(root, 'LICENSE'),
  fileEntry(root, 'Dockerfile'),
  textEntry(
    'plugins/README.md',
    'Plug-ins that come with Adit. Your own belong into the folder `plugins.folder` of the configuration.\n',
  ),
  ...(await pluginEntries(root)),
  ...folderEntries(root, 'sample'),
  ...folderEntries(root, 'docs'),
  ...folderEntries(root, 'packaging/licences').map((entry) => ({
    ...entry,
    path: entry.path.replace('packaging/', ''),
  })),
  textEntry('licences/THIRD-PARTY.txt', thirdPartyNotice(packages)),
  textEntry(
    'sbom.cdx.json',
    sbomOf({ name, version, licence: license, bunVersion: Bun.version, advisoriesLookedUp }, packages),
  ),
];
entries.push(textEntry('SHA256SUMS', sumsOf(entries)));

const commitTime = Bun.spawnSync(['git', 'log', '-1', '--format=%ct'], { cwd: root }).stdout.toString().trim();
const seconds = Number(process.env.SOURCE_DATE_EPOCH ?? (commitTime || 315_532_800));
const folder = `${name}-${version}-${values.target}`;
const tar = tarOf(
  entries.map((entry) => ({ ...entry, path: `${folder}/${entry.path}` })),
  seconds,
);
const archive = Bun.gzipSync(tar as Uint8Array<ArrayBuffer>, { level: 6 });
const file = join(outdir, `${folder}.tar.gz`);
writeFileSync(file, archive);
const sum = new Bun.CryptoHasher('sha256').update(archive).digest('hex');
writeFileSync(`${file}.sha256`, `${sum}  ${folder}.tar.gz\n`);
console.log(`${file}: ${(archive.length / 1e6).toFixed(0)} MB, ${entries.length} files, sha256 ${sum}`);
