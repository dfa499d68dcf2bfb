/**
 * Damaged files: each ends in a report that adds up or in a fault of the closed list; none crashes or hangs the process.
 * `ADIT_TEST_MUTATIONS=10000 bun test tests/hostile/mutations.test.ts` tries more; `ADIT_TEST_SEED` others.
 */
import { expect, test } from 'bun:test';
import { resolve } from 'node:path';
import { FAULTS } from '#sdk';
import { FORMATS, type Format, mutated } from './mutations.ts';

const COUNT = Number(process.env.ADIT_TEST_MUTATIONS ?? 100);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
/** Files that one process reads, and how long it may be silent: a busy machine is no fault. */
const BATCH = 100;
const SILENCE_MS = 60_000;

/** What came of a batch, by number; what was begun and never ended, as `crashed` or `hung`. */
async function outcomes(format: Format, from: number, count: number): Promise<Map<number, string>> {
  const script = resolve(import.meta.dir, 'mutate.ts');
  const child = Bun.spawn([process.execPath, script, format, String(SEED), String(from), String(count)], {
    ...{ stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' },
  });
  const found = new Map<number, string>();
  let hung = false;
  const watch = () =>
    setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, SILENCE_MS);
  let timer = watch();
  let rest = '';
  for await (const chunk of child.stdout) {
    clearTimeout(timer);
    timer = watch();
    const lines = (rest + new TextDecoder().decode(chunk)).split('\n');
    rest = lines.pop()!;
    for (const line of lines) found.set(Number.parseInt(line, 10), line.slice(line.indexOf(' ') + 1));
  }
  clearTimeout(timer);
  await child.exited;
  for (const [number, outcome] of found)
    if (outcome === 'begun') found.set(number, hung ? 'hung' : `crashed (${child.signalCode ?? child.exitCode})`);
  if (found.size < count && ![...found.values()].some((o) => o === 'hung' || o.startsWith('crashed')))
    throw new Error(`The process ended early: ${await new Response(child.stderr).text()}`);
  return found;
}

const isRight = (outcome: string): boolean => {
  const [word, fault] = outcome.split(' ');
  return word === 'read' || (word === 'fault' && FAULTS.includes(fault as never));
};

test.each(FORMATS)(
  `${COUNT} damaged files: %s`,
  async (format) => {
    const found: string[] = [];
    const wrong: string[] = [];
    for (let from = 0; from < COUNT; from += BATCH) {
      for (const [number, outcome] of await outcomes(format, from, Math.min(BATCH, COUNT - from))) {
        found.push(outcome);
        if (!isRight(outcome)) wrong.push(`${format}, seed ${SEED}, number ${number}: ${outcome}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(found.length).toBe(COUNT);
    // The mutations are neither too mild nor too wild: some files are read, some are refused.
    const read = found.filter((outcome) => outcome === 'read').length;
    expect([read > 0, read < COUNT]).toEqual([true, true]);
  },
  SILENCE_MS + COUNT * 2_000,
);

test('the same number is the same file', () => {
  for (const format of FORMATS) expect(Buffer.compare(mutated(format, SEED, 7), mutated(format, SEED, 7))).toBe(0);
});
