import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect as connectTls,
  type DetailedPeerCertificate,
  type SecureVersion,
  TLSSocket,
} from 'node:tls';
import { settled } from './connect.ts';

export type { DetailedPeerCertificate, SecureVersion, TLSSocket };

export interface UpgradeOptions {
  /** The name, or address, that the certificate must be good for. */
  readonly serverName: string;
  /** Authorities: PEM texts. */
  readonly ca: readonly string[];
  /** A certificate of ours, and its key: PEM texts. */
  readonly client: { readonly cert: string; readonly key: string } | null;
  readonly minVersion: SecureVersion;
}

/**
 * TLS over a connection that the door opened, for protocols that speak before it (LDAP with StartTLS). Rejects with what TLS says
 * unless the certificate was seen to be right; only with `'look'` anything is taken, to show a person the certificates.
 */
export async function upgrade(
  socket: Socket,
  options: UpgradeOptions,
  signal: AbortSignal,
  certificate: 'verify' | 'look' = 'verify',
): Promise<TLSSocket> {
  const { serverName } = options;
  const secured = connectTls({ ...verifying(options), socket, rejectUnauthorized: certificate === 'verify' });
  await settled(secured, 'secureConnect', signal);
  if (certificate === 'look') return secured;
  const wrong = secured.authorized
    ? checkServerIdentity(serverName, secured.getPeerCertificate())
    : secured.authorizationError;
  if (!wrong) return secured;
  secured.destroy();
  throw wrong instanceof Error ? wrong : new Error(String(wrong));
}

/** How TLS is done over such a connection, for drivers that do it themselves. */
export const verifying = ({ serverName, ca, client, minVersion }: UpgradeOptions): ConnectionOptions => ({
  ...{ minVersion, ca: [...ca], ...client, rejectUnauthorized: true },
  ...(isIP(serverName) ? { host: serverName } : { servername: serverName }),
  checkServerIdentity: (_, shown) => checkServerIdentity(serverName, shown),
});

export const isSecured = (socket: Socket): socket is TLSSocket => socket instanceof TLSSocket;
