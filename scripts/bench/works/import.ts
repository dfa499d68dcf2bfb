import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Bench } from '../bench.ts';
import { type Figure, markAt } from '../figure.ts';
import { elapsed, spreadOf } from '../measure.ts';
import { MemoryWatch, MOST_GROWTH_MB, type Peaks } from '../memory-of.ts';
import { AT_5_MILLION, ON_ROAD_TRAFFIC, type Peer } from '../peers.ts';
import { ServerChild } from '../server-child.ts';
import { writeLaterCsv, writeRandomCsv } from '../write-csv.ts';
import { writeNdjson, writeParquet, writeWorkbook } from '../write-formats.ts';

/** The children that read a file, and that measure the quality of what was loaded, by the words on their command lines. */
const IMPORTS = 'import-host';
const MEASURES = 'pool-host';
const ROAD_TRAFFIC = { file: '../../../../shared/data/logs/RoadTraffic.xes.gz', events: 561_470 };
const APPENDED = 50_000;
const LARGE = 20e6;

/** Files through the running server, from the operator's command to the published version; then appends to the last. */
export async function measureImports(bench: Bench): Promise<void> {
  const { importSizes, only } = bench.settings;
  for (const events of importSizes) await csv(bench, events);
  if (!only.has('import')) return;
  await xes(bench);
  await converted(bench, 'NDJSON', 1e6, writeNdjson);
  await converted(bench, 'XLSX', 500_000, writeWorkbook);
  await converted(bench, 'Parquet', 5e6, writeParquet);
}

async function csv(bench: Bench, events: number): Promise<void> {
  const { folder, only } = bench.settings;
  const file = join(folder, 'made-up.csv');
  bench.say(`writing ${events / 1e6} million events as CSV`);
  await writeRandomCsv(file, events);
  await withServer(bench, events, async (server) => {
    const runs = events >= LARGE || !only.has('import') ? 1 : Math.min(3, bench.settings.runs);
    const loads: Loaded[] = [];
    for (let i = 0; i < runs; i++) loads.push(await load(server, file, `csv ${i + 1}`, 'replace'));
    rmSync(file);
    const marks: Marks = {
      time: markAt({ 5: 8_000, 50: 75_000 }, events),
      child: markAt({ 5: 1_500, 50: 4_500 }, events),
      peer: events === 5e6 ? AT_5_MILLION.csv : null,
    };
    if (only.has('import')) report(bench, { group: 'import', work: 'CSV to published', events }, loads, marks);
    if (only.has('append')) await append(bench, server, `csv ${runs}`, events);
  });
}

/** Half of the events belong to cases that are there already, the newest ones. */
async function append(bench: Bench, server: ServerChild, dataset: string, events: number): Promise<void> {
  const file = join(bench.settings.folder, 'later.csv');
  const appended = Math.min(APPENDED, Math.round(events / 10));
  const loads: Loaded[] = [];
  for (let i = 0; i < Math.min(3, bench.settings.runs); i++) {
    await writeLaterCsv(file, appended, { toEvents: events, turn: i + 1 });
    loads.push(await load(server, file, dataset, 'append'));
    rmSync(file);
  }
  const work = `append of ${appended.toLocaleString('en')} events`;
  const marks = { time: markAt({ 50: 3_000 }, events), child: null, peer: null };
  report(bench, { group: 'append', work, events }, loads, marks);
}

async function xes(bench: Bench): Promise<void> {
  const file = resolve(import.meta.dir, ROAD_TRAFFIC.file);
  if (!existsSync(file))
    return bench.note('XES: the log of road traffic fines is not beside the checkout; not measured.');
  const { events } = ROAD_TRAFFIC;
  await withServer(bench, events, async (server) => {
    const loads: Loaded[] = [];
    for (let i = 0; i < Math.min(3, bench.settings.runs); i++)
      loads.push(await load(server, file, `xes ${i + 1}`, 'replace'));
    const work = 'XES Road Traffic to published';
    const { xes: peer, xesRust } = ON_ROAD_TRAFFIC;
    report(bench, { group: 'import', work, events }, loads, { time: 3_000, child: 400, peer });
    bench.note(`XES: rust4pm 0.5.6 parses the same file in ${xesRust.leastMs / 1000} s with 733 MB.`);
  });
}

