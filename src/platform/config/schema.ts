import { type Static, Type } from '#sdk';
import { audit } from './sections/audit.ts';
import { connectors } from './sections/connectors.ts';
import { egress } from './sections/egress.ts';
import { ldap } from './sections/ldap.ts';
import { limits } from './sections/limits.ts';
import { mail } from './sections/mail.ts';
import { oidc } from './sections/oidc.ts';
import { privacy } from './sections/privacy.ts';
import { uploads } from './sections/uploads.ts';
import { byName, choice, flag, list, path, secret, share, text, whole } from './setting.ts';

const MIB = 1_048_576;

const server = Type.Object(
  {
    bind: text('Address to listen on; 0.0.0.0 or :: for every interface.', '127.0.0.1', 'restart', {
      pattern: String.raw`^[0-9A-Za-z.:\-]+$`,
      form: '127.0.0.1',
    }),
    port: whole('Port to listen on; 0 takes any free one.', 8080, 'restart', { minimum: 0, maximum: 65_535 }),
    public_url: text(
      'Address that browsers use, without a path, as https://adit.example.org; empty: as the request says.',
      '',
      'restart',
      { pattern: String.raw`^(https?://[^/\s?#@]+)?$`, form: 'https://adit.example.org' },
    ),
    base_path: text(
      'Path below which Adit lives on a host that it shares, as /adit; empty: it has the host for itself. The proxy hands the path on unchanged.',
      '',
      'restart',
      { pattern: '^(/[A-Za-z0-9._~-]+)*$', form: '/adit' },
    ),
    trusted_proxies: list(
      'Proxies whose X-Forwarded-For, -Proto and -Host are believed: addresses or networks as 10.0.0.0/8.',
      'reload',
      { pattern: String.raw`^[0-9A-Fa-f.:]+(/\d{1,3})?$`, form: '10.0.0.0/8' },
    ),
    allow_plain_http: flag(
      'Allows to serve other machines without TLS; right only behind a proxy that ends TLS.',
      false,
      'restart',
    ),
    hsts: flag('Tells browsers to use https only, for a year.', true, 'reload'),
    max_body_bytes: whole('Largest request body, uploads aside.', 4 * MIB, 'restart', { minimum: 1024 }),
    max_upload_bytes: whole('Largest file that can be uploaded.', 10_240 * MIB, 'reload', { minimum: 1024 }),
    max_open_uploads: whole('Uploads that one person may have open at a time.', 20, 'reload', {
      minimum: 1,
      maximum: 1000,
    }),
    idle_timeout_seconds: whole(
      'Seconds without a byte after which a connection is closed; more than request_timeout_seconds, or what takes too long is not told so.',
      75,
      'restart',
      { minimum: 1, maximum: 255 },
    ),
    request_timeout_seconds: whole('Seconds that a calculation for a page or an API call may take.', 60, 'restart'),
    drain_seconds: whole('Seconds that running requests and jobs get when the server stops.', 30, 'reload', {
      minimum: 0,
    }),
    tls: Type.Object(
      {
        cert_file: path('Certificate chain (PEM); empty: no TLS.', '', 'reload'),
        key_file: path('Private key of the certificate (PEM).', '', 'reload'),
        min_version: choice('Oldest TLS version that is accepted.', ['TLSv1.2', 'TLSv1.3'], 'TLSv1.2', 'restart'),
      },
      { description: 'TLS of the server itself.' },
    ),
  },
  { description: 'Where the server listens.' },
);

const data = Type.Object(
  {
    folder: path('The one data folder: database, datasets, uploads. One server at a time.', 'data', 'restart'),
    regions: byName(
      'Storage roots for datasets by region name, as eu = "/srv/adit-eu"; "local" is the data folder.',
      'restart',
      { path: true },
    ),
    bin_days: whole(
      'Days for which deleted projects and datasets can be restored; then they are removed for good.',
      30,
      'reload',
      { minimum: 1, maximum: 3650 },
    ),
    min_free_bytes: whole('Free space below which imports stop; reading and signing in go on.', 2048 * MIB, 'reload', {
      minimum: 0,
    }),
  },
  { description: 'Where data is kept.' },
);

const cache = Type.Object(
  {
    folder: path(
      'Private folder for what can be made again, native libraries first; empty: the cache folder of the user.',
      '',
      'restart',
    ),
  },
  { description: 'What may be deleted while the server is stopped.' },
);

const engine = Type.Object(
  {
    threads: whole('Worker threads for calculations; 0: one for each core.', 0, 'restart', {
      minimum: 0,
      maximum: 1024,
    }),
    memory_bytes: whole(
      'Memory of a child process that answers SQL or calculates in the background; 0: half of what the machine or its container has.',
      0,
      'restart',
      {
        minimum: 0,
      },
    ),
    cache_bytes: whole('Memory for cached selections and results.', 512 * MIB, 'restart', { minimum: MIB }),
    default_k: whole(
      'Smallest group of cases shown to who lacks the permission read:cases; 0 shows all.',
      5,
      'reload',
      { minimum: 0 },
    ),
  },
  { description: 'The engine that calculates.' },
);

