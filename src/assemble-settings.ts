import type { ConnectorSettings } from './engine/connect/connector-host.ts';
import type { ImportSettings } from './features/datasets/index.ts';
import type { DirectorySettings } from './features/directory/index.ts';
import { DEFAULT_SIGN_IN, type SignInSettings } from './features/sign-in/index.ts';
import type { UploadSettings } from './features/uploads/index.ts';
import { authoritiesIn } from './open-egress.ts';
import type { Config } from './platform/config/index.ts';
import type { EgressOwner } from './platform/egress/index.ts';
import type { ServerParts } from './platform/http/http-parts.ts';
import type { RateSettings } from './platform/http/rate-limits.ts';
import type { MailSettings } from './platform/mail/index.ts';
import type { ScannerSettings } from './platform/scanner/index.ts';

/** The configuration, as each part wants it. */

/** Settings that are read from the configuration each time they are asked for: a reload changes them under way. */
function live<T extends object>(read: () => T): T {
  const names = Object.keys(read()) as (keyof T)[];
  const getters = names.map((name) => [name, { enumerable: true, get: () => read()[name] }]);
  return Object.defineProperties({} as T, Object.fromEntries(getters));
}

export const signInSettings = (config: Config): SignInSettings => live(() => signInSettingsOf(config));

const signInSettingsOf = ({ session }: Config): SignInSettings => ({
  ...DEFAULT_SIGN_IN,
  idleMs: session.idle_minutes * 60_000,
  absoluteMs: session.absolute_hours * 3_600_000,
  maxSessionsPerUser: session.max_per_user,
  maxFailures: session.max_failures,
  failureMs: session.failure_minutes * 60_000,
  setupLinkMs: session.setup_link_minutes * 60_000,
  invitationMs: session.invitation_hours * 3_600_000,
  accessMs: session.access_token_minutes * 60_000,
  refreshMs: session.refresh_token_days * 86_400_000,
  secondFactorRoles: session.second_factor_roles,
  freshProofMs: session.confirm_minutes * 60_000,
  passwordWords: session.password_words,
});

export const directorySettings = ({ ldap }: Config): DirectorySettings => ({
  ...{ roleMap: ldap.role_map, defaultRole: ldap.default_role, outageMs: ldap.outage_minutes * 60_000 },
  ...{ syncEveryMs: ldap.sync.every_minutes * 60_000, maxShrink: ldap.sync.max_shrink },
  graceMs: ldap.sync.grace_hours * 3_600_000,
});

export function importSettings({ import: limits, data, jobs, privacy }: Config): ImportSettings {
  return {
    limits: {
      maxColumns: limits.max_columns,
      maxLineBytes: limits.max_line_bytes,
      maxCellBytes: limits.max_cell_bytes,
      maxUnpackedBytes: limits.max_unpacked_bytes,
      maxUnpackRatio: limits.max_unpack_ratio,
    },
    child: { memoryBytes: limits.child_memory_bytes, timeoutMs: limits.time_limit_seconds * 1000 },
    rejects:
      limits.reject_policy === 'share' ? { stop: 'share', above: limits.reject_share } : { stop: limits.reject_policy },
    memoryBytes: Math.floor(limits.child_memory_bytes * 0.6),
    minFreeBytes: data.min_free_bytes,
    push: {
      ...{ maxBytes: limits.push_max_bytes, maxRows: limits.push_max_rows },
      ...{ gatherMs: limits.push_gather_seconds * 1000, gatherBytes: limits.push_gather_bytes },
    },
    maxAttempts: jobs.max_attempts,
    keepRefusedMs: limits.refused_days * 86_400_000,
    asksPrivacy: privacy.ask_about_people,
    removesRaw: privacy.raw_files === 'remove',
  };
}

/** What connectors may reach and take; the door says what they may connect to. */
export function connectorSettings({ connectors }: Config, egress: EgressOwner): ConnectorSettings {
  return {
    access: { egress: egress.forChild(), folders: connectors.folders, programs: connectors.programs },
    limits: {
      ...{ answerMs: connectors.answer_seconds * 1000, batchMs: connectors.batch_seconds * 1000 },
      ...{ maxCellBytes: connectors.max_cell_bytes, maxBatchBytes: connectors.max_batch_bytes },
    },
    pool: { perConnection: connectors.max_open, inAll: connectors.max_open_in_all },
    memoryBytes: connectors.child_memory_bytes,
  };
}

/** An export reads what an import has built: the same limits hold for its child. */
export function exportSettings(config: Config) {
  const { child, memoryBytes } = importSettings(config);
  return { child, memoryBytes, deadlineMs: config.server.request_timeout_seconds * 1000 };
}

export const uploadSettings = (config: Config): UploadSettings => ({
  maxBytes: config.server.max_upload_bytes,
  maxOpen: config.server.max_open_uploads,
  import: importSettings(config),
});

export const scannerSettings = ({ uploads }: Config): ScannerSettings => {
  const { clamd, command, clean_exit_codes, infected_exit_codes, time_limit_seconds } = uploads.scanner;
  const codes = (given: readonly string[], usual: number) => (given.length === 0 ? [usual] : given.map(Number));
  return {
    ...{ clamd, command, cleanExitCodes: codes(clean_exit_codes, 0), infectedExitCodes: codes(infected_exit_codes, 1) },
    timeLimitMs: time_limit_seconds * 1000,
  };
};

export const serverSettings = (config: Config): ServerParts['settings'] => live(() => serverSettingsOf(config));

const serverSettingsOf = ({ server }: Config): ServerParts['settings'] => ({
  publicUrl: server.public_url || null,
  basePath: server.base_path,
  trustedProxies: server.trusted_proxies,
  tls: server.tls.cert_file !== '',
  strictTransport: server.hsts,
  maxBodyBytes: server.max_body_bytes,
  idleTimeoutS: server.idle_timeout_seconds,
});

export const rateSettings = (config: Config): RateSettings =>
  live(() => {
    const { limits } = config;
    return {
      ...{ perAccount: limits.account_per_minute, perAddress: limits.address_per_minute },
      cost: {
        ...{ calculation: limits.calculation_cost, upload: limits.upload_cost },
        ...{ 'sign-in': limits.sign_in_cost, export: limits.export_cost },
      },
    };
  });

/** Signs of life come well before a connection counts as idle. */
export const streamSettings = ({ server }: Config) => ({
  heartbeatMs: Math.min(15_000, Math.ceil((server.idle_timeout_seconds * 1000) / 3)),
});

/** Null: no relay is configured. */
export function mailSettings({ mail, server }: Config): MailSettings | null {
  if (mail.host === '') return null;
  return {
    relay: () => ({
      ...{ host: mail.host, port: mail.port, tls: mail.tls, from: mail.from },
      ca: mail.ca_file ? authoritiesIn('mail.ca_file', mail.ca_file) : [],
      login: mail.user ? { user: mail.user, password: mail.password } : null,
      site: server.public_url + server.base_path,
    }),
    ...{ language: mail.language, perPersonPerHour: mail.per_person_per_hour, maxAttempts: mail.max_attempts },
  };
}
