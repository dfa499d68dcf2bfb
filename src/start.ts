import { readFileSync } from 'node:fs';
import type { Appliance } from './assemble.ts';
import { openOperatorSocket } from './operator-socket.ts';
import { type ListenSettings, type RunningServer, startServer } from './platform/http/listen.ts';

export interface Started {
  readonly server: RunningServer;
  /** Where people reach it, with the path below which it lives. */
  readonly site: string;
  /** Path of a single-use link while there is no administrator yet; a demo needs none. */
  readonly setupLink: { path: string; expiresAtMs: number } | null;
  /** Ends in order: no new requests, running ones finish, jobs go back to the queue, everything closes. */
  stop(): Promise<void>;
}

/**
 * Brings an assembled appliance to life: leftovers go, jobs and events run, threads start, the port opens. When it cannot,
 * everything is closed again.
 */
export async function start(appliance: Appliance, options: { nextFreePort?: boolean } = {}): Promise<Started> {
  try {
    return await bringUp(appliance, options);
  } catch (error) {
    await appliance.runner.stop(0);
    await close(appliance);
    throw error;
  }
}

async function bringUp(appliance: Appliance, options: { nextFreePort?: boolean }): Promise<Started> {
  const { log, datasets, tenancy, signIn, events, runner, engine, config } = appliance;
  const removed = await datasets.sweep();
  if (removed.length > 0) log.info('datasets.swept', { folders: removed.length });
  await appliance.uploads.sweep();
  const home = tenancy.ensureHome();
  appliance.calculations.recover();
  events.start();
  runner.start();
  await engine.ready();
  const server = startServer({
    app: appliance.app,
    settings: listenSettings(appliance, options),
    log,
    drain: () => appliance.readiness.drain(),
  });
  appliance.egress.addOwnPort(server.port);
  const site = (config.server.public_url || server.url) + config.server.base_path;
  const socket = openOperatorSocket(appliance, site);
  const maintenance = keepTidy(appliance);
  const bin = keepBin(appliance);
  tell(appliance, 'service.started');
  return {
    ...{ server, site },
    setupLink: appliance.demo ? null : signIn.issueSetupLink(home.tenant.id),
    async stop() {
      const graceMs = config.server.drain_seconds * 1000;
      socket?.drain();
      clearInterval(maintenance);
      await bin.end();
      await server.stop(graceMs);
      appliance.calculations.stop();
      await runner.stop(graceMs);
      await socket?.stop();
      tell(appliance, 'service.stopped');
      await close(appliance);
    },
  };
}

const TIDY_EVERY_MS = 3_600_000;
/** Delivered events are kept this long, for pages that come back and ask what they missed. */
const KEEP_EVENTS_MS = 7 * 86_400_000;
/** Calculations in the background that ended stay on their owner’s list so long. */
const KEEP_ANALYSES_MS = 30 * 86_400_000;

const EMPTY_BIN_EVERY_MS = 60_000;

/** Removes for good what was deleted long enough ago, and files that had to wait: now, and again each minute. */
function keepBin({ bin, log }: Appliance): { end(): Promise<void> } {
  let running: Promise<void> | null = null;
  const empty = () => {
    running ??= bin
      .empty()
      .then((removed) => {
        if (removed > 0) log.info('bin.emptied', { removed });
      })
      .catch((error) => log.error('bin.cannotEmpty', { error: String(error) }))
      .finally(() => {
        running = null;
      });
  };
  empty();
  const timer = setInterval(empty, EMPTY_BIN_EVERY_MS);
  timer.unref();
  return {
    end: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** Forgets ended jobs and delivered events that are old enough: now, and again from time to time. */
function keepTidy({ jobs, events, uploads, log, config, calculations }: Appliance): ReturnType<typeof setInterval> {
  const tidy = () => {
    jobs.prune(config.jobs.keep_days * 86_400_000);
    events.prune(KEEP_EVENTS_MS);
    calculations.prune(KEEP_ANALYSES_MS);
  };
  tidy();
  const timer = setInterval(() => {
    tidy();
    uploads.sweep().catch((error) => log.error('uploads.cannotSweep', { error: String(error) }));
  }, TIDY_EVERY_MS);
  timer.unref();
  return timer;
}

/** Closes what was assembled and never started, or has been stopped. */
export async function close(appliance: Appliance): Promise<void> {
  await appliance.events.stop();
  await appliance.engine.stop();
  appliance.close();
}

function tell({ db, events, newId, bootId }: Appliance, type: 'service.started' | 'service.stopped'): void {
  db.transaction((tx) => events.publish(tx, { type, tenant: null, correlationId: newId(), payload: { boot: bootId } }));
}

function listenSettings({ config }: Appliance, options: { nextFreePort?: boolean }): ListenSettings {
  const { server } = config;
  const { cert_file: cert, key_file: key, min_version: minVersion } = server.tls;
  return {
    host: server.bind,
    port: server.port,
    tls: cert ? { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8'), minVersion } : null,
    trustedProxies: server.trusted_proxies,
    allowPlainHttp: server.allow_plain_http,
    nextFreePort: options.nextFreePort ?? false,
  };
}
