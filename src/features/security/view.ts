import { settingChange } from '../../platform/config/index.ts';
import type { Words } from '../../platform/text/words.ts';
import type { Protection } from './use-cases.ts';

/** One thing that is in force, and where it is changed. */
interface Row {
  readonly what: string;
  readonly value: string;
  readonly setting: string;
  /** A reload takes it over, or only a new start. */
  readonly byReload: boolean;
}

const row = (what: string, value: string | number, setting: string): Row => ({
  ...{ what, value: String(value), setting, byReload: settingChange(setting) === 'reload' },
});

/** Plain data for the page. */
export function protectionView(found: Protection, words: Words) {
  return {
    tls: found.tls,
    chain: chainOf(found),
    keyFile: found.config.server.tls.key_file,
    certFile: found.config.server.tls.cert_file,
    reached: reachedBy(found, words),
    limits: limitsOf(found, words),
    sessions: sessionsOf(found, words),
    egress: { allowed: found.config.egress.allow, named: found.namedTargets },
    headers: Object.entries(found.headers),
    keys: keysOf(found, words),
    secretKeys: found.secretKeys,
  };
}

const DAY_MS = 86_400_000;

function chainOf({ certificate, nowMs }: Protection) {
  return (certificate?.chain ?? []).map((one) => ({
    ...one,
    daysLeft: Math.floor((one.endsAtMs - nowMs) / DAY_MS),
    state: one.endsAtMs <= nowMs ? 'over' : one.endsAtMs - nowMs <= 30 * DAY_MS ? 'soon' : 'good',
  }));
}

function reachedBy({ config: { server } }: Protection, { t }: Words): Row[] {
  const yesNo = (flag: boolean) => (flag ? t('yes') : t('no'));
  return [
    row(t('Listens on'), `${server.bind}:${server.port}`, 'server.bind'),
    row(t('Address for browsers'), server.public_url || t('as each request says'), 'server.public_url'),
    row(t('Path'), server.base_path || '/', 'server.base_path'),
    row(
      t('Trusted proxies'),
      server.trusted_proxies.join(', ') || t('none: X-Forwarded-* is ignored'),
      'server.trusted_proxies',
    ),
    row(t('Plain HTTP for other machines'), yesNo(server.allow_plain_http), 'server.allow_plain_http'),
    row(t('Oldest TLS version'), server.tls.min_version.replace('v', ' '), 'server.tls.min_version'),
    row(t('Browsers are told to stay with TLS'), yesNo(server.hsts), 'server.hsts'),
  ];
}

function limitsOf({ config: { server, limits } }: Protection, { t, fmt }: Words): Row[] {
  const rate = (count: number) =>
    count === 0 ? t('no limit') : t('{count} in a minute', { count: fmt.number(count) });
  const counts = (count: number) => t('counts {count}', { count: fmt.number(count) });
  const seconds = (count: number) => fmt.duration(count * 1000);
  return [
    row(t('Requests of one account'), rate(limits.account_per_minute), 'limits.account_per_minute'),
    row(t('Requests of one address'), rate(limits.address_per_minute), 'limits.address_per_minute'),
    row(t('A calculation'), counts(limits.calculation_cost), 'limits.calculation_cost'),
    row(t('A file that comes in'), counts(limits.upload_cost), 'limits.upload_cost'),
    row(t('An attempt to sign in'), counts(limits.sign_in_cost), 'limits.sign_in_cost'),
    row(t('A file that goes out'), counts(limits.export_cost), 'limits.export_cost'),
    row(t('Largest request body'), fmt.bytes(server.max_body_bytes), 'server.max_body_bytes'),
    row(t('Largest upload'), fmt.bytes(server.max_upload_bytes), 'server.max_upload_bytes'),
    row(t('Silence that ends a connection'), seconds(server.idle_timeout_seconds), 'server.idle_timeout_seconds'),
    row(t('Longest calculation for a page'), seconds(server.request_timeout_seconds), 'server.request_timeout_seconds'),
  ];
}

function sessionsOf({ config: { session } }: Protection, { t, fmt }: Words): Row[] {
  const minutes = (count: number) => fmt.duration(count * 60_000);
  return [
    row(t('A session ends without a request after'), minutes(session.idle_minutes), 'session.idle_minutes'),
    row(t('A session ends in any case after'), minutes(session.absolute_hours * 60), 'session.absolute_hours'),
    row(t('Sessions of one person at a time'), fmt.number(session.max_per_user), 'session.max_per_user'),
    row(t('Wrong passwords that lock a name'), fmt.number(session.max_failures), 'session.max_failures'),
    row(t('A name is locked for, at first'), minutes(session.failure_minutes), 'session.failure_minutes'),
    row(t('Links for a first password hold'), minutes(session.setup_link_minutes), 'session.setup_link_minutes'),
    row(t('Access tokens hold'), minutes(session.access_token_minutes), 'session.access_token_minutes'),
    row(t('Programs may rest for'), fmt.duration(session.refresh_token_days * DAY_MS), 'session.refresh_token_days'),
    row(
      t('Words that passwords may not be made of'),
      session.password_words.join(', ') || t('none beside the usual'),
      'session.password_words',
    ),
  ];
}

function keysOf({ config, dataFolder }: Protection, { t }: Words): Row[] {
  const from = (configured: string, file: string) =>
    configured ? t('from the configuration') : `${dataFolder}/${file}`;
  return [
    row(t('Key that wraps stored secrets'), from(config.secrets.key, 'secrets.key'), 'secrets.key'),
    row(t('Key of the audit log'), from(config.audit.key, 'audit.key'), 'audit.key'),
    row(t('Key that signs access tokens'), from(config.session.token_key, 'token.key'), 'session.token_key'),
  ];
}
