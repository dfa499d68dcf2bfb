import { constants } from 'node:crypto';
import { AppError } from '#sdk';
import type { HttpLog } from './http-parts.ts';
import { demandProtection } from './origin.ts';
import type { Server } from './server.ts';

/** PEM texts. */
interface PemPair {
  readonly key: string;
  readonly cert: string;
}

export interface ListenSettings {
  host: string;
  port: number;
  tls: (PemPair & { minVersion: 'TLSv1.2' | 'TLSv1.3' }) | null;
  trustedProxies: readonly string[];
  allowPlainHttp: boolean;
  /** Seconds without a byte after which a connection is closed. */
  idleTimeoutS: number;
  /** Where the port is taken, the next free one of the following twenty is used (the demo). */
  nextFreePort: boolean;
}

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** `https://127.0.0.1:8443`, without a slash at the end. */
  readonly url: string;
  /** New connections get this certificate; those that are open keep theirs, and are served to their end. */
  useCertificate(pair: PemPair): void;
  /** Lets running requests finish for `graceMs`, then cuts them off. Resolves when nothing listens any more. */
  stop(graceMs: number): Promise<{ cutOff: boolean }>;
}

export interface StartParts {
  readonly app: Server;
  readonly settings: ListenSettings;
  readonly log: HttpLog;
  /** First step of stopping: `/readyz` says so. */
  readonly drain: () => void;
}

/** One that accepts connections, or only finishes those it has. */
type Listener = NonNullable<Server['server']>;

const PORTS_TRIED = 20;
/** Bun’s own limit, above every route’s: bodies are streamed, and each route has its limit. */
const MAX_REQUEST_BYTES = 64 * 1024 ** 3;

/** Opens the port. A port that is taken, or plain HTTP that others could reach, is a clear fault. */
export function startServer(parts: StartParts): RunningServer {
  const { app, settings, log } = parts;
  demandProtection({ ...settings, tls: settings.tls !== null });
  const first = openPort(app, settings);
  const port = first.port!;
  const listeners = new Set([first]);
  const name = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  const url = `${settings.tls ? 'https' : 'http'}://${name}:${port}`;
  log.info('http.listening', { url });
  return {
    ...{ host: settings.host, port, url },
    useCertificate(pair) {
      const old = app.server!;
      // Both listen for a moment, so that the port is never closed; only who connects in that very moment may have to try again.
      listeners.add(listen(app, settings, port, tlsOptions({ ...settings.tls!, ...pair })));
      void old.stop(false).then(() => listeners.delete(old));
    },
    stop: (graceMs) => stopServer(parts, listeners, graceMs),
  };
}

function openPort(app: Server, settings: ListenSettings): Listener {
  const last = settings.port + (settings.nextFreePort && settings.port !== 0 ? PORTS_TRIED : 0);
  for (let port = settings.port; port <= Math.min(last, 65_535); port++) {
    try {
      if (!settings.tls) return listen(app, settings, port);
      return listen(app, settings, demandFree(settings.host, port), tlsOptions(settings.tls));
    } catch (error) {
      if (!isTaken(error)) throw asFault(error, settings, port);
    }
  }
  throw new AppError(
    'unavailable',
    'http.portInUse',
    `Port ${settings.port} on ${settings.host} is in use by another program. Stop that program, or set another server.port.`,
  );
}

/** Bun would show its pages for developers where nobody says that this is no development. */
function listen(
  app: Server,
  { host: hostname, idleTimeoutS: idleTimeout }: ListenSettings,
  port: number,
  tls: { reusePort?: boolean; tls?: Bun.TLSOptions } = {},
): Listener {
  app.listen({
    ...{ hostname, port, reusePort: false, development: false },
    ...{ maxRequestBodySize: MAX_REQUEST_BYTES, idleTimeout },
    ...tls,
  });
  return app.server!;
}

/** Two servers that share a port by accident would each get half of the requests; gives the port, where any was wanted. */
function demandFree(hostname: string, port: number): number {
  const probe = Bun.listen({ hostname, port, socket: { data() {} } });
  probe.stop(true);
  return probe.port;
}

/**
 * TLS 1.2 and 1.3, as Bun offers them; Bun knows no name for "1.3 only", OpenSSL's option does it. A Bun server keeps its certificate
 * for life: the next one must be able to take its place at the same port.
 */
const tlsOptions = ({ key, cert, minVersion }: NonNullable<ListenSettings['tls']>) => ({
  reusePort: true,
  tls: {
    ...{ key, cert },
    secureOptions:
      constants.SSL_OP_CIPHER_SERVER_PREFERENCE | (minVersion === 'TLSv1.3' ? constants.SSL_OP_NO_TLSv1_2 : 0),
  },
});

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');
const isTaken = (error: unknown): boolean => codeOf(error) === 'EADDRINUSE';

function asFault(error: unknown, { host }: ListenSettings, port: number): unknown {
  const code = codeOf(error);
  if (code === 'EACCES')
    return new AppError(
      'unavailable',
      'http.portForbidden',
      `This user may not open port ${port}. Use one above 1023.`,
    );
  if (code === 'EADDRNOTAVAIL')
    return new AppError('unavailable', 'http.hostUnknown', `This machine has no address "${host}". Check server.host.`);
  return error;
}

async function stopServer(
  { app, log, drain }: StartParts,
  listeners: ReadonlySet<Listener>,
  graceMs: number,
): Promise<{ cutOff: boolean }> {
  drain();
  if (!app.server) return { cutOff: false };
  const all = [...listeners];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<true>((resolve) => {
    timer = setTimeout(() => resolve(true), graceMs);
  });
  const ended = Promise.all(all.map((listener) => listener.stop(false))).then(() => false as const);
  const cutOff = await Promise.race([ended, late]);
  clearTimeout(timer);
  if (cutOff) {
    const pendingRequests = all.reduce((n, listener) => n + listener.pendingRequests, 0);
    log.warn('http.cutOff', { pendingRequests, graceMs });
    await Promise.all(all.map((listener) => listener.stop(true)));
  }
  app.server = null;
  log.info('http.stopped', { cutOff });
  return { cutOff };
}
