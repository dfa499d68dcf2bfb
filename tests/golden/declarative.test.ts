/** Declarative models of a real log against the definitions, read by another reader and evaluated event by event. */
import { afterAll, expect, test } from 'bun:test';
import { TEMPLATES } from '../../src/mining/model/declare.ts';
import { activationsByEvents } from '../../src/mining/model/declare-by-events.ts';
import { MinedLogs } from './mined-log.ts';
import { instant, writtenLog } from './written-log.ts';

const logs = new MinedLogs();
const TIMEOUT_MS = 120_000;
afterAll(() => logs[Symbol.asyncDispose]());

const sepsis = writtenLog('Sepsis.xes.gz').then((traces) =>
  traces.map((events) => events.toSorted((a, b) => instant(a.time) - instant(b.time))),
);

/** What the definitions say of a constraint in one trace. */
function inTrace(template: string, n: number, [a = '', b]: readonly string[], trace: readonly string[]) {
  if (b !== undefined) return activationsByEvents(template, trace, a, b);
  const count = trace.filter((name) => name === a).length;
  const met: Record<string, boolean> = {
    ...{ init: trace[0] === a, end: trace.at(-1) === a },
    ...{ existence: count >= n, absence: count < n, exactly: count === n },
  };
  return { activations: 1, fulfilled: Number(met[template]!) };
}

test(
  'Sepsis: every constraint that is found, and none is missed',
  async () => {
    const traces = (await sepsis).map((events) => events.map(({ activity }) => activity));
    const templates = TEMPLATES.map(({ id }) => id).filter((id) => !id.endsWith('choice'));
    const params = { templates, minimumSupport: 0.3, minimumConfidence: 0.8, minimumActivityShare: 0, prune: false };
    const { constraints, total } = await logs.mine('Sepsis.xes.gz', 'declare-model', { ...params, limit: 100_000 });
    expect(constraints.length).toBe(total);
    const found = new Map<string, object>(
      // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
      constraints.map((c: any) => [
        JSON.stringify([c.template, c.n, c.activities]),
        [c.fulfilled, c.violated, c.vacuous, c.activations, c.fulfilledActivations],
      ]),
    );
    const names = [...new Set(traces.flat())];
    let holding = 0;
    for (const { id, kind, ...template } of TEMPLATES.filter((t) => templates.includes(t.id))) {
      const symmetric = 'symmetric' in template && template.symmetric;
      const numbers = 'numbered' in template && template.numbered ? [1, 2, 3] : [1];
      const places = kind === 'unary' ? names.map((a) => [a]) : names.flatMap((a) => names.map((b) => [a, b]));
      for (const activities of places) {
        if (activities[0] === activities[1] || (symmetric && activities[0]! > activities[1]!)) continue;
        for (const n of numbers) {
          const sum = [0, 0, 0, 0, 0] as [number, number, number, number, number];
          for (const trace of traces) {
            const { activations, fulfilled } = inTrace(id, n, activities, trace);
            sum[activations === 0 ? 2 : fulfilled === activations ? 0 : 1]++;
            sum[3] += activations;
            sum[4] += fulfilled;
          }
          const key = JSON.stringify([id, n, activities]);
          const holds = sum[0] >= 0.3 * traces.length && sum[0] >= 0.8 * (sum[0] + sum[1]);
          if (holds) holding++;
          expect([key, found.get(key)]).toEqual([key, holds ? sum : undefined]);
        }
      }
    }
    expect(holding).toBe(total);
  },
  TIMEOUT_MS,
);

test(
  'Sepsis: mean and standard deviation between every two activities',
  async () => {
    const times = new Map<string, number[]>();
    for (const events of await sepsis)
      events.forEach((to, j) => {
        for (const from of events.slice(0, j)) {
          const pair = JSON.stringify([from.activity, to.activity]);
          const known = times.get(pair) ?? [];
          times.set(pair, known);
          known.push(instant(to.time) - instant(from.time));
        }
      });
    const { items, total } = await logs.mine('Sepsis.xes.gz', 'temporal-deviations', { limit: 200_000, zeta: 2 });
    expect([items.length, total]).toEqual([times.size, times.size]);
    for (const { from, to, count, meanMs, stdDevMs, deviations } of items) {
      const of = times.get(JSON.stringify([from, to]))!;
      const mean = of.reduce((x, y) => x + y, 0) / of.length;
      const stdDev = of.length === 1 ? 0 : Math.sqrt(of.reduce((s, x) => s + (x - mean) ** 2, 0) / (of.length - 1));
      const outside = of.filter((x) => Math.abs(x - meanMs) > 2 * stdDevMs + 0.001).length;
      expect([from, to, count, deviations]).toEqual([from, to, of.length, outside]);
      expect(Math.abs(meanMs - mean)).toBeLessThanOrEqual(1e-9 * Math.abs(mean) + 1e-6);
      expect(Math.abs(stdDevMs - stdDev)).toBeLessThanOrEqual(1e-9 * stdDev + 1e-6);
    }
  },
  TIMEOUT_MS,
);