/** The made-up log in another format. */
async function converted(
  bench: Bench,
  format: string,
  events: number,
  write: (csv: string, into: string) => void | Promise<void>,
): Promise<void> {
  const { folder, importSizes } = bench.settings;
  const size = Math.min(events, importSizes.at(-1)!);
  const [csv, file] = [join(folder, 'made-up.csv'), join(folder, `made-up.${format.toLowerCase()}`)];
  bench.say(`writing ${size / 1e6} million events as ${format}`);
  await writeRandomCsv(csv, size);
  await write(csv, file);
  rmSync(csv);
  await withServer(bench, size, async (server) => {
    const loads: Loaded[] = [];
    for (let i = 0; i < Math.min(3, bench.settings.runs); i++)
      loads.push(await load(server, file, `${format} ${i + 1}`, 'replace'));
    const marks = { time: null, child: 1_500, peer: null };
    report(bench, { group: 'import', work: `${format} to published`, events: size }, loads, marks);
  });
  rmSync(file);
}

interface Loaded extends Peaks {
  ms: number;
  /** Of the measure of its quality that follows. */
  measuring: Peaks & { ms: number };
}

interface Marks {
  time: number | null;
  child: number | null;
  peer: Peer | null;
}

async function load(server: ServerChild, file: string, dataset: string, mode: 'replace' | 'append'): Promise<Loaded> {
  const watch = await MemoryWatch.atRest(server.pid);
  const [ms, peaks] = await watch.during(() => elapsed(() => server.load(file, dataset, mode)), IMPORTS);
  const [measuringMs, measuring] = await watch.during(() => elapsed(() => server.measured()), MEASURES);
  return { ms, ...peaks, measuring: { ms: measuringMs, ...measuring } };
}

function report(
  bench: Bench,
  figure: Pick<Figure, 'group' | 'work' | 'events'>,
  loads: readonly Loaded[],
  { time, child, peer }: Marks,
): void {
  const megabytes = (of: (load: Loaded) => number) => spreadOf(loads.map((l) => of(l) / 1e6));
  // A file that was loaded before makes the same version, whose quality is known: the longest is of the first load.
  const [measuringMs, measuringChild] = (['ms', 'children'] as const).map((of) =>
    Math.max(...loads.map(({ measuring }) => measuring[of])),
  );
  const { work } = figure;
  bench.add({ ...figure, value: spreadOf(loads.map((l) => l.ms)), toReach: time, peer });
  bench.add({
    ...figure,
    work: `${work}: peak of the child`,
    unit: 'MB',
    value: megabytes(({ children }) => children),
    toReach: child,
  });
  bench.add({
    ...figure,
    work: `${work}: growth of the server`,
    unit: 'MB',
    value: megabytes(({ growth }) => growth),
    toReach: MOST_GROWTH_MB,
  });
  bench.add({
    ...figure,
    work: `${work}: growth while its quality is measured`,
    unit: 'MB',
    value: megabytes(({ measuring }) => measuring.growth),
    toReach: MOST_GROWTH_MB,
    note: `${(measuringMs! / 1000).toFixed(1)} s in a child of ${(measuringChild! / 1e6).toFixed(0)} MB`,
  });
}

async function withServer(bench: Bench, events: number, work: (server: ServerChild) => Promise<void>): Promise<void> {
  const { folder, threads, binary } = bench.settings;
  const dataFolder = join(folder, 'import');
  // The default limit of the child is meant for files of some millions of events.
  const env: Record<string, string> = events >= LARGE ? { ADIT__IMPORT__CHILD_MEMORY_BYTES: '4500000000' } : {};
  const server = await ServerChild.start({ dataFolder, threads, binary, env });
  try {
    await work(server);
  } finally {
    await server.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}
