-- How the quality of a dataset is measured: settings of the checks and where known activities come from, as JSON. No row: as usual.
create table quality_settings (
  tenant_id text not null,
  dataset_id text not null,
  content text not null check (json_valid(content)),
  etag text not null,
  updated_by text not null,
  updated_at integer not null,
  primary key (tenant_id, dataset_id),
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;

-- Rules of a dataset: a check whose parameters say what must hold.
create table quality_rules (
  id text primary key,
  tenant_id text not null,
  dataset_id text not null,
  name text,
  "check" text not null,
  params text not null check (json_valid(params)),
  severity text not null check (severity in ('info', 'warning', 'error')),
  weight real,
  zero_at real,
  enabled integer not null default 1,
  etag text not null default '1',
  created_by text not null,
  created_at integer not null,
  updated_at integer,
  unique (tenant_id, id),
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
create index quality_rules_by_dataset on quality_rules (tenant_id, dataset_id, id);

-- What was measured of each version, over all of its rows: scores and counts. What was found is computed when it is asked for, under the
-- rights of who asks: neither values nor ids of cases are kept here.
create table quality_results (
  tenant_id text not null,
  dataset_id text not null,
  version_id text not null,
  version_number integer not null,
  measured_at integer not null,
  score real,
  dimensions text not null check (json_valid(dimensions)),
  checks text not null check (json_valid(checks)),
  primary key (tenant_id, version_id),
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
create index quality_results_by_dataset on quality_results (tenant_id, dataset_id, version_number);
