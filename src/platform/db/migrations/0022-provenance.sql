-- Every step from a file to a version, and what became of it: what went in, how, and what came out. Written by the transaction of the
-- step itself. Goes when the dataset is removed for good; the audit log has its own record.
-- inputs: JSON array of { kind, hash, number? }; output_kind: file, rows or version. parameters hold no values of the data and no secrets.
create table provenance_steps (
  id text primary key,
  tenant_id text not null,
  dataset_id text not null,
  number integer not null,
  step text not null,
  inputs text not null check (json_valid(inputs)),
  parameters text not null check (json_valid(parameters)),
  output_kind text,
  output_hash text,
  output_number integer,
  user_id text,
  job_id text,
  build text not null,
  at integer not null,
  unique (tenant_id, dataset_id, number),
  foreign key (tenant_id, dataset_id) references datasets (tenant_id, id) on delete cascade
) strict;
