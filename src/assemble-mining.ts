import { BUILD } from './build-info.ts';
import { Engine } from './engine/engine.ts';
import { ExternalPlugIns } from './engine/plug-ins/external.ts';
import { loadShipped } from './engine/plug-ins/shipped.ts';
import { createRegistry } from './engine/registry.ts';
import type { Foundations } from './foundations.ts';

/** The registry, the worker threads, and customers' plug-ins. A built-in that cannot load stops the start here. */
export async function mineWith({
  config,
  cacheFolder,
  roots,
  regions,
  clock,
  log,
  threads,
  sqlMemoryBytes,
}: Foundations) {
  const registry = createRegistry();
  const taken = new Set([...registry.filters.keys(), ...registry.calculators.keys(), ...registry.enrichments.keys()]);
  const limits = { memoryBytes: sqlMemoryBytes, timeoutMs: config.server.request_timeout_seconds * 1000 };
  const shipped = await loadShipped();
  const external = config.plugins.folder
    ? await ExternalPlugIns.load(config.plugins.folder, config.plugins.allow, limits, taken)
    : ExternalPlugIns.none(limits);
  for (const plugIn of external.status) {
    if (plugIn.state === 'loaded') log.info('plugin.loaded', { plugin: plugIn.name });
    else log.warn('plugin.notLoaded', { plugin: plugIn.name, reason: plugIn.reason });
  }
  const half = Math.floor(config.engine.cache_bytes / 2);
  const engine = new Engine({
    ...{ registry, threads, sqlMemoryBytes, cacheFolder, external, build: BUILD, now: clock.now },
    ...{ selectionBytes: half, resultBytes: half, dataFolders: Object.values(roots), regions },
    onDefect: (error) => log.error('engine.defect', { error: String(error.stack ?? error) }),
  });
  return { engine, external, shipped };
}
