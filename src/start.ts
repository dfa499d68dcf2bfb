import type { Appliance } from './assemble.ts';
import { finishRotation } from './finish-rotation.ts';
import { openOperatorSocket } from './operator-socket.ts';
import type { LoadedConfig } from './platform/config/index.ts';
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
  const looking = setInterval(() => void certificate.look(), LOOK_AT_CERTIFICATE_EVERY_MS);
  looking.unref();
  tell(appliance, 'service.started');
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
      await rotation.end();
      await server.stop(graceMs);
      appliance.calculations.stop();
      await runner.stop(graceMs);
      await socket?.stop();
      tell(appliance, 'service.stopped');
      await close(appliance);
    },
  };
}

const LOOK_AT_CERTIFICATE_EVERY_MS = 60_000;
/** Closes what was assembled and never started, or has been stopped. */
export async function close(appliance: Appliance): Promise<void> {
  await appliance.auditKeeper.stop();
  await appliance.events.stop();
  await appliance.engine.stop();
  appliance.close();
}

function tell({ db, events, newId, bootId }: Appliance, type: 'service.started' | 'service.stopped'): void {
  db.transaction((tx) => events.publish(tx, { type, tenant: null, correlationId: newId(), payload: { boot: bootId } }));
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
