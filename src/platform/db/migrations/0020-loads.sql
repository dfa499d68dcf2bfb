-- What a load did in more detail, what it is compared by with the next one, and how it is taken back.
alter table data_updates add column duplicates integer not null default 0;
-- Of mapping, zone and key: the same extract read otherwise is another load.
alter table data_updates add column settings_hash text;
-- The version that was present before; null: there was none.
alter table data_updates add column before_id text;
-- The load that this one takes back.
alter table data_updates add column undoes_id text;
alter table data_updates add column key text check (key is null or json_valid(key));
alter table data_updates add column mapping text check (mapping is null or json_valid(mapping));
-- JSON: counts by day, month or year; columns with their share of missing values; how they differ from those before.
alter table data_updates add column periods text not null default '[]' check (json_valid(periods));
alter table data_updates add column profile text check (profile is null or json_valid(profile));
alter table data_updates add column drift text not null default '[]' check (json_valid(drift));

update data_updates set before_id = (
  select earlier.id from dataset_versions own
    join dataset_versions earlier on earlier.dataset_id = own.dataset_id and earlier.number = own.number - 1
  where own.id = data_updates.version_id
);
create index data_updates_by_version on data_updates (tenant_id, version_id);

-- How loads of one dataset are taken, where that differs from the appliance's settings.
create table load_policies (
  tenant_id text not null,
  dataset_id text not null,
  drift text not null check (drift in ('block', 'warn', 'map')),
  -- JSON: { stop: "never" | "first" | "share", above? }; null: as configured.
  rejects text check (rejects is null or json_valid(rejects)),
  primary key (tenant_id, dataset_id),
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;

-- Rows that programs have sent, until a load has taken them in; the rows themselves lie beside the dataset.
create table pushes (
  id text primary key,
  tenant_id text not null,
  dataset_id text not null,
  -- Idempotency-Key of the sender, and the checksum of what was sent under it.
  key text,
  sha256 text not null,
  rows integer not null,
  bytes integer not null,
  mode text not null,
  upsert_key text not null check (json_valid(upsert_key)),
  user_id text,
  received_at integer not null,
  -- The load that took them in; both null: they wait.
  load_id text,
  failed_at integer,
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
create unique index pushes_by_key on pushes (tenant_id, dataset_id, key) where key is not null;
create index pushes_by_dataset on pushes (tenant_id, dataset_id, received_at);
