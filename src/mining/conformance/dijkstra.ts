import { fire, indexNet, isEnabled, tokensOf } from '../model/net-index.ts';
import type { PetriNet } from '../model/petri-net.ts';

/**
 * The least cost of aligning a trace with a net, by Dijkstra's algorithm and nothing else: slow, and simple enough to be
 * seen to be right. The other searches are checked against it.
 * @returns null when no final marking can be reached; `spent` when it looked at so many places of the product
 */
export function dijkstraCost(net: PetriNet, trace: readonly string[], mostStates = 1_000_000): number | null | 'spent' {
  const index = indexNet(net);
  const finals = new Set(net.final.map((marking) => `${trace.length} ${tokensOf(marking, net.places.length)}`));
  const buckets: { tokens: Uint32Array; event: number; key: string }[][] = [[]];
  const done = new Set<string>();
  const add = (cost: number, tokens: Uint32Array, event: number) => {
    const key = `${event} ${tokens}`;
    if (done.has(key)) return;
    buckets[cost] ??= [];
    buckets[cost].push({ tokens, event, key });
  };
  add(0, tokensOf(net.initial, net.places.length), 0);
  for (let cost = 0; cost < buckets.length; cost++) {
    for (let at = buckets[cost]?.pop(); at; at = buckets[cost]!.pop()) {
      if (done.has(at.key)) continue;
      done.add(at.key);
      if (finals.has(at.key)) return cost;
      if (done.size > mostStates) return 'spent';
      if (at.event < trace.length) add(cost + 1, at.tokens, at.event + 1);
      for (const [t, { label }] of net.transitions.entries()) {
        if (!isEnabled(index, at.tokens, t)) continue;
        const behind = fire(index, at.tokens, t);
        add(cost + (label === null ? 0 : 1), behind, at.event);
        if (label !== null && label === trace[at.event]) add(cost, behind, at.event + 1);
      }
    }
  }
  return null;
}
