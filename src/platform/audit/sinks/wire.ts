import { connect, type Socket } from 'node:net';
import { AppError } from '#sdk';
import type { Egress } from '../../egress/index.ts';
import type { Wire } from './syslog-sink.ts';

/** `tls://host:port`, `tcp://host:port` or `unix:/path`. */
export type SyslogTarget =
  | { readonly kind: 'tls' | 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

const TARGET = /^(?:(tls|tcp):\/\/(\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})|unix:(\/.+))$/;

/** Null where the text is no target. */
export function readTarget(text: string): SyslogTarget | null {
  const [, kind, host, port, path] = TARGET.exec(text) ?? [];
  if (path) return { kind: 'unix', path };
  return kind && host ? { kind: kind as 'tls' | 'tcp', host: host.replaceAll(/[[\]]/g, ''), port: Number(port) } : null;
}

const PATIENCE_MS = 10_000;

/** Opens a connection: through the one door for what leaves this machine. By TLS name and chain of the receiver are checked. */
export async function openWire(target: SyslogTarget, egress: Pick<Egress, 'connect' | 'connectTls'>): Promise<Wire> {
  const options = { timeoutMs: PATIENCE_MS };
  if (target.kind === 'unix') return wireOf(await localSocket(target.path));
  const { host, port } = target;
  return wireOf(
    await (target.kind === 'tls' ? egress.connectTls(host, port, options) : egress.connect(host, port, options)),
  );
}

function localSocket(path: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ path });
  socket.once('connect', () => resolve(socket));
  socket.once('error', (error: Error & { code?: string }) =>
    reject(
      new AppError(
        'unavailable',
        'audit.cannotReach',
        `The receiver of the audit log at ${path} cannot be reached (${error.code ?? error.message}). Check "audit.syslog.target".`,
      ),
    ),
  );
  return promise;
}

function wireOf(socket: Socket): Wire {
  let broken = false;
  const broke = () => {
    broken = true;
  };
  socket.on('error', broke).on('end', broke).on('close', broke);
  // A receiver has nothing to say; what it says is thrown away, so that its end is noticed.
  socket.resume();
  socket.unref();
  return {
    get broken() {
      return broken;
    },
    write(text) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const late = setTimeout(() => socket.destroy(new Error('the receiver takes nothing')), PATIENCE_MS);
      const gone = () => reject(new Error('the connection broke'));
      socket.once('close', gone);
      socket.write(text, (error) => {
        clearTimeout(late);
        socket.off('close', gone);
        if (error || broken) reject(error ?? new Error('the connection broke'));
        else resolve();
      });
      return promise;
    },
    end: () => void socket.destroy(),
  };
}
