import { type Bits, noBits, setBit } from '#sdk';
import { casesWithEvents } from '../views/cases-with.ts';
import type { Selection } from '../views/selection.ts';
import { type MemoryEvent, type MemoryLog, type MemoryValue, memoryLog } from './memory-log.ts';

export interface RandomLogOptions {
  segmentEvents?: number;
  /** Most cases. */
  cases?: number;
  /** Share of times that are missing. */
  missing?: number;
  /** Whether events have starts. */
  starts?: boolean;
}

/** Names of all sorts: equal up to case, outside ASCII, composed and decomposed, beyond the first plane. */
const NAMES = ['register', 'Register', 'prüfen', 'pru\u0308fen', '決定', 'pay 💶', 'z'];
const HOUR = 3_600_000;

/** Numbers 0 ≤ x < 1 from a seed (mulberry32): the same everywhere, for tests and samples. */
export function seededNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A log made by chance from a seed, with all that makes logs hard: equal times, cases of one event, times before 1970,
 * missing times, resources and attributes. The rows do not depend on `segmentEvents`.
 */
export function randomLog(seed: number, options: RandomLogOptions = {}): MemoryLog {
  const random = seededNumbers(seed);
  const below = (n: number) => Math.floor(random() * n);
  const missing = options.missing ?? 0.05;
  const cases = 1 + below(options.cases ?? 40);
  const activities = 1 + below(NAMES.length);
  const rows: MemoryEvent[] = [];
  const caseAttributes: Record<string, Record<string, MemoryValue>> = {};
  for (let c = 0; c < cases; c++) {
    const id = `case ${c}`;
    caseAttributes[id] = { channel: ['web', 'shop', null][below(3)]!, amount: random() < 0.1 ? null : below(500) };
    let time = (below(40) - 10) * 24 * HOUR;
    const length = random() < 0.2 ? 1 : 1 + below(9);
    for (let e = 0; e < length; e++) {
      time += below(4) * HOUR;
      const row: MemoryEvent = { case: id, activity: NAMES[below(activities)]! };
      if (random() >= missing) row.time = time;
      if (options.starts !== false && random() < 0.8) row.start = time - below(3) * 600_000;
      if (random() < 0.9) row.resource = ['Ann', 'Bob', 'Çem'][below(3)]!;
      row.attributes = { cost: random() < 0.3 ? null : below(20), urgent: random() < 0.5 };
      rows.push(row);
    }
  }
  const { segmentEvents } = options;
  return memoryLog(rows, { caseAttributes, ...(segmentEvents === undefined ? {} : { segmentEvents }) });
}

/** Some of the cases, or some of the events and of the cases that keep any, by a seed. */
export function randomSelection(memory: MemoryLog, seed: number, of: 'cases' | 'events'): Selection {
  const random = seededNumbers(seed);
  const some = (length: number, share: number): Bits => {
    const bits = noBits(length);
    for (let i = 0; i < length; i++) if (random() < share) setBit(bits, i);
    return bits;
  };
  const cases = memory.segments.map((s) => some(s.cases, 0.6));
  if (of === 'cases') return { cases, events: null };
  const events = memory.segments.map((s) => some(s.events, 0.6));
  return {
    cases: memory.segments.map((s, i) => casesWithEvents(s, events[i]!).map((word, w) => word & cases[i]![w]!)),
    events,
  };
}
