import type { Origin, Problem } from './node.ts';
import type { Config } from './schema.ts';

/** What no single setting can say: how settings must fit together. */
export function checkRules(config: Config, originOf: (name: string) => Origin): Problem[] {
  const problems: Problem[] = [];
  const problem = (name: string, message: string) => problems.push({ at: originOf(name), name, message });
  const { server, session } = config;
  const { cert_file, key_file } = server.tls;
  if (cert_file && !key_file)
    problem('server.tls.cert_file', '"server.tls.cert_file" needs "server.tls.key_file" too.');
  if (key_file && !cert_file) problem('server.tls.key_file', '"server.tls.key_file" needs "server.tls.cert_file" too.');
  if (!isLoopback(server.bind) && !cert_file && !server.allow_plain_http)
    problem(
      'server.bind',
      `"server.bind" = "${server.bind}" would serve other machines without TLS. Set "server.tls.cert_file" and "server.tls.key_file", or "server.allow_plain_http" = true behind a proxy that ends TLS.`,
    );
  if (session.idle_minutes > session.absolute_hours * 60)
    problem('session.idle_minutes', '"session.idle_minutes" is longer than "session.absolute_hours".');
  return problems;
}

export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
