-- Process models of a project. dataset_id: the dataset that a model is about, where it is about one. version: number of the present one
-- of its versions; these never change. facts: size and notes of what was read, origin: where it came from, both as JSON.
create table process_models (
  id text primary key,
  tenant_id text not null,
  project_id text not null,
  dataset_id text,
  name text not null,
  description text not null default '',
  version integer not null default 1,
  etag text not null default '1',
  created_at integer not null,
  updated_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, project_id) references projects (tenant_id, id) on delete cascade,
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id)
) strict;
create index process_models_by_project on process_models (tenant_id, project_id, name);

create table process_model_versions (
  tenant_id text not null,
  model_id text not null,
  number integer not null,
  format text not null,
  content text not null,
  checksum text not null,
  facts text not null check (json_valid(facts)),
  origin text not null check (json_valid(origin)),
  created_by text not null,
  created_at integer not null,
  primary key (tenant_id, model_id, number),
  foreign key (tenant_id, model_id) references process_models (tenant_id, id) on delete cascade
) strict;

-- What a version of a model scored against a version of a dataset. steps: the filters, as JSON; view: their checksum.
create table process_model_scores (
  id text primary key,
  tenant_id text not null,
  model_id text not null,
  model_version integer not null,
  dataset_id text not null,
  version_id text not null,
  view text not null,
  steps text not null check (json_valid(steps)),
  method text not null check (method in ('alignment', 'replay')),
  scores text not null check (json_valid(scores)),
  created_by text not null,
  created_at integer not null,
  unique (tenant_id, model_id, model_version, version_id, view, method),
  foreign key (tenant_id, model_id) references process_models (tenant_id, id) on delete cascade,
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;

-- Conformance rules of a project, or of one of its datasets: a template with its parameters. What breaks them is computed when it is
-- asked for and kept in the engine's cache: a table of violations would be outdated with the next load. name: null where the sentence
-- of the rule is name enough.
create table conformance_rules (
  id text primary key,
  tenant_id text not null,
  project_id text not null,
  dataset_id text,
  position integer not null,
  name text,
  description text not null default '',
  template text not null,
  params text not null check (json_valid(params)),
  severity text not null check (severity in ('info', 'warning', 'error')),
  group_name text,
  weight real not null,
  enabled integer not null default 1,
  etag text not null default '1',
  created_by text not null,
  created_at integer not null,
  updated_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, project_id) references projects (tenant_id, id) on delete cascade,
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
create index conformance_rules_by_project on conformance_rules (tenant_id, project_id, position);
