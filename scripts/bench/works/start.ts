import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { type Spread, spreadOf } from '../measure.ts';
import { memoryOf } from '../memory-of.ts';
import { publish } from '../publish.ts';
import { ServerChild } from '../server-child.ts';
import { writeRandomVersion } from '../write-version.ts';

const DATASETS = 200;
/** Until what a start leaves behind was collected. */
const SETTLE_MS = 3000;

/** From the start of the process to ready, and what an idle server holds. */
export async function measureStart(bench: Bench): Promise<void> {
  const { folder, binary } = bench.settings;
  const source = binary ? null : 'from the source; the binary is faster';
  const empty = join(folder, 'start-empty');
  const start = (value: Spread, what: string, toReach: number) =>
    bench.add({ group: 'start', work: `start to ready, ${what}`, events: null, value, toReach, note: source });
  start(await starts(bench, empty), 'empty', 500);
  await idle(bench, empty);
  const full = join(folder, 'start-full');
  const names = Array.from({ length: DATASETS }, (_, i) => `Dataset ${i + 1}`);
  const version = join(folder, 'start-version');
  const manifest = writeRandomVersion(version, 1_000);
  await publish(full, names, (into) => {
    cpSync(version, into, { recursive: true });
    return manifest;
  });
  start(await starts(bench, full), `${DATASETS} datasets`, 2000);
  for (const made of [empty, full, version]) rmSync(made, { recursive: true, force: true });
}

async function starts({ settings: { runs, threads, binary } }: Bench, dataFolder: string): Promise<Spread> {
  const times: number[] = [];
  for (let i = 0; i <= runs; i++) {
    await using server = await ServerChild.start({ dataFolder, threads, binary });
    if (i > 0) times.push(server.readyMs);
  }
  return spreadOf(times);
}

async function idle(bench: Bench, dataFolder: string): Promise<void> {
  const { threads, binary } = bench.settings;
  await using server = await ServerChild.start({ dataFolder, threads, binary });
  await Bun.sleep(SETTLE_MS);
  const { resident, anonymous } = memoryOf(server.pid)!;
  for (const [what, bytes, toReach] of [
    ['resident', resident, 130],
    ['its own, without mapped files', anonymous, null],
  ] as const) {
    const mb = bytes / 1e6;
    bench.add({
      ...{ group: 'start', work: `idle memory of the server: ${what}`, events: null, unit: 'MB', toReach },
      ...{ value: { median: mb, least: mb, most: mb }, note: `${threads} threads` },
    });
  }
}
