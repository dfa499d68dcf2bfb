import { connectorSettings } from './assemble-settings.ts';
import { BUILD } from './build-info.ts';
import { AnalystSql } from './engine/analyst-sql/analyst-sql.ts';
import { ConnectorHost } from './engine/connect/connector-host.ts';
import { connectorTypes } from './engine/connect/connector-types.ts';
import { Engine } from './engine/engine.ts';
import { loadPlugIns } from './engine/plug-ins/load-plug-ins.ts';
import { createRegistry } from './engine/registry.ts';
import type { Foundations } from './foundations.ts';

/** What one statement of an analyst may take; what does not fit into this memory is spilled to the disk. */
const MOST_STATEMENT_BYTES = 1e9;
const MOST_STATEMENT_MS = 30_000;

/** The registry, the worker threads, and customers' plug-ins. A built-in that cannot load stops the start here. */
export async function mineWith({
  config,
  cacheFolder,
  roots,
  regions,
  clock,
  newId,
  log,
  threads,
  sqlMemoryBytes,
  egress,
}: Foundations) {
  const registry = createRegistry();
  const limits = { memoryBytes: sqlMemoryBytes, timeoutMs: config.server.request_timeout_seconds * 1000 };
  const { shipped, external } = await loadPlugIns(registry, config.plugins, limits);
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
  const analystSql = new AnalystSql({
    ...{
      engine,
      caches: { usual: cacheFolder, regions },
      newId,
      memoryBytes: Math.min(sqlMemoryBytes, MOST_STATEMENT_BYTES),
    },
    timeLimitMs: Math.min(config.server.request_timeout_seconds * 1000, MOST_STATEMENT_MS),
  });
  const connectors = new ConnectorHost(() => connectorSettings(config, egress), egress.denied);
  return { engine, analystSql, external, shipped, connectors, connectorTypes: connectorTypes(shipped, external) };
}
