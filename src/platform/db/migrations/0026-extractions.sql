-- Schedules that people made in workspaces. `owner_kind` and `owner_id`: the thing that a schedule is for, whose feature says who may see
-- and change it. `job`: what is put into the queue when a time has come.
create table workspace_schedules (
  id text primary key,
  tenant_id text not null,
  workspace_id text not null,
  owner_kind text not null,
  owner_id text not null,
  title text not null,
  job text not null check (json_valid(job)),
  cron text not null,
  zone text not null,
  overlap text not null check (overlap in ('skip', 'queue', 'parallel')),
  catch_up text not null check (catch_up in ('skip', 'once', 'all')),
  paused_at integer,
  noted_at integer,
  next_run_at integer,
  last_run_at integer,
  last_job_id text,
  etag text not null default '1',
  created_at integer not null,
  updated_at integer not null,
  unique (tenant_id, owner_kind, owner_id),
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id) on delete cascade
) strict;
create index workspace_schedules_due on workspace_schedules (next_run_at) where paused_at is null;

-- What is read of a connection into a dataset, again and again. `source`: { table } or { query } with { columns }, or { match } of files.
-- follows: everything (each run reads all of it), column (from the watermark on), cursor (from where the run before ended), files (those
-- that are new or changed). `watermark` and `cursor`: JSON; how far what was published goes.
create table extractions (
  id text primary key,
  tenant_id text not null,
  workspace_id text not null,
  connection_id text not null,
  dataset_id text not null,
  name text not null,
  source text not null check (json_valid(source)),
  follows text not null check (follows in ('everything', 'column', 'cursor', 'files')),
  watermark_column text,
  overlap real not null default 0,
  mode text not null check (mode in ('replace', 'append', 'upsert')),
  "key" text not null default '[]' check (json_valid("key")),
  row_limit integer,
  mapping text check (mapping is null or json_valid(mapping)),
  time_zone text,
  watermark text check (watermark is null or json_valid(watermark)),
  cursor text check (cursor is null or json_valid(cursor)),
  etag text not null default '1',
  created_by text,
  created_at integer not null,
  updated_at integer,
  unique (tenant_id, id),
  unique (tenant_id, workspace_id, name),
  check ((follows = 'column') = (watermark_column is not null)),
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id) on delete cascade,
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade,
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
create index extractions_by_connection on extractions (tenant_id, connection_id);
create index extractions_by_dataset on extractions (tenant_id, dataset_id);

-- One row for each job of an extraction, under the job's id; jobs are forgotten sooner.
create table extraction_runs (
  id text primary key,
  tenant_id text not null,
  extraction_id text not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  attempt integer not null default 0,
  scheduled integer not null check (scheduled in (0, 1)),
  user_id text,
  -- From what to what it read: JSON of the watermark.
  since text check (since is null or json_valid(since)),
  until text check (until is null or json_valid(until)),
  rows_read integer,
  inserted integer,
  updated integer,
  unchanged integer,
  rejected integer,
  error text check (error is null or json_valid(error)),
  created_at integer not null,
  started_at integer,
  finished_at integer,
  foreign key (tenant_id, extraction_id) references extractions (tenant_id, id) on delete cascade
) strict;
create index extraction_runs_of on extraction_runs (tenant_id, extraction_id, created_at, id);

-- Files that were loaded, with the version of their content.
create table extraction_files (
  tenant_id text not null,
  extraction_id text not null,
  path text not null,
  version text not null,
  bytes integer not null,
  loaded_at integer not null,
  primary key (tenant_id, extraction_id, path),
  foreign key (tenant_id, extraction_id) references extractions (tenant_id, id) on delete cascade
) strict;
