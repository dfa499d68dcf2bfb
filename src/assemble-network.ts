import { rateSettings, serverSettings, streamSettings } from './assemble-settings.ts';
import { type SecurityParts, securityFeature } from './features/security/index.ts';
import { SECOND_FACTOR_PATH, SIGN_IN_PATH } from './features/sign-in/index.ts';
import type { Foundations } from './foundations.ts';
import { type Config, namedTargets } from './platform/config/index.ts';
import { CertificateKeeper } from './platform/http/certificate-keeper.ts';
import type { Readiness } from './platform/http/health.ts';
import type { ServerParts } from './platform/http/http-parts.ts';
import { sqliteIdempotency } from './platform/http/idempotency.sqlite.ts';
import { OpenStreams } from './platform/http/open-streams.ts';
import { RateLimits } from './platform/http/rate-limits.ts';
import { problemPage, type Render } from './platform/http/render.ts';
import { securityHeaders } from './platform/http/security-headers.ts';
import { buildServer } from './platform/http/server.ts';

interface NetworkParts extends Pick<ServerParts, 'routes' | 'authenticate'> {
  readonly ready: Readiness;
  readonly render: Render;
}

/** The server over its routes, and what belongs to its connections. */
export function networkWith(foundations: Foundations, { ready, render, ...parts }: NetworkParts) {
  const { db, config, log, newId, clock } = foundations;
  const certificate = new CertificateKeeper({ files: () => certificateFiles(config), clock, log });
  const routes = [...parts.routes, ...securityFeature(securityParts(foundations, certificate), render).routes];
  const streams = new OpenStreams(streamSettings(config));
  const app = buildServer({
    ...{
      routes,
      authenticate: parts.authenticate,
      problemPage: problemPage(render),
      idempotency: sqliteIdempotency(db),
      log,
      newId,
      now: clock.now,
    },
    ...{ signInPath: SIGN_IN_PATH, secondFactorPath: SECOND_FACTOR_PATH },
    ...{ streams, settings: serverSettings(config), limits: new RateLimits(rateSettings(config), clock.now) },
  });
  return { certificate, readiness: endingStreams(ready, streams), streams, routes, app };
}

const securityParts = (foundations: Foundations, certificate: CertificateKeeper): SecurityParts => ({
  ...{ config: foundations.config, dataFolder: foundations.dataFolder, now: foundations.clock.now },
  certificate: () => certificate.current,
  namedTargets: () => namedTargets(foundations.config),
  headers: () => securityHeaders('page', foundations.config.server.hsts),
  secretKeys: () => foundations.secrets.usage(),
});

function certificateFiles({ server: { tls } }: Config): { cert: string; key: string } | null {
  return tls.cert_file ? { cert: tls.cert_file, key: tls.key_file } : null;
}

/** Whoever only listens is not waited for when the server stops. */
const endingStreams = (ready: Readiness, streams: OpenStreams): Readiness => ({
  ...ready,
  drain() {
    ready.drain();
    streams.endAll();
  },
});
