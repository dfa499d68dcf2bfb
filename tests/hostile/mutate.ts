/**
 * `bun tests/hostile/mutate.ts FORMAT SEED FROM COUNT`: imports mutated files, as the import child does it, one after the
 * other. Says the number of each before it is begun and what came of it after, so that whoever watches knows which
 * one crashed or hung.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#sdk';
import { importInChild } from '../../src/engine/import/import-child.ts';
import { DEFAULT_LIMITS, type ImportReport } from '../../src/engine/import/import-job.ts';
import { type Format, mutated } from './mutations.ts';

const [format, seed, from, count] = process.argv.slice(2) as [Format, string, string, string];
const folder = mkdtempSync(join(tmpdir(), 'adit-mutate-'));

/** One word: `read`, or the fault; anything that is neither is a defect. */
async function outcome(number: number): Promise<string> {
  const file = join(folder, `${number}.${format}`);
  const into = join(folder, `${number}`);
  writeFileSync(file, mutated(format, Number(seed), number));
  try {
    return judge(
      await importInChild(
        {
          ...{ file, into, base: null, mapping: null, timeZone: 'Europe/Berlin', rejects: { stop: 'never' } },
          ...{ limits: DEFAULT_LIMITS, threads: 1, memoryBytes: 400e6, tempFolder: join(folder, 'spill') },
        },
        () => {},
      ),
    );
  } catch (error) {
    if (error instanceof AppError && error.fault !== 'internal') return `fault ${error.fault} ${error.code}`;
    return `defect ${(error as Error).stack ?? error}`;
  } finally {
    for (const path of [file, into]) rmSync(path, { recursive: true, force: true });
  }
}

/** A report must add up. */
function judge({ read, accepted, rejected, events, cases }: ImportReport): string {
  const adds = read === accepted + rejected.count && events === accepted && cases > 0 && cases <= events;
  return adds ? 'read' : `defect the report does not add up: ${JSON.stringify({ read, accepted, events, cases })}`;
}

try {
  for (let number = Number(from); number < Number(from) + Number(count); number++) {
    process.stdout.write(`${number} begun\n`);
    process.stdout.write(`${number} ${(await outcome(number)).replaceAll('\n', ' | ')}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0); // databases of this process are still open
