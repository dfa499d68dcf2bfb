-- Documents that make the rows of a dataset out of other tables. `draft` is what the editor works on and may be wrong;
-- `published` is the version that runs.
create table pipelines (
  id text primary key,
  tenant_id text not null,
  workspace_id text not null,
  name text not null,
  draft text not null check (json_valid(draft)),
  -- The last version; 0: there is none.
  version integer not null default 0,
  published integer,
  -- In whose name it runs by itself.
  published_by text,
  published_at integer,
  -- 1: it runs after a dataset that it reads has new data.
  after_inputs integer not null default 0 check (after_inputs in (0, 1)),
  etag text not null,
  created_by text not null,
  created_at integer not null,
  updated_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, workspace_id) references workspaces (tenant_id, id)
) strict;
create unique index pipelines_by_name on pipelines (tenant_id, workspace_id, name collate nocase);

create table pipeline_versions (
  tenant_id text not null,
  pipeline_id text not null,
  number integer not null,
  document text not null check (json_valid(document)),
  hash text not null,
  note text not null,
  created_by text not null,
  created_at integer not null,
  primary key (tenant_id, pipeline_id, number),
  foreign key (tenant_id, pipeline_id) references pipelines (tenant_id, id) on delete cascade
) strict;

-- What came of a run: `report` where it ended well, `error` where it did not; neither while its job waits or runs.
create table pipeline_runs (
  id text primary key,
  tenant_id text not null,
  pipeline_id text not null,
  version integer not null,
  job_id text not null,
  user_id text not null,
  -- person, inputs or schedule
  cause text not null,
  report text check (report is null or json_valid(report)),
  error text check (error is null or json_valid(error)),
  created_at integer not null,
  finished_at integer,
  foreign key (tenant_id, pipeline_id) references pipelines (tenant_id, id) on delete cascade
) strict;
create index pipeline_runs_by_pipeline on pipeline_runs (tenant_id, pipeline_id, created_at);
