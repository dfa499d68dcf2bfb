/** `bun run look`: every page as a picture, in light and dark, at three widths, with what is wrong with it. See docs/testing.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BrowserBench } from '../tests/browser/bench.ts';
import { aboutLog, type Stock, stockUp } from '../tests/browser/stock.ts';
import { type Visit, visitsOf } from '../tests/browser/visits.ts';
import { sharedData } from '../tests/shared-data.ts';
import { type Looked, lookAt, pictureName } from './look/look-at.ts';

const LOGS: Readonly<Record<string, { file: () => string; name: string }>> = {
  receipt: { file: () => resolve(import.meta.dir, '../sample/receipt.xes.gz'), name: 'Receipt' },
  sepsis: { file: () => sharedData('logs/Sepsis.xes.gz'), name: 'Sepsis' },
  roadtraffic: { file: () => sharedData('logs/RoadTraffic.xes.gz'), name: 'Road Traffic' },
  bpic12: { file: () => sharedData('logs/BPIC12.xes.gz'), name: 'BPI Challenge 2012' },
};

const HELP = `bun run look FOLDER [--logs ${Object.keys(LOGS).join(',')}] [--pages WORD,…] [--paths /a,/b]
                    [--widths 1440,768,360] [--schemes light,dark] [--full] [--no-axe]

  FOLDER     takes the pictures and report.md
  --logs     the logs whose pages are looked at (receipt)
  --pages    only pages whose declared path or state has one of these words
  --paths    these addresses in the place of the pages; ":ds" stands for the dataset
  --widths   of the window, in pixels
  --schemes  of colours
  --full     pictures of the whole page, not of the window
  --no-axe   leaves out the accessibility rules, which take longest
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ logs: { type: 'string' }, pages: { type: 'string' }, paths: { type: 'string' }, widths: { type: 'string' } },
    ...{
      schemes: { type: 'string' },
      full: { type: 'boolean' },
      'no-axe': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  },
});
const listOf = (text: string): string[] => text.split(',').filter(Boolean);

if (values.help || positionals.length !== 1) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}
const folder = resolve(positionals[0]!);
const options = {
  folder,
  widths: listOf(values.widths ?? '1440,768,360').map(Number),
  schemes: listOf(values.schemes ?? 'light,dark'),
  full: values.full ?? false,
  axe: !values['no-axe'],
};

const bench = await BrowserBench.open();
try {
  const looked: Looked[] = [];
  let stock = null as Stock | null;
  for (const log of listOf(values.logs ?? 'receipt')) {
    const sample = LOGS[log];
    if (!sample) throw new Error(`There is no log "${log}". Logs: ${Object.keys(LOGS).join(', ')}.`);
    mkdirSync(join(folder, log), { recursive: true });
    const dataset = await bench.load(sample.file(), sample.name);
    const known: Stock | null = stock;
    stock = known ? { ...known, ...(await aboutLog(bench.admin, dataset)) } : await stockUp(bench, dataset);
    for (const visit of visitsIn(stock, known === null)) {
      process.stderr.write(`${log} ${visit.name}\n`);
      looked.push(await lookAt(bench, visit, { ...options, folder: join(folder, log), log }));
    }
  }
  report(looked);
} finally {
  await bench.end();
}

/** Pages of things that only the dataset of the first log has. */
const OF_FIRST = /:(load|qualityRule|policy)\b/;

/** What is to be looked at: with the first log all pages, with the others those about a dataset. */
function visitsIn(stock: Stock, everything: boolean): Visit[] {
  if (values.paths)
    return listOf(values.paths).map((path) => ({
      ...{ name: path, path: path.replaceAll(':ds', stock.dataset), status: 200, signedIn: true, again: false },
    }));
  const { visits } = visitsOf(bench.house.appliance.routes, stock);
  const words = listOf(values.pages ?? '');
  return visits
    .filter(({ name }) => everything || (name.startsWith('/datasets/:id') && !OF_FIRST.test(name)))
    .filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
}

function report(looked: readonly Looked[]): void {
  const rows = looked.map(({ log, visit, troubles }) => {
    const words = troubles.length === 0 ? 'nothing' : troubles.map((t) => t.replaceAll('|', '\\|')).join('<br>');
    return `| ${log} | ${visit.name} | ${pictureName(visit.name)} | ${words} |`;
  });
  const text = ['| log | page | pictures | found |', '|---|---|---|---|', ...rows, ''].join('\n');
  writeFileSync(join(folder, 'report.md'), text);
  const bad = looked.filter(({ troubles }) => troubles.length > 0);
  for (const { log, visit, troubles } of bad) {
    process.stdout.write(`${log} ${visit.name}\n`);
    for (const trouble of troubles) process.stdout.write(`  ${trouble}\n`);
  }
  process.stdout.write(`${looked.length} pages, ${bad.length} with something found; ${join(folder, 'report.md')}\n`);
}
