-- The load whose refused rows were repaired and sent again by this one.
alter table data_updates add column resent_of text;

-- Loads that refused rows; the rows themselves lie beside the dataset, in a file that is called by the id.
create table refusals (
  -- Of the load; where the load was stopped by its refused rows, an id of its own.
  id text primary key,
  tenant_id text not null,
  dataset_id text not null,
  -- Null: the load was stopped, and nothing of it came in.
  load_id text,
  job_id text,
  -- How people call the file, the first one of several.
  file_name text,
  rows integer not null,
  headers text not null check (json_valid(headers)),
  mapping text check (mapping is null or json_valid(mapping)),
  -- JSON: [{ column, reason, rows }], the most frequent one first.
  reasons text not null check (json_valid(reasons)),
  user_id text,
  at integer not null,
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
create index refusals_by_dataset on refusals (tenant_id, dataset_id, at);
create index refusals_by_time on refusals (at);
create index data_updates_by_resent on data_updates (tenant_id, resent_of) where resent_of is not null;
