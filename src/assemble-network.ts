import { rateSettings, serverSettings, streamSettings } from './assemble-settings.ts';
import { SECOND_FACTOR_PATH, SIGN_IN_PATH } from './features/sign-in/index.ts';
import type { Foundations } from './foundations.ts';
import type { Config } from './platform/config/index.ts';
import { CertificateKeeper } from './platform/http/certificate-keeper.ts';
import type { Readiness } from './platform/http/health.ts';
import type { ServerParts } from './platform/http/http-parts.ts';
import { sqliteIdempotency } from './platform/http/idempotency.sqlite.ts';
import { OpenStreams } from './platform/http/open-streams.ts';
import { RateLimits } from './platform/http/rate-limits.ts';
import { buildServer } from './platform/http/server.ts';

interface NetworkParts extends Pick<ServerParts, 'routes' | 'authenticate' | 'problemPage'> {
  readonly ready: Readiness;
}

/** The server over its routes, and what belongs to its connections. */
export function networkWith(foundations: Foundations, { ready, ...parts }: NetworkParts) {
  const { db, config, log, newId, clock } = foundations;
  const streams = new OpenStreams(streamSettings(config));
  const app = buildServer({
    ...{ ...parts, idempotency: sqliteIdempotency(db), log, newId, now: clock.now },
    ...{ signInPath: SIGN_IN_PATH, secondFactorPath: SECOND_FACTOR_PATH },
    ...{ streams, settings: serverSettings(config), limits: new RateLimits(rateSettings(config), clock.now) },
  });
  const certificate = new CertificateKeeper({ files: () => certificateFiles(config), clock, log });
  return { certificate, readiness: endingStreams(ready, streams), streams, routes: parts.routes, app };
}

function certificateFiles({ server: { tls } }: Config): { cert: string; key: string } | null {
  return tls.cert_file ? { cert: tls.cert_file, key: tls.key_file } : null;
}

/** Whoever only listens is not waited for when the server stops. */
const endingStreams = (ready: Readiness, streams: OpenStreams): Readiness => ({
  routes: ready.routes,
  drain() {
    ready.drain();
    streams.endAll();
  },
});
