-- Times (`*_at`, `*_until`) are integers: milliseconds since the epoch, UTC. Ids are UUIDv7-like text (platform/ids.ts).
-- Every row names its tenant; children refer to (tenant_id, id), so that a row can never point into another tenant.
-- tenant_id is null only where the row belongs to the appliance itself (system jobs, start-up events, global settings).

create table tenants (
  id text primary key,
  name text not null unique,
  region text not null default 'local',
  created_at integer not null
) strict;

create table workspaces (
  id text primary key,
  tenant_id text not null references tenants (id),
  name text not null,
  created_at integer not null,
  unique (tenant_id, id),
  unique (tenant_id, name)
) strict;

-- kind: local, directory, oidc, service. status: active, disabled, missing.
-- login: normalised (NFKC, case folded) by the code that writes it.
create table users (
  id text primary key,
  tenant_id text not null references tenants (id),
  login text not null,
  display_name text not null,
  email text,
  password_hash text,
  kind text not null default 'local',
  status text not null default 'active',
  failed_attempts integer not null default 0,
  locked_until integer,
  created_at integer not null,
  last_login_at integer,
  unique (tenant_id, id),
  unique (tenant_id, login)
) strict;

-- id_hash: SHA-256 of the cookie's 32 random bytes; the secret itself is never stored.
create table sessions (
  id_hash text primary key,
  tenant_id text not null,
  user_id text not null,
  created_at integer not null,
  last_seen_at integer not null,
  expires_at integer not null,
  csrf text not null,
  ip text,
  user_agent text,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
create index sessions_by_user on sessions (tenant_id, user_id);
create index sessions_by_expiry on sessions (expires_at);

-- The customer's own roles; the built-in ones are data in one source file. permissions: JSON array of strings.
create table roles (
  tenant_id text not null references tenants (id),
  name text not null,
  permissions text not null check (json_valid(permissions)),
  created_at integer not null,
  primary key (tenant_id, name)
) strict;

-- principal_kind: user, group, service. workspace_id null: the role holds in the whole tenant.
create table grants (
  id text primary key,
  tenant_id text not null references tenants (id),
  principal_kind text not null,
  principal_id text not null,
  role text not null,
  workspace_id text,
  created_at integer not null,
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id) on delete cascade
) strict;
create unique index grants_once on grants (tenant_id, principal_kind, principal_id, role, coalesce(workspace_id, ''));

create table setup_links (
  token_hash text primary key,
  tenant_id text references tenants (id),
  user_id text,
  created_at integer not null,
  expires_at integer not null,
  used_at integer,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;

create table projects (
  id text primary key,
  tenant_id text not null,
  workspace_id text not null,
  name text not null,
  description text not null default '',
  etag text not null default '1',
  created_at integer not null,
  updated_at integer,
  archived_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id)
) strict;
create index projects_by_workspace on projects (tenant_id, workspace_id, name);

-- status: empty, importing, ready, failed, quarantined. current_version: id of one of its own dataset_versions.
create table datasets (
  id text primary key,
  tenant_id text not null,
  project_id text not null,
  name text not null,
  description text not null default '',
  status text not null default 'empty',
  current_version text,
  etag text not null default '1',
  created_at integer not null,
  updated_at integer,
  deleted_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, project_id) references projects (tenant_id, id),
  foreign key (id, current_version) references dataset_versions (dataset_id, id) deferrable initially deferred
) strict;
create index datasets_by_project on datasets (tenant_id, project_id, name);

create table dataset_versions (
  id text primary key,
  tenant_id text not null,
  dataset_id text not null,
  number integer not null,
  hash text not null,
  manifest_path text not null,
  cases integer not null,
  events integer not null,
  job_id text,
  created_at integer not null,
  published_at integer,
  removed_at integer,
  unique (tenant_id, id),
  unique (dataset_id, id),
  unique (dataset_id, number),
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id)
) strict;
create index dataset_versions_by_hash on dataset_versions (tenant_id, hash);

