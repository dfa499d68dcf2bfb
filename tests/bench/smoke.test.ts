import { afterAll, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { WORKS } from '../../scripts/bench/figure.ts';
import { hasMariadb } from '../connectors/real-mariadb.ts';
import { POSTGRES } from '../connectors/real-postgres.ts';

interface Answer {
  machine: Record<string, unknown>;
  figures: {
    group: string;
    work: string;
    unit: string;
    events: number | null;
    value: { median: number; least: number; most: number };
    perEventNs: number | null;
    peer: unknown;
    ratio: number | null;
  }[];
  slopes: { work: string; costs: { events: number; ns: number }[]; growth: number }[];
  notes: string[];
}

const temporary = mkdtempSync(join(tmpdir(), 'adit-test-'));
// The databases of the work "connections" run by accounts of their own, which must find their folders in here.
chmodSync(temporary, 0o711);
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

async function bench(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const script = resolve(import.meta.dir, '../../scripts/bench/index.ts');
  const env = { ...process.env, TMPDIR: temporary };
  const child = Bun.spawn([process.execPath, script, ...args], { env, stdout: 'pipe', stderr: 'pipe' });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, err };
}

// No time is asserted: how long something takes depends on what else the machine does.
test('the smallest bench measures every work, as JSON, and leaves nothing behind', async () => {
  const { code, out, err } = await bench('--events', '0.02,0.05', '--runs', '1', '--threads', '2', '--json');
  expect(code, err).toBe(0);
  const { machine, figures, slopes, notes } = JSON.parse(out) as Answer;
  expect(machine.cores).toBeGreaterThan(0);
  const hasDatabase = POSTGRES !== null || hasMariadb;
  expect(new Set(figures.map((f) => f.group))).toEqual(
    new Set(WORKS.filter((work) => work !== 'connections' || hasDatabase)),
  );
  for (const { work, value, unit, events, perEventNs } of figures) {
    // Memory need not grow.
    if (unit === 'MB') expect(value.median, work).toBeGreaterThanOrEqual(0);
    else expect(value.median, work).toBeGreaterThan(0);
    expect(value.least, work).toBeLessThanOrEqual(value.median);
    expect(value.most, work).toBeGreaterThanOrEqual(value.median);
    if (unit === 'ms' && events !== null) expect(perEventNs, work).toBeCloseTo((value.median * 1e6) / events);
    else expect(perEventNs, work).toBeNull();
  }
  const kernel = slopes.find((s) => s.work === 'dfg kernel: count');
  expect(kernel?.costs.map((c) => c.events)).toEqual([20_000, 50_000]);
  expect(notes.some((note) => note.includes('PM4Py 2.7.14'))).toBe(true);
  expect(readdirSync(temporary)).toEqual([]);
}, 300_000);

test('an unknown work is refused with the list', async () => {
  const { code, err } = await bench('--only', 'mapp');
  expect(code).toBe(2);
  expect(err).toContain('There is no work "mapp". Works: map, variants');
  expect(readdirSync(temporary)).toEqual([]);
});
