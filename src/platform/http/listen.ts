import { constants } from 'node:crypto';
import { AppError } from '#sdk';
import type { HttpLog } from './http-parts.ts';
import { demandProtection } from './origin.ts';
import type { Server } from './server.ts';

export interface ListenSettings {
  host: string;
  port: number;
  /** PEM texts. */
  tls: { key: string; cert: string; minVersion: 'TLSv1.2' | 'TLSv1.3' } | null;
  trustedProxies: readonly string[];
  allowPlainHttp: boolean;
  /** Where the port is taken, the next free one of the following twenty is used (the demo). */
  nextFreePort: boolean;
}

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** `https://127.0.0.1:8443`, without a slash at the end. */
  readonly url: string;
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

const PORTS_TRIED = 20;

/** Opens the port. A port that is taken, or plain HTTP that others could reach, is a clear fault. */
export function startServer(parts: StartParts): RunningServer {
  const { app, settings, log } = parts;
  demandProtection({ ...settings, tls: settings.tls !== null });
  const port = openPort(app, settings);
  const name = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  const url = `${settings.tls ? 'https' : 'http'}://${name}:${port}`;
  log.info('http.listening', { url });
  return { host: settings.host, port, url, stop: (graceMs) => stopServer(parts, graceMs) };
}

function openPort(app: Server, settings: ListenSettings): number {
  const last = settings.port + (settings.nextFreePort && settings.port !== 0 ? PORTS_TRIED : 0);
  for (let port = settings.port; port <= Math.min(last, 65_535); port++) {
    try {
      app.listen({
        hostname: settings.host,
        port,
        // Two servers that share a port by accident would each get half of the requests.
        reusePort: false,
        ...(settings.tls ? { tls: tlsOptions(settings.tls) } : {}),
      });
      return app.server?.port ?? port;
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

/** TLS 1.2 and 1.3, as Bun offers them; Bun knows no name for "1.3 only", OpenSSL's option does it. */
const tlsOptions = ({ key, cert, minVersion }: NonNullable<ListenSettings['tls']>) => ({
  ...{ key, cert },
  secureOptions: minVersion === 'TLSv1.3' ? constants.SSL_OP_NO_TLSv1_2 : 0,
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

async function stopServer({ app, log, drain }: StartParts, graceMs: number): Promise<{ cutOff: boolean }> {
  drain();
  const server = app.server;
  if (!server) return { cutOff: false };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<true>((resolve) => {
    timer = setTimeout(() => resolve(true), graceMs);
  });
  const cutOff = await Promise.race([server.stop(false).then(() => false as const), late]);
  clearTimeout(timer);
  if (cutOff) {
    log.warn('http.cutOff', { pendingRequests: server.pendingRequests, graceMs });
    await server.stop(true);
  }
  app.server = null;
  log.info('http.stopped', { cutOff });
  return { cutOff };
}
