import type { Appliance } from './assemble.ts';
import { finishRotation } from './finish-rotation.ts';
import { openOperatorSocket } from './operator-socket.ts';
import type { LoadedConfig } from './platform/config/index.ts';
import type { EventType, NewEvent } from './platform/events/index.ts';
import type { Certificate } from './platform/http/certificate.ts';
import { type ListenSettings, type RunningServer, startServer } from './platform/http/listen.ts';
import { takeOver } from './reload.ts';

export interface Started {
  readonly server: RunningServer;
  /** Where people reach it, with the path below which it lives. */
  readonly site: string;
  /** Path of a single-use link while there is no administrator yet; a demo needs none. */
  readonly setupLink: { path: string; expiresAtMs: number } | null;
  /** Reads the configuration and the certificate anew, as SIGHUP asks. */
  reload(): Promise<void>;
  /** Ends in order: no new requests, running ones finish, jobs go back to the queue, everything closes. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly nextFreePort?: boolean;
  /** Reads the configuration as the start did; without it, a reload looks at the certificate only. */
  readonly reread?: () => LoadedConfig;
}

/**
 * Brings an assembled appliance to life: leftovers go, jobs and events run, threads start, the port opens. When it cannot,
 * everything is closed again.
 */
export async function start(appliance: Appliance, options: StartOptions = {}): Promise<Started> {
  try {
    return await bringUp(appliance, options);
  } catch (error) {
    await appliance.runner.stop(0);
    await appliance.webhooks.stop();
    await close(appliance);
    throw error;
  }
}

async function bringUp(appliance: Appliance, options: StartOptions): Promise<Started> {
  const { log, datasets, tenancy, signIn, events, runner, engine, config, certificate } = appliance;
  const removed = await datasets.sweep();
  if (removed.length > 0) log.info('datasets.swept', { folders: removed.length });
  await appliance.uploads.sweep();
  const home = tenancy.ensureHome();
  appliance.calculations.recover();
  events.start();
  appliance.auditKeeper.start();
  runner.start();
  appliance.webhooks.start();
  await engine.ready();
  const server = startServer({
    app: appliance.app,
    settings: listenSettings(appliance, await certificate.open(), options),
    log,
    drain: () => appliance.readiness.drain(),
  });
  appliance.egress.addOwnPort(server.port);
  certificate.follow((pair) => server.useCertificate(pair));
  const site = (config.server.public_url || server.url) + config.server.base_path;
  const socket = openOperatorSocket(appliance, site);
  appliance.schedules.start();
  const rotation = finishRotation(appliance);
  const health = setInterval(() => void tellLostHealth(appliance), LOOK_AT_HEALTH_EVERY_MS);
  health.unref();
  const looking = setInterval(() => void certificate.look(), LOOK_AT_CERTIFICATE_EVERY_MS);
  looking.unref();
  const { bootId: boot, migrated: applied } = appliance;
  if (applied.length > 0) tell(appliance, 'migration.completed', { applied });
  tell(appliance, 'service.started', { boot });
  return {
    ...{ server, site },
    setupLink: appliance.demo ? null : signIn.issueSetupLink(home.tenant.id),
    async reload() {
      if (options.reread) takeOver(appliance, options.reread);
      await certificate.look();
    },
    async stop() {
      const graceMs = config.server.drain_seconds * 1000;
      socket?.drain();
      appliance.schedules.stop();
      clearInterval(looking);
      clearInterval(health);
      await rotation.end();
      await server.stop(graceMs);
      appliance.calculations.stop();
      await runner.stop(graceMs);
      await appliance.webhooks.stop();
      await socket?.stop();
      tell(appliance, 'service.stopped', { boot });
      await close(appliance);
    },
  };
}

const LOOK_AT_CERTIFICATE_EVERY_MS = 60_000;
const LOOK_AT_HEALTH_EVERY_MS = 60_000;

/** Says so when what could work cannot any more; a database that is ill cannot be told, and the log has it. */
async function tellLostHealth(appliance: Appliance): Promise<void> {
  try {
    const check = await appliance.readiness.lookForLoss();
    if (check !== null) tell(appliance, 'health.degraded', { check });
  } catch (error) {
    appliance.log.error('health.cannotTell', { error: String(error) });
  }
}

/** Closes what was assembled and never started, or has been stopped. */
export async function close(appliance: Appliance): Promise<void> {
  await appliance.auditKeeper.stop();
  await appliance.events.stop();
  await appliance.engine.stop();
  appliance.close();
}

function tell({ db, events, newId }: Appliance, type: EventType, payload: NewEvent['payload']): void {
  db.transaction((tx) => events.publish(tx, { type, tenant: null, correlationId: newId(), payload }));
}

function listenSettings(
  { config: { server } }: Appliance,
  certificate: Certificate | null,
  options: StartOptions,
): ListenSettings {
  return {
    host: server.bind,
    port: server.port,
    tls: certificate && { ...certificate, minVersion: server.tls.min_version },
    trustedProxies: server.trusted_proxies,
    allowPlainHttp: server.allow_plain_http,
    idleTimeoutS: server.idle_timeout_seconds,
    nextFreePort: options.nextFreePort ?? false,
  };
}
