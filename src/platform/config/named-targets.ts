import type { Config } from './schema.ts';

/** A target that a setting of another section names: who wrote it there has allowed it by that. */
export interface NamedTarget {
  /** `ldap.servers.0.urls` */
  readonly setting: string;
  /** As an entry of `egress.allow`: `dc1.corp.example:636`. */
  readonly entry: string;
}

export function namedTargets({ ldap }: Config): NamedTarget[] {
  return ldap.servers.flatMap(({ urls }, i) =>
    urls.map((url) => ({ setting: `ldap.servers.${i}.urls`, entry: entryOf(url, { 'ldap:': 389, 'ldaps:': 636 }) })),
  );
}

function entryOf(url: string, ports: Readonly<Record<string, number>>): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || ports[protocol]}`;
}
