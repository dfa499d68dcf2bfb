import { isLoopback, networkOf } from '../addresses.ts';
import { entryMistake } from '../egress/index.ts';
import { namedTargets } from './named-targets.ts';
import type { Origin, Problem } from './node.ts';
import type { Config } from './schema.ts';
import { ldapProblems } from './sections/ldap-rules.ts';
import { mailProblems } from './sections/mail.ts';
import { oidcProblems } from './sections/oidc-rules.ts';

/** What no single setting can say: how settings must fit together. */
export function checkRules(config: Config, originOf: (name: string) => Origin): Problem[] {
  const problems: Problem[] = [];
  const problem = (name: string, message: string) => problems.push({ at: originOf(name), name, message });
  const { server, session } = config;
  const { cert_file, key_file } = server.tls;
  if (cert_file && !key_file)
    problem('server.tls.cert_file', '"server.tls.cert_file" needs "server.tls.key_file" too.');
  if (key_file && !cert_file) problem('server.tls.key_file', '"server.tls.key_file" needs "server.tls.cert_file" too.');
  const isProtected = cert_file || server.trusted_proxies.length > 0 || server.allow_plain_http;
  if (!isLoopback(server.bind) && !isProtected)
    problem(
      'server.bind',
      `"server.bind" = "${server.bind}" would serve other machines without TLS. Set "server.tls.cert_file" and "server.tls.key_file", or name the proxy that ends TLS in "server.trusted_proxies", or, knowing what it means, "server.allow_plain_http" = true.`,
    );
  for (const entry of server.trusted_proxies)
    if (!networkOf(entry))
      problem(
        'server.trusted_proxies',
        `"${entry}" in "server.trusted_proxies" is no address or network such as 10.0.0.0/8.`,
      );
  const { scanner } = config.uploads;
  if (scanner.command.length > 0 && !scanner.command.some((word) => word.includes('{file}')))
    problem('uploads.scanner.command', '"uploads.scanner.command" names no {file}: the program would look at nothing.');
  if (session.idle_minutes > session.absolute_hours * 60)
    problem('session.idle_minutes', '"session.idle_minutes" is longer than "session.absolute_hours".');
  const inTables = [...ldapProblems(config.ldap), ...oidcProblems(config.oidc, server.public_url)];
  for (const { table, name, message } of inTables) {
    const own = originOf(name);
    problems.push({ at: own.kind === 'default' ? originOf(table) : own, name, message });
  }
  for (const { name, message } of mailProblems(config.mail, server.public_url)) problem(name, message);
  config.egress.allow.forEach((entry, index) => {
    const mistake = entryMistake(entry);
    if (mistake) problem('egress.allow', `"egress.allow", entry ${index + 1}: ${mistake}`);
  });
  // What is no URL at all was said above.
  if (problems.length === 0)
    for (const { setting, entry } of namedTargets(config)) {
      const mistake = entryMistake(entry);
      if (mistake) problem(setting, mistake);
    }
  return problems;
}
