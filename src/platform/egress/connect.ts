import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { AppError, english } from '#sdk';
import { type Target, targetText } from './target.ts';

/** A target whose addresses were looked up once and checked; only they are connected to. */
export interface Pinned extends Target {
  /** The first of them. */
  readonly address: string;
  readonly addresses: readonly string[];
}

/** A plain connection to the first checked address that answers. */
export async function openSocket(pinned: Pinned, signal: AbortSignal): Promise<Socket> {
  let last: unknown;
  for (const address of pinned.addresses) {
    try {
      const socket = connectTcp({ host: address, port: pinned.port });
      return await settled(socket, 'connect', signal);
    } catch (error) {
      if (signal.aborted) throw gaveUp(pinned, signal);
      last = error;
    }
  }
  throw new AppError(
    'unavailable',
    'egress.cannotConnect',
    `${targetText(pinned)} cannot be reached (${codeOf(last)}).`,
  );
}

/** TLS over an open connection: the certificate must be trusted and carry the name of the host, not of its address. */
export async function secureSocket(
  socket: Socket,
  target: Target,
  tls: { context: SecureContext; serverName?: string | undefined },
  signal: AbortSignal,
): Promise<TLSSocket> {
  const name = tls.serverName ?? target.host;
  const secured = connectTls({
    socket,
    secureContext: tls.context,
    // Said outright, so that no variable of the environment can switch it off.
    rejectUnauthorized: true,
    ...(isIP(name) ? { host: name } : { servername: name }),
  });
  try {
    return await settled(secured, 'secureConnect', signal);
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw gaveUp(target, signal);
    throw new AppError('unavailable', 'egress.tls', tlsMessage(target, error));
  }
}

/** Resolves when the socket is ready. One that is not wanted any more, or failed, is destroyed. */
export function settled<S extends Socket>(
  socket: S,
  ready: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<S> {
  return new Promise<S>((resolve, reject) => {
    const end = (error: unknown) => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      reject(error);
    };
    const onAbort = () => end(signal.reason);
    const onClose = () => end(new Error('the other side closed the connection'));
    socket.once('error', end).once('close', onClose);
    socket.once(ready, () => {
      socket.off('error', end).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      resolve(socket);
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** A connection that was called off, or took too long. */
export const gaveUp = (target: Target, signal: AbortSignal): AppError =>
  (signal.reason as Error | undefined)?.name === 'TimeoutError'
    ? new AppError('timeout', 'egress.timeout', `${targetText(target)} did not answer in time.`)
    : new AppError('cancelled', 'egress.cancelled', `The connection to ${targetText(target)} was called off.`);

const codeOf = (error: unknown): string =>
  (error as { code?: string }).code ?? (error as { message?: string }).message ?? 'unknown';

function tlsMessage(target: Target, error: unknown): string {
  const code = codeOf(error);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return english(`The certificate of ${targetText(target)} is for another name (${(error as Error).message}).`);
  const unknownAuthority = /UNABLE_TO|SELF_SIGNED|DEPTH_ZERO/.test(code);
  return unknownAuthority
    ? english(
        `There is no trusted TLS connection to ${targetText(target)} (${code}). Its authority is not known here: put the certificate of a private one into "egress.ca_file".`,
      )
    : english(`There is no trusted TLS connection to ${targetText(target)} (${code}).`);
}
