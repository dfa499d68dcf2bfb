-- Working calendars. content: JSON in the canonical form of mining/log/working-calendar.ts.
create table calendars (
  id text primary key,
  tenant_id text not null,
  workspace_id text not null,
  name text not null,
  description text not null default '',
  content text not null check (json_valid(content)),
  etag text not null default '1',
  created_at integer not null,
  updated_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id) on delete cascade
) strict;
create unique index calendars_by_name on calendars (tenant_id, workspace_id, name collate nocase);

-- Named lists of filters over one dataset. visibility: private (its owner alone), workspace (who may read the dataset).
-- No cascade from users: who leaves may leave presets behind that others work with.
create table filter_presets (
  id text primary key,
  tenant_id text not null,
  dataset_id text not null,
  owner_id text not null,
  name text not null,
  description text not null default '',
  steps text not null check (json_valid(steps)),
  visibility text not null default 'private' check (visibility in ('private', 'workspace')),
  etag text not null default '1',
  created_at integer not null,
  updated_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
create unique index filter_presets_by_name on filter_presets (tenant_id, dataset_id, owner_id, name collate nocase);

-- Calculations that run in the background. request: what was asked, as JSON. result_key: of the engine's result cache.
create table analyses (
  id text primary key,
  tenant_id text not null,
  dataset_id text not null,
  version_id text not null,
  owner_id text not null,
  calculator text not null,
  calendar_id text,
  request text not null check (json_valid(request)),
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  result_key text,
  error text check (error is null or json_valid(error)),
  created_at integer not null,
  started_at integer,
  finished_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
create index analyses_by_owner on analyses (tenant_id, owner_id, created_at);
create index analyses_by_calendar on analyses (tenant_id, calendar_id) where calendar_id is not null;
create index analyses_by_state on analyses (state, created_at);