-- One row per load: what it did to the rows, and which extract it was (an extract already applied is a no-op).
create table data_updates (
  id text primary key,
  tenant_id text not null,
  dataset_id text not null,
  version_id text,
  mode text not null default 'replace',
  extract_hash text,
  rows_before integer not null,
  rows_after integer not null,
  inserted integer not null,
  updated integer not null,
  unchanged integer not null,
  rejected integer not null,
  period_from_at integer,
  period_to_at integer,
  job_id text,
  user_id text,
  at integer not null,
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id),
  foreign key (tenant_id, version_id) references dataset_versions (tenant_id, id)
) strict;
create index data_updates_by_dataset on data_updates (tenant_id, dataset_id, at);

-- A smaller priority runs sooner. fence rises with every claim: a worker that lost its claim cannot finish.
create table jobs (
  id text primary key,
  tenant_id text references tenants (id),
  workspace_id text,
  kind text not null,
  key text,
  payload text not null default '{}' check (json_valid(payload)),
  state text not null default 'ready'
    check (state in ('ready', 'running', 'done', 'cancelled', 'dead', 'quarantined')),
  priority integer not null default 100,
  run_at integer not null,
  attempt integer not null default 0,
  max_attempts integer not null default 5,
  crashes integer not null default 0,
  boot_id text,
  worker_pid integer,
  lease_until integer,
  fence integer not null default 0,
  progress real not null default 0,
  progress_note text,
  cancel_requested_at integer,
  errors text not null default '[]' check (json_valid(errors)),
  result text,
  user_id text,
  correlation_id text,
  created_at integer not null,
  started_at integer,
  finished_at integer,
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id)
) strict;
create unique index jobs_once on jobs (coalesce(tenant_id, ''), kind, key)
  where key is not null and state in ('ready', 'running');
create index jobs_to_claim on jobs (state, priority, run_at, id);
create index jobs_by_tenant on jobs (tenant_id, created_at);

-- Whose turn it is: the lane (workspace, else tenant) served longest ago goes first.
create table job_turns (
  lane text primary key,
  turn integer not null
) strict;

create table outbox (
  seq integer primary key autoincrement,
  event_id text not null unique,
  event_type text not null,
  tenant_id text references tenants (id),
  timestamp text not null,
  source_service text not null,
  correlation_id text not null,
  payload text not null check (json_valid(payload))
) strict;

-- Where each named consumer stands: everything up to seq is delivered.
create table outbox_cursors (
  consumer text primary key,
  seq integer not null,
  attempts integer not null default 0,
  retry_at integer,
  error text,
  updated_at integer not null
) strict;

-- Append-only and hash-chained; see platform/audit. No foreign keys: the record outlives what it speaks of.
create table audit_log (
  seq integer primary key,
  at integer not null,
  actor text not null,
  ip text,
  method text,
  tenant_id text,
  action text not null,
  object text not null,
  outcome text not null,
  before text,
  after text,
  request_id text,
  prev_hash text not null,
  hash text not null
) strict;
create index audit_log_by_tenant on audit_log (tenant_id, seq);
create index audit_log_by_object on audit_log (object, seq);
create trigger audit_log_no_update before update on audit_log
begin
  select raise(abort, 'the audit log is append-only');
end;
-- "insert or replace" would remove a row without a delete trigger.
create trigger audit_log_no_replace before insert on audit_log
when exists (select 1 from audit_log where seq >= new.seq)
begin
  select raise(abort, 'the audit log is append-only');
end;
create trigger audit_log_no_delete before delete on audit_log
begin
  select raise(abort, 'the audit log is append-only');
end;

-- record: `v1|kek_id|wrapped_dek|nonce|ciphertext|tag`; see platform/secrets.
create table secrets (
  id text primary key,
  tenant_id text not null references tenants (id),
  name text not null,
  version integer not null,
  kek_id text not null,
  record text not null,
  created_at integer not null,
  updated_at integer not null,
  unique (tenant_id, name)
) strict;
create index secrets_by_kek on secrets (kek_id);

create table settings (
  tenant_id text references tenants (id),
  key text not null,
  value text not null check (json_valid(value)),
  updated_at integer not null
) strict;
create unique index settings_once on settings (coalesce(tenant_id, ''), key);
