import { gunzipSync } from 'node:zlib';
import { sharedData } from '../shared-data.ts';

/** One event of a XES file as it is written there. */
export interface WrittenEvent {
  activity: string;
  lifecycle: string;
  time: string;
  /** Empty where the event has none. */
  resource: string;
}

const MARK =
  /<trace>|<event>|<\/event>|<(?:string|date) key="(concept:name|lifecycle:transition|time:timestamp|org:resource)" value="([^"]*)"/g;
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const plain = (text: string): string => text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

/** The traces of a XES file by regular expressions: a second reading that shares nothing with the product's reader. */
export async function writtenLog(name: string): Promise<WrittenEvent[][]> {
  const bytes = new Uint8Array(await Bun.file(sharedData(`logs/${name}`)).arrayBuffer());
  const text = new TextDecoder().decode(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  const traces: WrittenEvent[][] = [];
  let event: WrittenEvent | null = null;
  for (const [mark, key, value] of text.matchAll(MARK)) {
    if (mark === '<trace>') traces.push([]);
    else if (mark === '<event>') event = { activity: '', lifecycle: '', time: '', resource: '' };
    else if (mark === '</event>') {
      traces.at(-1)!.push(event!);
      event = null;
    } else if (event && key === 'concept:name') event.activity = plain(value!);
    else if (event && key === 'lifecycle:transition') event.lifecycle = value!;
    else if (event && key === 'time:timestamp') event.time = value!;
    else if (event && key === 'org:resource') event.resource = plain(value!);
  }
  return traces;
}

/** Milliseconds of a written time: the instant that it means. */
export const instant = (written: string): number => Date.parse(written);

/** Milliseconds of a written time whose offset is dropped, as if all clocks stood at Greenwich. */
export const wallTime = (written: string): number => Date.parse(written.replace(/(Z|[+-]\d\d:\d\d)$/, 'Z'));

export interface Statistics {
  count: number;
  meanMs: number;
  medianMs: number;
  minMs: number;
  maxMs: number;
  sumMs: number;
}

/** By the definitions: the median of an even number of values is the mean of the middle two. */
export function statisticsOf(values: readonly number[]): Statistics {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const sumMs = sorted.reduce((total, v) => total + v, 0);
  return {
    count: sorted.length,
    meanMs: sumMs / sorted.length,
    medianMs: sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2,
    minMs: sorted[0]!,
    maxMs: sorted.at(-1)!,
    sumMs,
  };
}

/** Recomputed from the written events alone: arcs by `from → to`, and durations of cases. */
export function recompute(
  traces: readonly WrittenEvent[][],
  timeOf: (written: string) => number,
  nameOf = (event: WrittenEvent) => event.activity,
): { arcs: Map<string, Statistics>; cases: Statistics } {
  const between = new Map<string, number[]>();
  const spans: number[] = [];
  for (const trace of traces) {
    // Equal times keep the order of the file.
    const events = trace.map((e) => ({ name: nameOf(e), at: timeOf(e.time) })).sort((a, b) => a.at - b.at);
    if (events.length > 0) spans.push(events.at(-1)!.at - events[0]!.at);
    for (let i = 1; i < events.length; i++) {
      const arc = arcName(events[i - 1]!.name, events[i]!.name);
      const known = between.get(arc);
      if (known) known.push(events[i]!.at - events[i - 1]!.at);
      else between.set(arc, [events[i]!.at - events[i - 1]!.at]);
    }
  }
  return {
    arcs: new Map([...between].map(([arc, values]) => [arc, statisticsOf(values)])),
    cases: statisticsOf(spans),
  };
}

export const arcName = (from: string, to: string): string => `${from} → ${to}`;
