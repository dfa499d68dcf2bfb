/** A peer's time for one work on one log, as it was measured beside Adit. */
export interface Peer {
  tool: string;
  /** Milliseconds, the fastest and the slowest of its runs. */
  leastMs: number;
  mostMs: number;
  /** What it did, where that is less than what Adit does. */
  only?: string;
}

export const PEERS_NOTE =
  'Peers: PM4Py 2.7.14 (pandas, its fastest routes) and rust4pm 0.5.6 (release build), medians of three, on a machine with two cores and 24 GB under other load: compare ratios, not seconds.';

/** On 5 million events, 500,000 cases, 20 activities, 125,049 variants. */
export const AT_5_MILLION = {
  graph: { tool: 'PM4Py', leastMs: 11_800, mostMs: 12_600 },
  durations: { tool: 'PM4Py', leastMs: 12_600, mostMs: 13_700 },
  variants: { tool: 'PM4Py', leastMs: 1_600, mostMs: 2_400 },
  csv: { tool: 'PM4Py', leastMs: 19_400, mostMs: 20_100, only: 'parse' },
  im: { tool: 'PM4Py', leastMs: 10_900, mostMs: 20_000 },
  imf: { tool: 'PM4Py', leastMs: 11_400, mostMs: 20_000 },
  alpha: { tool: 'PM4Py', leastMs: 11_800, mostMs: 11_800 },
  heuristics: { tool: 'PM4Py', leastMs: 31_900, mostMs: 53_000 },
} as const satisfies Record<string, Peer>;

/** On the log of road traffic fines, 561,470 events. */
export const ON_ROAD_TRAFFIC = {
  xes: { tool: 'PM4Py', leastMs: 9_100, mostMs: 10_700, only: 'parse' },
  xesRust: { tool: 'rust4pm', leastMs: 1_330, mostMs: 1_330, only: 'parse' },
} as const satisfies Record<string, Peer>;
