import { loadPlugIns } from '../engine/plug-ins/load-plug-ins.ts';
import { createRegistry } from '../engine/registry.ts';
import type { Config } from '../platform/config/index.ts';

const LIMITS = { memoryBytes: 1_000e6, timeoutMs: 10_000 };

/** What a verb finds that asks no server: built in, shipped, and in the configured folder. */
export async function localPlugIns({ plugins }: Config) {
  const registry = createRegistry();
  return { registry, ...(await loadPlugIns(registry, plugins, LIMITS)) };
}