const importing = Type.Object(
  {
    max_columns: whole('Most columns in a file.', 2000, 'reload', { minimum: 1, maximum: 60_000 }),
    max_line_bytes: whole('Longest line, or longest text in XML.', 16 * MIB, 'reload', { minimum: 1024 }),
    max_cell_bytes: whole('Longest value.', MIB, 'reload', { minimum: 1024 }),
    max_unpacked_bytes: whole('Largest size of a file once unpacked.', 204_800 * MIB, 'reload', { minimum: 1024 }),
    max_unpack_ratio: whole('Largest unpacked size for one packed byte.', 100, 'reload'),
    child_memory_bytes: whole('Memory of the child process that reads one file.', 1536 * MIB, 'reload', {
      minimum: 128 * MIB,
    }),
    time_limit_seconds: whole('Longest time for one file.', 3600, 'reload'),
    reject_policy: choice(
      'When bad rows stop an import: never, at the first, or above reject_share.',
      ['never', 'first', 'share'],
      'never',
      'reload',
    ),
    refused_days: whole(
      'Days for which the refused rows of a load can be looked at, repaired and sent again.',
      90,
      'reload',
      { minimum: 1, maximum: 3650 },
    ),
    push_max_bytes: whole('Most bytes of one push of rows.', 8 * MIB, 'reload', { minimum: 1024, maximum: 64 * MIB }),
    push_max_rows: whole('Most rows of one push.', 20_000, 'reload', { minimum: 1, maximum: 1_000_000 }),
    push_gather_seconds: whole('How long pushed rows wait for others, to be loaded together.', 2, 'reload', {
      minimum: 0,
      maximum: 3600,
    }),
    push_gather_bytes: whole('So many bytes of waiting pushes are loaded at once.', 16 * MIB, 'reload', {
      minimum: 1024,
    }),
    reject_share: share('Share of bad rows above which an import stops, with reject_policy = "share".', 0.05, 'reload'),
  },
  { description: 'Limits for files that come in.' },
);

const log = Type.Object(
  {
    level: choice('Least level that is written.', ['debug', 'info', 'warn', 'error'], 'info', 'reload'),
    format: choice('One JSON object a line, or lines for people.', ['json', 'text'], 'json', 'restart'),
    file: path('File to write to; empty: standard error.', '', 'restart'),
    rotate_bytes: whole('Size at which the file is put aside.', 100 * MIB, 'restart', { minimum: 1024 }),
    keep: whole('Files put aside that are kept.', 10, 'restart', { minimum: 0, maximum: 1000 }),
  },
  { description: 'The log of the program itself.' },
);

const session = Type.Object(
  {
    idle_minutes: whole('Minutes without a request after which a session ends.', 30, 'reload'),
    absolute_hours: whole('Hours after which a session ends in any case.', 10, 'reload'),
    max_per_user: whole('Sessions that a person may have at a time; the oldest goes.', 10, 'reload'),
    max_failures: whole('Wrong passwords in a row that lock a name.', 3, 'reload'),
    failure_minutes: whole(
      'Minutes for which a name is then locked; each further wrong password doubles them, up to four times as many.',
      10,
      'reload',
    ),
    setup_link_minutes: whole(
      'Life of the links by which the first administrator is made and people choose a new password.',
      30,
      'reload',
    ),
    invitation_hours: whole('Life of the links by which people choose their first password.', 24, 'reload', {
      minimum: 1,
      maximum: 336,
    }),
    access_token_minutes: whole('Life of the access token of an API client.', 15, 'reload', {
      minimum: 1,
      maximum: 1440,
    }),
    refresh_token_days: whole('Days that an API client may rest before it must sign in again.', 7, 'reload', {
      minimum: 1,
      maximum: 365,
    }),
    second_factor_roles: list(
      'Roles whose holders need a second factor, as "administrator"; until they have set it up, nothing else is open to them. With "administrator", also who administers something by a role of the company’s own. People of an identity provider (OIDC) are left to it.',
      'restart',
    ),
    confirm_minutes: whole(
      'Minutes for which signing in or confirming the password counts as proof, when e-mail, second factor or keys are changed.',
      5,
      'restart',
      { minimum: 1, maximum: 60 },
    ),
    password_words: list(
      'Words that people here would try as a password (names of the organisation, products, projects); a password needs more than them.',
      'restart',
    ),
    token_key: secret(
      'Key that signs access tokens: 32 bytes as base64. Not set: made at the first start as token.key in the data folder.',
      'restart',
    ),
  },
  { description: 'Sessions and signing in.' },
);

const secrets = Type.Object(
  {
    key: secret(
      'Key that wraps all stored secrets: 32 bytes as base64. Not set: made at the first start as secrets.key in the data folder.',
      'restart',
    ),
    older_key_files: list(
      'Files with earlier values of "key". What they wrap is wrapped anew at the start; then they can go (adit secrets doctor).',
      'restart',
      { path: true },
    ),
  },
  { description: 'Stored secrets.' },
);

const plugins = Type.Object(
  {
    folder: path('Folder of customer plug-ins, which upgrades never touch; empty: none.', '', 'restart'),
    allow: byName('Plug-ins that may load: SHA-256 of the file by plug-in id.', 'restart', {
      pattern: '^[0-9a-f]{64}$',
      form: '64 hexadecimal digits',
    }),
  },
  { description: 'Customer plug-ins.' },
);

const jobs = Type.Object(
  {
    concurrency: whole('Jobs that run at a time.', 2, 'restart', { minimum: 1, maximum: 64 }),
    poll_seconds: whole('Seconds between looks at the queue when nothing wakes it.', 5, 'restart'),
    max_attempts: whole('Attempts of a job before it is dead.', 5, 'reload'),
    time_limit_seconds: whole('Longest time for one job.', 1800, 'restart'),
    keep_days: whole('Days for which finished jobs stay in the list.', 30, 'reload'),
  },
  { description: 'Work in the background.' },
);

/** Every setting of the appliance. The types, the checks, the example file and the manual come from this one value. */
export const configSchema = Type.Object({
  server,
  limits,
  data,
  cache,
  engine,
  uploads,
  import: importing,
  privacy,
  log,
  session,
  ldap,
  oidc,
  secrets,
  egress,
  connectors,
  audit,
  plugins,
  jobs,
  mail,
});

export type Config = Static<typeof configSchema>;
