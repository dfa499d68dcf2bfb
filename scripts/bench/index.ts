/** `bun run bench`: measures what design gives figures for, beside peers' times. Asserts nothing. See docs/bench.md. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, type Settings } from './bench.ts';
import { perEventNs, ratio, slopesOf, WORKS, type Work } from './figure.ts';
import { PEERS_NOTE } from './peers.ts';
import { slopesText, tableText } from './table.ts';
import { measureAudit } from './works/audit.ts';
import { measureConformance } from './works/conformance.ts';
import { measureConnections } from './works/connections.ts';
import { measureDeclarative } from './works/declarative.ts';
import { measureDiscovery } from './works/discovery.ts';
import { measureFilters } from './works/filters.ts';
import { measureFirstMap } from './works/first-map.ts';
import { measureHttp } from './works/http.ts';
import { measureImports } from './works/import.ts';
import { measureMap } from './works/map.ts';
import { measureMemory } from './works/memory.ts';
import { measureOrganisation } from './works/organisation.ts';
import { measurePages } from './works/pages.ts';
import { measurePerformance } from './works/performance.ts';
import { measureQuality } from './works/quality.ts';
import { measureRules } from './works/rules.ts';
import { measureStart } from './works/start.ts';
import { measureUploads } from './works/upload.ts';
import { measureVariants } from './works/variants.ts';

const HELP = `bun run bench [--events 1,5,10,100] [--only ${WORKS.join(',')}] [--runs N] [--threads N]
              [--binary FILE] [--json] [--keep DIR]

  --events   sizes of logs in millions of events (1, 5, 10, 100); files are imported at those up to 50 (5)
  --only     the works to measure; all without
  --runs     times that count, after one that does not (5)
  --threads  worker threads (one for each core)
  --binary   the built program to start as the server (this source)
  --json     the figures as JSON on standard output
  --keep     makes everything in this folder and leaves it there
`;

const { values } = parseArgs({
  options: {
    ...{ events: { type: 'string' }, only: { type: 'string' }, runs: { type: 'string' }, threads: { type: 'string' } },
    ...{ binary: { type: 'string' }, keep: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  },
});

async function main(): Promise<void> {
  const wanted = settingsOf();
  const folder = values.keep ? resolve(values.keep) : mkdtempSync(join(tmpdir(), 'adit-bench-'));
  mkdirSync(folder, { recursive: true });
  const clear = () => {
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      clear();
      process.exit(1);
    });
  const started = performance.now();
  const bench = new Bench({ ...wanted, folder }, (line) => process.stderr.write(`${line}\n`));
  try {
    await measure(bench);
  } finally {
    clear();
  }
  const machine = {
    ...{ cores: availableParallelism(), processor: cpus()[0]?.model ?? 'unknown', memoryBytes: totalmem() },
    ...{ bun: Bun.version, load: loadavg()[0]!, seconds: Math.round((performance.now() - started) / 1000) },
  };
  process.stdout.write(values.json ? asJson(bench, machine) : asText(bench, machine));
}

/** In an order that lets each large log be made once and dropped early. */
async function measure(bench: Bench): Promise<void> {
  const { only } = bench.settings;
  if (only.has('start')) await measureStart(bench);
  if (only.has('audit')) await measureAudit(bench);
  if (only.has('memory')) measureMemory(bench);
  if (only.has('import') || only.has('append')) await measureImports(bench);
  if (only.has('upload')) await measureUploads(bench);
  if (only.has('first-map')) await measureFirstMap(bench);
  if (only.has('connections')) await measureConnections(bench);
  if (only.has('http')) await measureHttp(bench);
  if (only.has('pages')) await measurePages(bench);
  if (only.has('map')) await measureMap(bench);
  if (only.has('filters')) await measureFilters(bench);
  if (only.has('variants')) await measureVariants(bench);
  if (only.has('conformance')) await measureConformance(bench);
  if (only.has('discovery')) await measureDiscovery(bench);
  if (only.has('declarative')) await measureDeclarative(bench);
  if (only.has('rules')) await measureRules(bench);
  if (only.has('quality')) await measureQuality(bench);
  if (only.has('performance')) await measurePerformance(bench);
  if (only.has('organisation')) await measureOrganisation(bench);
}

function settingsOf(): Omit<Settings, 'folder'> {
  const sizes = listOf(values.events ?? '1,5,10,100').map((text) => Math.round(positive(text, '--events') * 1e6));
  const wanted = values.only === undefined ? WORKS : listOf(values.only);
  for (const work of wanted)
    if (!WORKS.includes(work as Work)) usage(`There is no work "${work}". Works: ${WORKS.join(', ')}.`);
  return {
    sizes: sizes.toSorted((a, b) => a - b),
    importSizes: values.events === undefined ? [5e6] : sizes.filter((events) => events <= 50e6),
    only: new Set(wanted as Work[]),
    runs: positive(values.runs ?? '5', '--runs'),
    threads: positive(values.threads ?? String(availableParallelism()), '--threads'),
    binary: values.binary ? resolve(values.binary) : null,
  };
}

const listOf = (text: string): string[] => text.split(',').map((part) => part.trim());

function positive(text: string, flag: string): number {
  const number = Number(text);
  return number > 0 && Number.isFinite(number) ? number : usage(`${flag}: "${text}" is no number above 0.`);
}

function usage(message: string): never {
  process.stderr.write(`${message}\n\n${HELP}`);
  process.exit(2);
}

type Machine = Readonly<Record<string, string | number>>;

const asJson = ({ figures, notes, settings }: Bench, machine: Machine): string =>
  `${JSON.stringify(
    {
      machine,
      settings: {
        sizes: settings.sizes,
        runs: settings.runs,
        threads: settings.threads,
        binary: settings.binary !== null,
      },
      figures: figures.map((f) => ({ ...f, perEventNs: perEventNs(f), ratio: ratio(f) })),
      slopes: slopesOf(figures),
      notes: [PEERS_NOTE, ...notes],
    },
    null,
    2,
  )}\n`;

function asText({ figures, notes, settings }: Bench, machine: Machine): string {
  const { cores, processor, bun, load, seconds, memoryBytes } = machine;
  const slopes = slopesOf(figures);
  const gigabytes = Math.round(Number(memoryBytes) / 1e9);
  const said = figures.flatMap(({ work, note }) => (note ? [`${work}: ${note}`] : []));
  return [
    `${cores} cores (${processor}), ${gigabytes} GB, Bun ${bun}, ${settings.threads} threads, ${settings.runs} runs; load ${Number(load).toFixed(1)}, ${seconds} s\n`,
    tableText(figures),
    ...(slopes.length > 0 ? [slopesText(slopes)] : []),
    [PEERS_NOTE, ...new Set([...said, ...notes])].map((line) => `- ${line}`).join('\n'),
    '',
  ].join('\n');
}

if (values.help) process.stdout.write(HELP);
else await main();
