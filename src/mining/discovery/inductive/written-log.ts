import { byBytes } from '../../log/byte-order.ts';
import { type SubLog, SubLogBuilder } from './sub-log.ts';

/** Cases, and the trace that they took. */
export type Counted = readonly [cases: number, trace: readonly string[]];

/** A log from traces as they are written: for tests and samples. */
export function logOf(traces: readonly Counted[]): { log: SubLog; names: string[] } {
  const names = [...new Set(traces.flatMap(([, trace]) => trace))].sort(byBytes);
  const number = new Map(names.map((name, i) => [name, i]));
  const builder = new SubLogBuilder([...names.keys()]);
  for (const [cases, trace] of traces) {
    for (const name of trace) builder.event(number.get(name)!);
    builder.trace(cases);
  }
  return { log: builder.done(), names };
}
