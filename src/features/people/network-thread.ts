import { AskedThread } from '../../platform/threads/index.ts';
import type { Drawing, drawNetwork } from './network-drawing.ts';
import type { NetworkTask } from './network-worker.ts';

/** Draws a network on a thread of its own: where each of many people stands takes longer than anybody else may wait. */
export type DrawNetwork = (...network: Parameters<typeof drawNetwork>) => Promise<Drawing>;

export function networkThread(): DrawNetwork {
  let thread: AskedThread<NetworkTask, Drawing> | null = null;
  return (people, handovers) => {
    if (!thread || thread.ended) thread = new AskedThread(new URL('./network-worker.ts', import.meta.url), 'networks');
    return thread.ask({ people, handovers });
  };
}
