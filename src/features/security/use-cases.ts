import type { Actor } from '../../platform/access/actor.ts';
import { guard } from '../../platform/access/guard.ts';
import type { Config, NamedTarget } from '../../platform/config/index.ts';
import type { CertificateChain } from './model.ts';

/** Where what is in force comes from; `assemble` fills it. */
export interface SecurityParts {
  readonly config: Config;
  readonly dataFolder: string;
  /** Of the server itself, as far as it is in use. */
  certificate(): CertificateChain | null;
  /** Targets that settings name, which need no entry in the list. */
  namedTargets(): readonly NamedTarget[];
  /** What every page carries. */
  headers(): Readonly<Record<string, string>>;
  /** How many secrets each key wraps. */
  secretKeys(): readonly { readonly kekId: string; readonly secrets: number; readonly known: boolean }[];
  now(): number;
}

export interface Protection {
  readonly config: Config;
  readonly dataFolder: string;
  readonly certificate: CertificateChain | null;
  /** Who ends TLS: the server itself, a proxy that is named, or nobody. */
  readonly tls: 'server' | 'proxy' | 'none';
  readonly namedTargets: readonly NamedTarget[];
  readonly headers: Readonly<Record<string, string>>;
  readonly secretKeys: ReturnType<SecurityParts['secretKeys']>;
  readonly nowMs: number;
}

/** How this server is protected. Keys and secrets are named, never shown. */
export function getProtection(parts: SecurityParts, actor: Actor): Protection {
  guard(actor, 'admin:settings');
  const { config, dataFolder } = parts;
  const { tls, trusted_proxies } = config.server;
  return {
    ...{ config, dataFolder, certificate: parts.certificate(), namedTargets: parts.namedTargets() },
    tls: tls.cert_file ? 'server' : trusted_proxies.length > 0 ? 'proxy' : 'none',
    ...{ headers: parts.headers(), secretKeys: parts.secretKeys(), nowMs: parts.now() },
  };
}
