import type { NetIndex } from '../model/net-index.ts';

/**
 * The silent steps that can fill the places of some transitions, or those of such steps, rising: what is done to enable one
 * of them by silent steps needs no others.
 */
export function silentCone(index: NetIndex, silent: Uint8Array, transitions: readonly number[]): number[] {
  const { producers, inputStart, inputPlace } = index;
  const inputsOf = (t: number) => inputPlace.subarray(inputStart[t], inputStart[t + 1]);
  const cone = new Set<number>();
  const places = new Set(transitions.flatMap((t) => [...inputsOf(t)]));
  for (const place of places) {
    for (const t of producers[place]!) {
      if (!silent[t] || cone.has(t)) continue;
      cone.add(t);
      for (const input of inputsOf(t)) places.add(input);
    }
  }
  return [...cone].sort((a, b) => a - b);
}
