import { resolve } from 'node:path';
import type { Appliance } from '../assemble.ts';
import { operate } from '../operator.ts';
import { systemActor } from '../platform/access/actor.ts';
import { loadConfig } from '../platform/config/index.ts';
import { SAMPLE_LOG } from '../sample-log.ts';
import { close, start } from '../start.ts';
import { type Imported, importText } from './import.ts';
import { openAppliance } from './open-appliance.ts';
import { untilStopped } from './serve.ts';
import { EXIT, type Io, parseFlags, type Verb } from './verb.ts';

const { file: SAMPLE, name: NAME } = SAMPLE_LOG;

const about = {
  name: 'demo',
  summary: 'Imports the sample log into a data folder of its own and serves it on this machine only.',
  usage: 'demo [--data DIR] [--port N] [--no-wait]',
  flags: [
    { flag: '--data DIR', does: 'the data folder; ./demo-data without' },
    { flag: '--port N', does: 'the first port to try; 8080 without' },
    { flag: '--no-wait', does: 'ends after the import instead of serving' },
  ],
  examples: [{ call: 'demo', does: 'then open the link that it prints' }],
};

const options = { data: { type: 'string' }, port: { type: 'string' }, 'no-wait': { type: 'boolean' } } as const;

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options);
    if (typeof flags === 'number') return flags;
    const data = resolve((flags.values.data as string | undefined) ?? 'demo-data');
    const port = (flags.values.port as string | undefined) ?? '8080';
    const env = {
      ADIT__DATA__FOLDER: data,
      ADIT__SERVER__PORT: port,
      ADIT__SERVER__BIND: '127.0.0.1',
      ADIT__ENGINE__DEFAULT_K: '0',
      ADIT__DATA__MIN_FREE_BYTES: String(64 * 1_048_576), // the sample is small
    };
    const appliance = await openAppliance(
      loadConfig({ file: null, env: { ...env, ADIT__LOG__FILE: `${data}/adit.log` } }),
      'adit demo',
      { demo: true },
    );
    if (flags.values['no-wait']) {
      appliance.events.start();
      appliance.runner.start();
      try {
        await present(appliance, io);
      } finally {
        await appliance.runner.stop(0);
        await close(appliance);
      }
      return EXIT.ok;
    }
    const started = await start(appliance, { nextFreePort: true });
    try {
      await present(appliance, io);
      const { path } = appliance.signIn.issueDemoLink(appliance.tenancy.ensureHome().tenant.id);
      io.stdout(whereText(started.site, started.server.port, path, data));
      await untilStopped(() => appliance.log.reopen());
    } finally {
      await started.stop();
    }
    return EXIT.ok;
  },
} satisfies Verb;

/** Imports the sample unless it is there, and tells its main figures. */
async function present(appliance: Appliance, io: Io): Promise<void> {
  let imported: unknown;
  const command = { do: 'import', file: SAMPLE, dataset: NAME, mode: 'append', mapping: null, timeZone: null } as const;
  await operate(
    appliance,
    command,
    (line) => {
      if ('result' in line) imported = line.result;
    },
    new AbortController().signal,
  );
  const { dataset, report } = imported as Imported;
  const { cases, events } = dataset;
  io.stdout(
    'applied' in report
      ? `${NAME}: ${cases.toLocaleString('en')} cases, ${events.toLocaleString('en')} events, 0 rejected\n`
      : importText(imported as Imported),
  );
  io.stdout(await mapFigures(appliance, dataset.id));
}

interface ProcessMap {
  nodes: { activity: string; count: number; cases: number }[];
  arcs: { from: string; to: string; count: number; medianMs: number | null }[];
}

async function mapFigures(appliance: Appliance, datasetId: string): Promise<string> {
  const home = appliance.tenancy.ensureHome();
  const { version } = appliance.datasets.openDataset(systemActor('demo', home.tenant.id), datasetId);
  const { text } = await appliance.engine.calculate({
    version: { folder: appliance.datasets.folderOf(version!), hash: version!.hash },
    ...{ policy: [], steps: [], calculator: { id: 'process-map', params: {} }, k: 0, deadlineMs: 60_000 },
  });
  const map = JSON.parse(text!) as ProcessMap;
  const arcs = map.arcs.toSorted((a, b) => b.count - a.count).slice(0, 5);
  return [
    `The process map: ${map.nodes.length} activities, ${map.arcs.length} paths. The busiest:`,
    ...arcs.map(
      (a) =>
        `  ${String(a.count).padStart(5)}  ${a.from}  →  ${a.to}${a.medianMs === null ? '' : `  (median ${duration(a.medianMs)})`}`,
    ),
    '',
  ].join('\n');
}

function duration(ms: number): string {
  const units: [string, number][] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ];
  const [unit, size] = units.find(([, size]) => ms >= size) ?? ['ms', 1];
  return `${(ms / size).toFixed(ms / size < 10 && unit !== 'ms' ? 1 : 0)} ${unit}`;
}

const whereText = (url: string, port: number, path: string, data: string): string =>
  [
    '',
    `Open      ${url}${path}`,
    '          once, within 30 minutes, on this machine; start the demo again for a new link',
    `Data      ${data}`,
    'Stop      Ctrl+C',
    `Reset     rm -r '${data}'`,
    `Elsewhere ssh -L ${port}:127.0.0.1:${port} THIS-MACHINE, then open the link there`,
    '',
  ].join('\n');
