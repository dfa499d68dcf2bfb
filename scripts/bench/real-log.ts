import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { CountedTrace } from '../../src/mining/conformance/escaping-edges.ts';
import { collectXes } from '../../tests/collect-xes.ts';
import { sharedData } from '../../tests/shared-data.ts';

/** The variants of a real log with the cases of each. */
export function variantsOf(name: string): CountedTrace[] {
  const { events } = collectXes([gunzipSync(readFileSync(sharedData(`logs/${name}.xes.gz`)))]);
  const traces = new Map<number, string[]>();
  for (const { trace, values } of events) {
    const of = traces.get(trace) ?? [];
    traces.set(trace, of);
    of.push(String(values['concept:name']));
  }
  const counted = new Map<string, CountedTrace>();
  for (const trace of traces.values()) {
    const key = JSON.stringify(trace);
    counted.set(key, { trace, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  return [...counted.values()];
}
