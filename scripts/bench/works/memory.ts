import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { bytesOf } from '../measure.ts';
import { writeRandomVersion } from '../write-version.ts';

/** What every log has; ids of cases and attributes come on top. */
const CORE = /\/(offsets|activity|time|start-time|resource|case-start|case-end|variant|variant-first)\.col$/;

/** Bytes of the core columns on disk for each event, without and with a start time. */
export function measureMemory(bench: Bench): void {
  const events = Math.min(1e6, bench.settings.sizes.at(-1)!);
  for (const [starts, toReach] of [
    [false, 16],
    [true, 24],
  ] as const) {
    const folder = join(bench.settings.folder, `columns-${starts}`);
    writeRandomVersion(folder, events, { starts });
    const bytes = bytesOf(folder, CORE) / events;
    bench.add({
      ...{
        group: 'memory',
        work: `core columns${starts ? ' with a start time' : ''}, bytes of each event`,
        events,
        toReach,
      },
      ...{ unit: 'bytes', value: { median: bytes, least: bytes, most: bytes } },
    });
    rmSync(folder, { recursive: true, force: true });
  }
}
