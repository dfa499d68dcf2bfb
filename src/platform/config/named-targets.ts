import type { Config } from './schema.ts';

/** A target that a setting of another section names: who wrote it there has allowed it by that. */
export interface NamedTarget {
  /** `ldap.servers.0.urls` */
  readonly setting: string;
  /** As an entry of `egress.allow`: `dc1.corp.example:636`. */
  readonly entry: string;
}

export function namedTargets({ audit, ldap, mail, oidc, uploads }: Config): NamedTarget[] {
  const directories = ldap.servers.flatMap(({ urls }, i) =>
    urls.map((url) => ({ setting: `ldap.servers.${i}.urls`, entry: entryOf(url, { 'ldap:': 389, 'ldaps:': 636 }) })),
  );
  const providers = oidc.providers.map(({ issuer }, i) => ({
    setting: `oidc.providers.${i}.issuer`,
    entry: entryOf(issuer, { 'http:': 80, 'https:': 443 }),
  }));
  const [, receiver] = /^(?:tls|tcp):\/\/(.+)$/.exec(audit.syslog.target) ?? [];
  const receivers = receiver ? [{ setting: 'audit.syslog.target', entry: receiver }] : [];
  const [, scanner] = /^tcp:\/\/(.+)$/.exec(uploads.scanner.clamd) ?? [];
  const scanners = scanner ? [{ setting: 'uploads.scanner.clamd', entry: scanner }] : [];
  const relays = mail.host ? [{ setting: 'mail.host', entry: `${bracketed(mail.host)}:${mail.port}` }] : [];
  return [...directories, ...providers, ...receivers, ...scanners, ...relays];
}

function entryOf(url: string, ports: Readonly<Record<string, number>>): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || ports[protocol]}`;
}

/** An IPv6 address as targets write it. */
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
